import { english } from '../../english.js';
import type { RelayEvent, SourceState, SourceStatus } from '../../relay/index.js';
import type { Context, Output } from '../context.js';
import type { GlobalFlags } from '../flags.js';
import { said, say } from '../say.js';
import { age, lasting } from './durations.js';
import { canKeepTable, openLiveTable } from './live-table.js';
import { localTime } from './local-time.js';
import { printable } from './printable.js';
import type { TableView } from './view.js';
import { wordFor } from './words.js';

/** How a relay is shown: a table, lines, or JSON documents. */
export interface RelayDisplay {
  event(event: RelayEvent): void;
  /** For people, about no source. */
  note(line: string): void;
  /** The same of what should not be overlooked. */
  warn(line: string): void;
  /** Begins to show the states. */
  show(state: () => readonly SourceStatus[]): void;
  close(): void;
}

interface Surroundings {
  context: Context;
  flags: Pick<GlobalFlags, 'color' | 'debugSign'>;
  output: Output;
  bucket: string;
  /** By the clock of the service. */
  now(): Date;
}

/** A table where it can be kept in its place. */
export async function openRelayDisplay(surroundings: Surroundings): Promise<RelayDisplay> {
  const { context, flags, output } = surroundings;
  if (canKeepTable(output, flags, context.env)) return openTable(surroundings);
  return {
    event(event) {
      if (output.format !== 'terminal') return output.event({ ...event });
      const line = lineOf(event);
      if (line !== null) output.text(`${printable(line)}\n`);
    },
    note: output.note,
    warn: output.warn,
    show: () => undefined,
    close: () => undefined,
  };
}

async function openTable({ context, flags, output, bucket, now }: Surroundings): Promise<RelayDisplay> {
  const { print, touch, note, show, close } = await openLiveTable<readonly SourceStatus[]>(
    { context, flags, output },
    (statuses, { columns, height, table }) => {
      const room = Math.max(1, height - 4);
      const sorted = [...statuses].sort((one, other) => RANK[one.state] - RANK[other.state]);
      const drawn = table(relayView(sorted.slice(0, room), now(), columns)).trimEnd();
      const more = sorted.length > room ? [say`and ${sorted.length - room} more`] : [];
      return [say`${bucket}: ${countsOf(statuses)}`, ...drawn.split('\n'), ...more];
    },
  );
  return {
    event(event) {
      const line = lineOf(event);
      if (line !== null && !(event.event === 'state' && QUIET.has(event.state))) print(line);
      touch();
    },
    ...{ note, show, close },
    warn: (line) => print(say`warning: ${said(line)}`),
  };
}

/** Trouble first. */
const RANK: Readonly<Record<SourceState, number>> = {
  ...{ failed: 0, waiting: 1, connecting: 2, starting: 3, live: 4, off: 5 },
};
/** What the table shows well enough. */
const QUIET: ReadonlySet<SourceState> = new Set(['starting', 'connecting']);

function countsOf(statuses: readonly SourceStatus[]): string {
  const states = Object.keys(RANK) as SourceState[];
  return states
    .map((state) => [statuses.filter((status) => status.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => say`${count} ${said(wordFor(state))}`)
    .join(say`, `);
}

/** From this width on there is room for figures. */
const WIDE = 100;

function relayView(statuses: readonly SourceStatus[], now: Date, columns: number): TableView {
  const isWide = columns >= WIDE;
  return {
    kind: 'table',
    columns: [
      english`Status`,
      english`Channel`,
      english`For`,
      english`Rate`,
      ...(isWide ? [english`Reconnects`, english`Lost`] : []),
      english`Why`,
    ],
    rows: statuses.map((status) => [
      ...[STATE_WORDS[status.state], status.channelName, age(status.since, now)],
      status.bitsPerSecond === null ? null : `${(status.bitsPerSecond / 1e6).toFixed(1)} Mbit/s`,
      ...(isWide
        ? [status.reconnects, status.lostSeconds === 0 ? null : `${Math.round(status.lostSeconds)} s`]
        : []),
      whyOf(status, now, isWide),
    ]),
    empty: '',
  };
}

/** As the colours of tables know them. */
const STATE_WORDS: Readonly<Record<SourceState, string>> = {
  ...{
    failed: english`Failed`,
    waiting: english`Waiting`,
    connecting: english`Connecting`,
    starting: english`Starting`,
  },
  ...{ live: english`Live`, off: english`Off` },
};

const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s，。：]+/gi;

/** The address of a camera, which the file has, leaves a usual terminal no room for what is wrong with it. */
function whyOf({ state, error, until }: SourceStatus, now: Date, isWide: boolean): string | null {
  const message = said(error?.message ?? '');
  const parts = [
    isWide ? message : message.replaceAll(ADDRESS, '…'),
    until === null ? '' : whenOf(state, until, now),
  ];
  return parts.filter((text) => text !== '').join(' ') || null;
}

function whenOf(state: SourceState, until: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((until.getTime() - now.getTime()) / 1000));
  if (state === 'off') return say`On air at ${localTime(until).slice(11, 16)}`;
  return say`Again in ${lasting(seconds)}`;
}

function lineOf(event: RelayEvent): string | null {
  switch (event.event) {
    case 'state': {
      const { channelName, state, error } = event;
      const word = said(wordFor(state));
      return error === null
        ? say`${channelName}: ${word}`
        : say`${channelName}: ${word} (${said(error.message)})`;
    }
    case 'missing':
      return say`${event.channelName}: ${event.seconds} s of it are lost.`;
    case 'shortened':
      return event.over
        ? say`${event.channelName}: its buffer is as long again as it should be.`
        : say`${event.channelName}: its buffer holds only ${Math.floor(event.heldSeconds)} s, since the memory for buffers is used up.`;
    case 'unrecorded':
      return say`${event.channelName}: ${said(event.error.message)}`;
    case 'uplink': {
      const [needed, sent] = [megabits(event.neededBitsPerSecond), megabits(event.sentBitsPerSecond)];
      return event.over
        ? say`The uplink carries all sources again: ${sent}.`
        : say`The uplink is too slow for all sources: they need ${needed}, and ${sent} get through; ${event.behind} of ${event.sources} fall behind.`;
    }
    case 'worker':
      if (event.state === 'started') return null;
      return say`A process that carries media has ended (${event.how}); the sources that it had begin anew: ${event.channelNames.length}.`;
    case 'clock': {
      const seconds = Math.round(Math.abs(event.offsetSeconds));
      return event.offsetSeconds > 0
        ? say`The clock of this machine is ${seconds} s behind that of the service, by which hours and days go.`
        : say`The clock of this machine is ${seconds} s ahead of that of the service, by which hours and days go.`;
    }
    case 'credentials':
      return event.ended
        ? say`The credentials ended at ${event.expireAt}: what is connected goes on, and nothing else connects.`
        : say`The credentials end at ${event.expireAt}: give new ones, and start the relay anew before that.`;
    case 'day': {
      const { channelName, day, playlistName, error } = event;
      if (error === null) return say`${channelName}: ${playlistName} is saved.`;
      const why = said(error.message);
      return day === null
        ? say`${channelName}: the lists of its days are not saved, and tried again: ${why}`
        : say`${channelName}: the list of ${day} is not saved, and tried again: ${why}`;
    }
    case 'changed': {
      const { added, removed, restarted } = event;
      const parts = [
        ...(added.length === 0 ? [] : [say`added ${added}`]),
        ...(removed.length === 0 ? [] : [say`removed ${removed}`]),
        ...(restarted.length === 0 ? [] : [say`restarted ${restarted}`]),
      ];
      return say`The file was read again: ${parts.join(say`; `) || say`nothing differs`}.`;
    }
    default:
      return null;
  }
}

function megabits(bitsPerSecond: number): string {
  return `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
}
