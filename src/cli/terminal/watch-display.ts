import type { WatchEvent } from '../../watch/event.js';
import type { Watcher } from '../../watch/watcher.js';
import type { Context, FlagValue, Output } from '../context.js';
import { colorLevel } from './color.js';
import { printable } from './printable.js';
import { createScreen } from './screen.js';
import type { View } from './view.js';
import { eventLine } from './watch-event-line.js';
import { frameLines, type Row } from './watch-view.js';

/** How events and states are shown: a table, lines, or JSON documents. */
export interface Display {
  event(event: WatchEvent): void;
  /** For people, about no event. */
  note(line: string): void;
  warn(line: string): void;
  /** Begins to show the states. */
  show(watcher: Watcher): void;
  close(): void;
}

interface Surroundings {
  context: Context;
  flags: Readonly<Record<string, FlagValue>>;
  output: Output;
  bucket: string;
}

/** A table where it can be kept in its place: at a terminal that nothing else is written to. */
export async function openDisplay(surroundings: Surroundings): Promise<Display> {
  const { context, flags, output } = surroundings;
  const isPlain = output.verbose || flags.debugSign === true || context.env.TERM === 'dumb';
  if (output.format === 'terminal' && !isPlain) return openTable(surroundings);
  return {
    event(event) {
      if (output.format === 'terminal') output.text(`${printable(eventLine(event))}\n`);
      else output.event({ ...event });
    },
    note: output.note,
    warn: output.warn,
    show: () => undefined,
    close: () => undefined,
  };
}

/** A table of a hundred channels every second would cost more than asking about them. */
const REDRAW_MS = 2000;
/** Events that come together are drawn together. */
const SOON_MS = 50;

async function openTable({ context, flags, output, bucket }: Surroundings): Promise<Display> {
  const { drawView } = await import('./terminal.js');
  const { stdout, env, now } = context;
  const color = colorLevel(stdout, { env, color: flags.color });
  const screen = createScreen(stdout);
  const lastEvents = new Map<string, Row['lastEvent']>();
  let shown: Watcher | null = null;
  let ticking: NodeJS.Timeout | null = null;
  let soon: NodeJS.Timeout | null = null;

  function draw(): void {
    if (shown === null) return;
    const watcher = shown;
    const { intervalSeconds } = watcher;
    const rows = watcher.names.flatMap((channelName): Row[] => {
      const channel = watcher.channels.get(channelName);
      if (channel === undefined) return [];
      const samples = watcher.samples(channelName);
      return [{ channelName, channel, samples, lastEvent: lastEvents.get(channelName) ?? null }];
    });
    // Clearing the rest of a line that fills the last column takes its last letter.
    const size = { columns: (stdout.columns ?? 80) - 1, height: stdout.rows ?? 24 };
    const table = (view: View) => drawView(view, { columns: size.columns, color });
    screen.draw(frameLines(rows, { ...size, now: now(), bucket, intervalSeconds, table }));
  }

  function print(line: string): void {
    screen.print(printable(line));
  }

  return {
    event(event) {
      if (event.event === 'deleted') lastEvents.delete(event.channelName);
      else if (event.event !== 'watching')
        lastEvents.set(event.channelName, { event: event.event, at: new Date(event.time) });
      if (event.event !== 'watching') print(eventLine(event));
      soon ??= setTimeout(() => {
        soon = null;
        draw();
      }, SOON_MS);
    },
    note(line) {
      if (!output.quiet) print(line);
    },
    warn: (line) => print(`warning: ${line}`),
    show(watcher) {
      shown = watcher;
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
