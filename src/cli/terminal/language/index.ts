import { zh } from './zh.js';

/** What takes two columns: Unicode's East_Asian_Width W and F, as far as terminals show it. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const MARK = /\p{M}/u;

/** As string-width, which would be a third of the start-up of a Chinese terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (character <= '~') columns += 1;
    else columns += WIDE.test(character) ? 2 : MARK.test(character) ? 0 : 1;
  }
  return columns;
}

function cutTo(text: string, columns: number): string {
  let cut = '';
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns) return cut;
    cut += character;
  }
  return cut;
}

/** No line begins with the first of these, and none ends with the second. */
const CLOSING = /^[，。、；：？！）》」”’%]/u;
const OPENING = /[（《「“‘]$/u;
/** What stays together: a word that is not Chinese, or one character; the spaces before it. */
const PIECES = /( *)([^\s\p{Script=Han}，。、；：？！（）《》「」“”‘’]+|[^\s])/gu;

/** Lines of at most so many columns, broken at spaces and between Chinese characters. */
function wrappedTo(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, columns))
    .join('\n');
}

function wrappedLine(text: string, columns: number): string {
  const lines = [''];
  for (const [, spaces = '', piece = ''] of unbroken(text)) {
    const last = lines.at(-1) ?? '';
    const longer = last + spaces + piece;
    if (last === '' || columnsOf(longer) <= columns) lines[lines.length - 1] = last === '' ? piece : longer;
    else lines.push(piece);
  }
  return lines.join('\n');
}

/** The pieces, with the marks that may not stand alone joined to their neighbours. */
function unbroken(text: string): string[][] {
  const pieces: string[][] = [];
  for (const [whole, spaces = '', piece = ''] of text.matchAll(PIECES)) {
    const last = pieces.at(-1);
    if (last !== undefined && spaces === '' && (CLOSING.test(piece) || OPENING.test(last[2] ?? '')))
      last[2] += piece;
    else pieces.push([whole, spaces, piece]);
  }
  return pieces;
}

export const chinese = {
  /** By the English template; a bundle has no more than `get` of it, which reads it (scripts/data-bundle.js). */
  catalogue: zh as Pick<typeof zh, 'get'>,
  /** What stands between those of a list. */
  between: '、',
  ...{ columnsOf, cutTo, wrappedTo },
};
