/** A text that has values in it: its template, `Channel {0} is gone.`, and what was put in. */
export interface Made {
  template: string;
  values: readonly unknown[];
}

/** Null in the library: nobody there wants to say a text in another language. */
let keep: ((text: string, made: Made) => void) | null = null;

/** Has the command line hear of every text with values from now on; null ends that. */
export function hearTexts(listener: typeof keep): void {
  keep = listener;
}

/** Has whoever hears texts hear of one that another process has made. */
export function passOn(text: string, made: Made): void {
  keep?.(text, made);
}

/**
 * Marks a text for people: english`Channel ${channelName} is gone.` It is a string as it stands, and the terminal
 * finds by its template how to say it in another language (docs/how-it-works.md). A list goes in as one.
 */
export function english(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  const text = filled(strings, values);
  if (keep !== null && values.length > 0) keep(text, { template: templateOf(strings), values });
  return text;
}

export function templateOf(strings: readonly string[]): string {
  return filled(
    strings,
    strings.slice(1).map((_, index) => `{${index}}`),
  );
}

/** What a template literal without a tag would give, but of a list `a, b, c`. */
export function filled(strings: readonly string[], values: readonly unknown[]): string {
  // Most texts, and all constants: hundreds at every start.
  if (values.length === 0) return strings[0] ?? '';
  const texts = values.map((value) => (Array.isArray(value) ? value.join(', ') : String(value)));
  return strings.reduce((text, part, index) => `${text}${texts[index - 1]}${part}`);
}

/** `a`, `a or b`, `a, b or c`, of names. */
export function listed(names: readonly string[], conjunction: 'and' | 'or' = 'or'): string {
  const last = names.at(-1) ?? '';
  if (names.length < 2) return last;
  const others = names.slice(0, -1);
  return conjunction === 'or' ? english`${others} or ${last}` : english`${others} and ${last}`;
}
