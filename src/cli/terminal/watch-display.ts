import type { ChannelEvent, State, WatchEvent, WatchState } from '../../watch/index.js';
import type { Context, Output } from '../context.js';
import type { GlobalFlags } from '../flags.js';
import { say } from '../say.js';
import { canKeepTable, openLiveTable } from './live-table.js';
import { printable } from './printable.js';
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
  /** The states of the channels that are shown; null for all. */
  only: readonly State[] | null;
  /** By the clock of the service. */
  now(): Date;
}

/** A table where it can be kept in its place. */
export async function openDisplay(surroundings: Surroundings): Promise<Display> {
  const { context, flags, output } = surroundings;
  if (canKeepTable(output, flags, context.env)) return openTable(surroundings);
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

async function openTable({ context, flags, output, bucket, only, now }: Surroundings): Promise<Display> {
  const lastEvents = new Map<string, Row['lastEvent']>();
  const table = await openLiveTable<WatchState>({ context, flags, output }, (state, drawing) => {
    const { names, channels, samples: allSamples, intervalSeconds } = state;
    const rows = names.flatMap((channelName): Row[] => {
      const channel = channels.get(channelName);
      if (channel === undefined) return [];
      const samples = allSamples.get(channelName) ?? [];
      return [{ channelName, channel, samples, lastEvent: lastEvents.get(channelName) ?? null }];
    });
    return frameLines(rows, { ...drawing, now: now(), bucket, only, intervalSeconds });
  });

  function remember({ event, channelName, time }: ChannelEvent): void {
    if (event === 'deleted') lastEvents.delete(channelName);
    else if (event !== 'watching') lastEvents.set(channelName, { event, at: new Date(time) });
  }

  return {
    event(event) {
      if (event.event === 'trouble') return table.print(say`warning: ${troubleLine(event)}`);
      remember(event);
      if (event.event !== 'watching') table.print(eventLine(event));
      table.touch();
    },
    note: table.note,
    show: table.show,
    close: table.close,
  };
}
