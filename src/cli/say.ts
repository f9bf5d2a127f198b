import { filled, hearTexts, type Made, templateOf } from '../english.js';
import { chinese } from './terminal/language/index.js';

export type Language = 'en' | 'zh';

/** Texts are said soon after they were made; of more than these the oldest stay English. */
const MOST_TEXTS = 10_000;

let other: typeof chinese | null = null;
const made = new Map<string, Made>();

/**
 * From here on `say` and `said` speak that language, in the whole process: it is that of its terminal. Runs of the program
 * at once in one process, which only tests have, share it, and the texts that were made; those of one language take
 * nothing from each other. The library is not concerned: nothing of it speaks, and without this nobody hears its texts.
 */
export function speak(language: Language): void {
  other = language === 'en' ? null : chinese;
  made.clear();
  hearTexts(other === null ? null : remember);
}

export function spoken(): Language {
  return other === null ? 'en' : 'zh';
}

function remember(text: string, one: Made): void {
  made.delete(text);
  made.set(text, one);
  if (made.size > MOST_TEXTS) for (const oldest of made.keys()) return void made.delete(oldest);
}

/** A text for the terminal, in its language: say`Saved ${file}.` For what programs read too there is `english`. */
export function say(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  const found = other?.catalogue.get(templateOf(strings));
  return found === undefined ? filled(strings, values) : withValues(found, values);
}

/**
 * A text that was made in English (the message of an error, the help of a flag) in the language of the terminal; also
 * where its full stop was taken off.
 */
export function said(text: string): string {
  if (other === null) return text;
  return inChinese(text) ?? inChinese(`${text}.`)?.replace(/。$/, '') ?? text;
}

function inChinese(text: string): string | null {
  const { template, values } = made.get(text) ?? { template: text, values: [] };
  const found = other?.catalogue.get(template);
  return found === undefined ? null : withValues(found, values);
}

/** `{0}` is a value as it is, `{said 0}` one that is a text itself; either may be a list. */
function withValues(found: string, values: readonly unknown[]): string {
  return found.replace(/\{(said )?(\d+)\}/g, (_, isText: string | undefined, index: string) => {
    const texts = [values[Number(index)]].flat().map(String);
    return (isText === undefined ? texts : texts.map(said)).join(other?.between);
  });
}

/** Columns of a terminal: a Chinese character takes two. */
function columnsOf(text: string): number {
  return other === null ? text.length : other.columnsOf(text);
}

/** As `padEnd`, by columns of a terminal. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** As much of a text as so many columns hold. */
export function cutTo(text: string, columns: number): string {
  return other === null ? text.slice(0, columns) : other.cutTo(text, columns);
}

/** Breaks a text that has no spaces to break at; null where there is none such. */
export function wrapping(): typeof chinese.wrappedTo | null {
  return other?.wrappedTo ?? null;
}
