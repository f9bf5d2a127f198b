import type { ChannelEvent, WatchEvent, WatchState } from '../../watch/index.js';
import type { Context, Output } from '../context.js';
import type { GlobalFlags } from '../flags.js';
import { colorLevel } from './color.js';
import { printable } from './printable.js';
import { createScreen } from './screen.js';
import type { TableView } from './view.js';
import { eventLine, troubleLine } from './watch-event-line.js';
import { frameLines, type Row } from './watch-view.js';

/** How events and states are shown: a table, lines, or JSON documents. */
export interface Display {
  event(event: WatchEvent): void;
  /** For people, about no event. */
  note(line: string): void;
  /** Begins to show the states. */
  show(state: () => WatchState): void;
  close(): void;
}

interface Surroundings {
  context: Context;
  flags: Pick<GlobalFlags, 'color' | 'debugSign'>;
  output: Output;
  bucket: string;
}

/** A table where it can be kept in its place: at a terminal that nothing else is written to. */
export async function openDisplay(surroundings: Surroundings): Promise<Display> {
  const { context, flags, output } = surroundings;
  const isPlain = output.verbose || flags.debugSign || context.env.TERM === 'dumb';
  if (output.format === 'terminal' && !isPlain) return openTable(surroundings);
  return {
    event(event) {
      if (event.event === 'trouble') output.warn(troubleLine(event));
      else if (output.format === 'terminal') output.text(`${printable(eventLine(event))}\n`);
      else output.event({ ...event });
    },
    note: output.note,
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
  let stateOf: (() => WatchState) | null = null;
  let ticking: NodeJS.Timeout | null = null;
  let soon: NodeJS.Timeout | null = null;

  function draw(): void {
    if (stateOf === null) return;
    const { names, channels, samples: allSamples, intervalSeconds } = stateOf();
    const rows = names.flatMap((channelName): Row[] => {
      const channel = channels.get(channelName);
      if (channel === undefined) return [];
      const samples = allSamples.get(channelName) ?? [];
      return [{ channelName, channel, samples, lastEvent: lastEvents.get(channelName) ?? null }];
    });
    // Clearing the rest of a line that fills the last column takes its last letter.
    const size = { columns: (stdout.columns ?? 80) - 1, height: stdout.rows ?? 24 };
    const table = (view: TableView) => drawView(view, { columns: size.columns, color });
    screen.draw(frameLines(rows, { ...size, now: now(), bucket, intervalSeconds, table }));
  }

  function print(line: string): void {
    screen.print(printable(line));
  }

  function remember({ event, channelName, time }: ChannelEvent): void {
    if (event === 'deleted') lastEvents.delete(channelName);
    else if (event !== 'watching') lastEvents.set(channelName, { event, at: new Date(time) });
  }

  return {
    event(event) {
      if (event.event === 'trouble') return print(`warning: ${troubleLine(event)}`);
      remember(event);
      if (event.event !== 'watching') print(eventLine(event));
      soon ??= setTimeout(() => {
        soon = null;
        draw();
      }, SOON_MS);
    },
    note(line) {
      if (!output.quiet) print(line);
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
