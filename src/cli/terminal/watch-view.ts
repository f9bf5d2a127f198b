import { english } from '../../english.js';
import type { EventName, Push, State, WatchedChannel } from '../../watch/index.js';
import { said, say } from '../say.js';
import { age } from './durations.js';
import { printable } from './printable.js';
import { sparkline } from './sparkline.js';
import type { Cell, TableView } from './view.js';
import { wordFor } from './words.js';

export interface Row {
  channelName: string;
  channel: WatchedChannel;
  /** Bytes per second at the last looks. */
  samples: readonly number[];
  lastEvent: { event: EventName; at: Date } | null;
}

/** From this width on a channel fits into one line. */
const WIDE = 124;
const SPARK_WIDTH = 8;

/** The table of channels; in a narrow terminal `mediaLine` has what there is no room for. */
function watchView(rows: readonly Row[], now: Date, columns: number): TableView {
  const wide = columns >= WIDE;
  return {
    kind: 'table',
    columns: [
      ...[english`Status`, english`Channel`, english`For`, english`Publisher`],
      ...(wide ? [english`Video`, english`Bandwidth`, english`Audio`] : []),
      english`Last change`,
    ],
    rows: rows.map((row): Cell[] => [
      ...[STATE_WORDS[row.channel.state], row.channelName, age(row.channel.since, now)],
      runningPush(row.channel)?.remoteAddr ?? null,
      ...(wide ? mediaCells(row) : []),
      row.lastEvent && `${row.lastEvent.event} ${age(row.lastEvent.at, now)}`,
    ]),
    empty: say`No live channels.`,
  };
}

/** Why a channel cannot be seen, or what the table has no room for in a narrow terminal; null when there is nothing to say. */
function mediaLine(row: Row, columns: number): string | null {
  const { message } = row.channel;
  if (message) return said(message);
  if (columns >= WIDE || runningPush(row.channel) === null) return null;
  const [size, video, audio] = mediaCells(row).map((cell) => cell ?? '-');
  return say`${size}  video ${video}  audio ${audio}`;
}

const STATE_WORDS: Readonly<Record<State, string>> = {
  live: english`Live`,
  stalled: english`Stalled`,
  idle: english`Idle`,
  disabled: english`Disabled`,
  unknown: english`Unknown`,
  refused: english`Refused`,
  absent: english`Absent`,
};

/**
 * What should be flowing and is not, then what cannot be seen any more though it was on the air, then what is; and what
 * something has happened to before what rests.
 */
const RANKS: readonly ((channel: WatchedChannel) => boolean)[] = [
  ({ state }) => state === 'stalled',
  (channel) => isOutOfSight(channel) && channel.push !== null,
  ({ state }) => state === 'live',
  (channel) => isOutOfSight(channel),
  ({ state }) => state === 'idle',
  ({ state }) => state === 'disabled',
];

function isOutOfSight({ state }: WatchedChannel): boolean {
  return state === 'refused' || state === 'unknown' || state === 'absent';
}

/** Those that need attention first; in the order of the list where nothing tells them apart. */
function byAttention(rows: readonly Row[]): Row[] {
  const rankOf = ({ channel }: Row) => RANKS.findIndex((fits) => fits(channel));
  const lastOf = ({ lastEvent }: Row) => lastEvent?.at.getTime() ?? 0;
  return rows.toSorted((a, b) => rankOf(a) - rankOf(b) || lastOf(b) - lastOf(a));
}

function runningPush({ state, push }: WatchedChannel): Push | null {
  return state === 'live' || state === 'stalled' ? push : null;
}

function mediaCells({ channel, samples }: Row): (string | null)[] {
  const push = runningPush(channel);
  if (push === null) return [null, null, null];
  const { video, audio } = push;
  const size =
    video?.width && video.height ? `${video.width}x${video.height} ${video.frameRate ?? '?'} fps` : null;
  return [size, `${bitRate(video?.bandwidth)} ${sparkline(samples, SPARK_WIDTH)}`, bitRate(audio?.bandwidth)];
}

function bitRate(bytesPerSecond: number | null | undefined): string {
  if (bytesPerSecond == null) return '-';
  const bits = bytesPerSecond * 8;
  return bits < 1e6 ? `${Math.round(bits / 1000)} kbit/s` : `${(bits / 1e6).toFixed(2)} Mbit/s`;
}

interface Frame {
  columns: number;
  height: number;
  now: Date;
  bucket: string;
  /** The states of the channels that are shown; null for all. */
  only: readonly State[] | null;
  intervalSeconds: number;
  table(view: TableView): string;
}

/** The lines of one picture: no more than the terminal has, less one for the cursor. */
export function frameLines(watched: readonly Row[], frame: Frame): string[] {
  const { columns, height, now, only } = frame;
  const rows = byAttention(watched.filter(({ channel }) => only === null || only.includes(channel.state)));
  // Those that cannot be seen need not be drawn.
  const visible = rows.slice(0, height);
  const drawn = rows.length === 0 ? [] : frame.table(watchView(visible, now, columns)).split('\n');
  const lines = drawn.slice(0, 1);
  for (const [index, row] of visible.entries()) {
    const media = mediaLine(row, columns);
    const added = [drawn[index + 1] ?? '', ...(media === null ? [] : [`  ${printable(media)}`])];
    const isLast = index === rows.length - 1;
    // Below come the footer, the cursor and, unless it was the last one, how many there are more.
    if (lines.length + added.length > height - (isLast ? 2 : 3)) {
      lines.push(say`and ${rows.length - index} more: ${countsOf(rows.slice(index))}`);
      break;
    }
    lines.push(...added);
  }
  return [...lines, footer(watched, rows.length, frame)];
}

/** `3 live, 190 idle` */
function countsOf(rows: readonly Row[]): string {
  const counts = Object.keys(STATE_WORDS).map((state) => {
    const count = rows.filter(({ channel }) => channel.state === state).length;
    return count === 0 ? [] : [say`${count} ${said(wordFor(state))}`];
  });
  return counts.flat().join(say`, `);
}

function footer(rows: readonly Row[], shown: number, { bucket, only, intervalSeconds }: Frame): string {
  const live = rows.filter(({ channel }) => runningPush(channel) !== null).length;
  const all = rows.length === 1 ? say`1 channel` : say`${rows.length} channels`;
  const channels = only === null ? all : say`${shown} of ${all}`;
  return say`${channels} of ${bucket}, ${live} live; asked every ${intervalSeconds} s; Ctrl-C ends`;
}
