import type { Sink } from '../context.js';

/** The last lines of a terminal, redrawn in place; what is printed meanwhile goes above them. */
export interface Screen {
  /** Shows these lines, which must be fewer than the terminal has. */
  draw(lines: readonly string[]): void;
  /** A line that stays, above those that are redrawn. */
  print(line: string): void;
  /** Leaves the lines as they are and gives the terminal back. */
  close(): void;
}

const ESC = '\u001b[';
// Terminals that know it show the frame at once, the others ignore it.
const [BEGIN, END] = [`${ESC}?2026h`, `${ESC}?2026l`];
// A line that is too long is cut, not continued on a line that nobody has counted.
const [NO_WRAP, WRAP] = [`${ESC}?7l`, `${ESC}?7h`];
const [HIDE_CURSOR, SHOW_CURSOR] = [`${ESC}?25l`, `${ESC}?25h`];
const [CLEAR_TO_END_OF_LINE, CLEAR_BELOW, CLEAR_ALL] = [`${ESC}K`, `${ESC}J`, `${ESC}H${ESC}2J`];

/** Every frame is one write that overwrites the last frame line by line, so nothing flickers. */
export function createScreen(terminal: Sink): Screen {
  let shown: readonly string[] = [];
  let size = sizeOf(terminal);
  let isOpen = false;

  function write(printed: readonly string[], lines: readonly string[]): void {
    const now = sizeOf(terminal);
    // A terminal that has changed its size may have wrapped the last frame: where it began is not known any more.
    const start = now === size ? backTo(shown.length) : CLEAR_ALL;
    size = now;
    // What stays may be longer than a line, and then needs room that the last frame has taken.
    const above = printed.length === 0 ? '' : `${CLEAR_BELOW}${printed.join('\n')}\n`;
    const text = lines.map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
    const frame = `${NO_WRAP}${text}${WRAP}${CLEAR_BELOW}`;
    terminal.write(`${BEGIN}${isOpen ? '' : HIDE_CURSOR}${start}${above}${frame}${END}`);
    isOpen = true;
    shown = lines;
  }

  return {
    draw: (lines) => write([], lines),
    print: (line) => write([line], shown),
    close() {
      if (isOpen) terminal.write(SHOW_CURSOR);
      isOpen = false;
    },
  };
}

function backTo(lines: number): string {
  return lines === 0 ? '\r' : `\r${ESC}${lines}A`;
}

function sizeOf({ columns, rows }: Sink): string {
  return `${columns}x${rows}`;
}
