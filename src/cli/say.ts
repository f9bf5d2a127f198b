import { filled, hearTexts, type Made, templateOf } from '../english.js';

export type Language = 'en' | 'zh';

/** By the English template; `{0}` is a value as it is, `{said 0}` one that is a text itself. */
type Catalogue = ReadonlyMap<string, string>;

/** Texts are said soon after they were made; of more than these the oldest stay English. */
const MOST_TEXTS = 10_000;

let catalogue: Catalogue | null = null;
const made = new Map<string, Made>();

/** From here on `say` and `said` speak that language. */
export async function speak(language: Language): Promise<void> {
  catalogue = language === 'en' ? null : (await import('./terminal/language/zh.js')).zh;
  made.clear();
  hearTexts(catalogue === null ? null : remember);
}

export function spoken(): Language {
  return catalogue === null ? 'en' : 'zh';
}

function remember(text: string, one: Made): void {
  made.delete(text);
  made.set(text, one);
  if (made.size > MOST_TEXTS) for (const oldest of made.keys()) return void made.delete(oldest);
}

/** A text for the terminal, in its language: say`Saved ${file}.` For what programs read too there is `english`. */
export function say(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  const found = catalogue?.get(templateOf(strings));
  return found === undefined ? filled(strings, values) : withValues(found, values);
}

/** A text that was made in English (the message of an error, the help of a flag) in the language of the terminal. */
export function said(text: string): string {
  if (catalogue === null) return text;
  const { template, values } = made.get(text) ?? { template: text, values: [] };
  const found = catalogue.get(template);
  return found === undefined ? text : withValues(found, values);
}

function withValues(found: string, values: readonly unknown[]): string {
  return found.replace(/\{(said )?(\d+)\}/g, (_, isText: string | undefined, index: string) => {
    const value = String(values[Number(index)]);
    return isText === undefined ? value : said(value);
  });
}
