// C0 and C1 controls, and the marks that reorder or hide text: a value from a bucket must not steer a terminal.
const UNPRINTABLE = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** The text with everything that is not seen written out: `\t`, `\n`, `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT[character] ?? escaped(character));
}

/** The same, for text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON that is also safe to show: `JSON.stringify` leaves DEL, C1 controls and reordering marks as they are. */
export function printableJson(document: unknown, indent?: number): string {
  return JSON.stringify(document, null, indent).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
