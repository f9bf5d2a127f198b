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

/**
 * Marks a text for people: english`Channel ${channelName} is gone.` It is a string as it stands, and the terminal
 * finds by its template how to say it in another language (docs/how-it-works.md).
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

/** What a template literal without a tag would give. */
export function filled(strings: readonly string[], values: readonly unknown[]): string {
  return strings.reduce((text, part, index) => `${text}${values[index - 1]}${part}`);
}

/** `a, b, c`, of texts. */
export function listing(texts: readonly string[]): string {
  return texts.reduce((all, text) => english`${all}, ${text}`);
}
