import type { Context, Output } from '../context.js';
import type { GlobalFlags } from '../flags.js';
import { colorLevel } from './color.js';
import { printable } from './printable.js';
import { createScreen } from './screen.js';
import type { TableView } from './view.js';

/** What a frame is drawn with. */
export interface Drawing {
  columns: number;
  height: number;
  table(view: TableView): string;
}

/** A table that is kept up to date in its place, and lines above it that stay. */
export interface LiveTable<State> {
  /** A line that stays. */
  print(line: string): void;
  /** The same, unless notes are not wanted. */
  note(line: string): void;
  /** Draws it soon: what happens together is drawn together. */
  touch(): void;
  /** Begins to show the states. */
  show(state: () => State): void;
  close(): void;
}

/** A table of a hundred channels every second would cost more than asking about them. */
const REDRAW_MS = 2000;
/** Events that come together are drawn together. */
const SOON_MS = 50;

interface Surroundings {
  context: Pick<Context, 'stdout' | 'env'>;
  flags: Pick<GlobalFlags, 'color'>;
  output: Pick<Output, 'quiet'>;
}

/** Whether a table can be kept in its place: at a terminal that nothing else is written to. */
export function canKeepTable(
  { verbose, format }: Pick<Output, 'verbose' | 'format'>,
  { debugSign }: Pick<GlobalFlags, 'debugSign'>,
  env: Context['env'],
): boolean {
  return format === 'terminal' && !verbose && !debugSign && env.TERM !== 'dumb';
}

export async function openLiveTable<State>(
  { context, flags, output }: Surroundings,
  frame: (state: State, drawing: Drawing) => readonly string[],
): Promise<LiveTable<State>> {
  const { drawView } = await import('./terminal.js');
  const { stdout, env } = context;
  const color = colorLevel(stdout, { env, color: flags.color });
  const screen = createScreen(stdout);
  let stateOf: (() => State) | null = null;
  let ticking: NodeJS.Timeout | null = null;
  let soon: NodeJS.Timeout | null = null;

  function draw(): void {
    if (stateOf === null) return;
    // Clearing the rest of a line that fills the last column takes its last letter.
    const size = { columns: (stdout.columns ?? 80) - 1, height: stdout.rows ?? 24 };
    const table = (view: TableView) => drawView(view, { columns: size.columns, color });
    screen.draw(frame(stateOf(), { ...size, table }));
  }

  const print = (line: string): void => screen.print(printable(line));
  return {
    print,
    note(line) {
      if (!output.quiet) print(line);
    },
    touch() {
      soon ??= setTimeout(() => {
        soon = null;
        draw();
      }, SOON_MS);
    },
    show(state) {
      stateOf = state;
      draw();
      ticking = setInterval(draw, REDRAW_MS);
    },
    close() {
      if (ticking !== null) clearInterval(ticking);
      if (soon !== null) clearTimeout(soon);
      draw();
      screen.close();
    },
  };
}
