import type { Client } from '../../client/client.js';
import { ServiceError, UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import {
  type AskedWindow,
  awaitLastSegment,
  checkWindow,
  finishedPushes,
  latestPush,
  type Push,
  resolveWindow,
  type VodWindow,
} from '../../recording/index.js';
import type { FlagsOf, FlagTable } from '../command.js';
import type { Output } from '../context.js';
import { lasting } from '../terminal/durations.js';
import { commandLine } from '../terminal/shell.js';
import { looksLikeTime, parseTime } from '../times.js';

export const rangeFlags = {
  start: { value: '[time]', help: 'now, 90m, 1h-ago, 10:30, ISO 8601 or Unix seconds' },
  end: { value: '[time]', help: 'the same' },
} as const satisfies FlagTable;

type EndFlag = FlagsOf<typeof rangeFlags>['start'];

/** What was typed. */
interface Given {
  words: readonly string[];
  flags: FlagsOf<typeof rangeFlags>;
}

/** The same window for JSON documents. */
export function isoWindow({ startTime, endTime }: VodWindow): { startTime: string; endTime: string } {
  return {
    startTime: new Date(startTime * 1000).toISOString(),
    endTime: new Date(endTime * 1000).toISOString(),
  };
}

/** Reads `--start` and `--end`; each may be left out or bare. */
export function askedWindow(
  command: readonly string[],
  given: Given,
  places: number,
  now: Date,
): AskedWindow {
  refuseSwallowedArgument(command, given, places);
  const start = readEnd(given.flags.start, '--start', now);
  const end = readEnd(given.flags.end, '--end', now);
  const names = { start: '--start', end: '--end' };
  if (start && end) checkWindow({ start, end, names });
  return { start, end, names };
}

function readEnd(flag: EndFlag, option: string, now: Date): Date | null {
  return typeof flag === 'string' ? parseTime(flag, option, now) : null;
}

/** A bare `--end` takes the word that follows as its value: `vod --start --end test-channel`. */
function refuseSwallowedArgument(
  command: readonly string[],
  { words: given, flags }: Given,
  places: number,
): void {
  const swallowed = [flags.start, flags.end].filter(
    (value): value is string => typeof value === 'string' && !looksLikeTime(value),
  );
  const [word] = swallowed;
  if (word === undefined || swallowed.length > 1 || given.length >= places) return;
  const words = given.concat(word).sort((a, b) => Number(b.endsWith('.m3u8')) - Number(a.endsWith('.m3u8')));
  const option = (name: string, value: EndFlag) =>
    typeof value === 'string' && value !== word ? [name, value] : [name];
  const better = [...command, ...words, ...option('--start', flags.start), ...option('--end', flags.end)];
  throw new UsageError(`${flags.end === word ? '--end' : '--start'}: "${word}" is not a time.`, {
    hint: `If it is the channel, put the channel first: ${commandLine(better)}`,
  });
}

interface Range {
  client: Pick<Client, 'getLiveChannelStat' | 'getLiveChannelHistory' | 'getVodPlaylist'>;
  channelName: string;
  now: Date;
  signal: AbortSignal;
  output: Output;
}

/** The window that is sent, with the ends of the latest push where none were given. */
export async function settledWindow(asked: AskedWindow, range: Range): Promise<VodWindow> {
  const { client, channelName, now, signal } = range;
  const push = asked.start && asked.end ? null : await latestPush(client, channelName, now, signal);
  const window = toldWindow(asked, push, range);
  if (push !== null && !push.running) await lastSegmentOf(push, window, range);
  return window;
}

/** A playlist that is asked for right after a push must not lack its end without a word. */
async function lastSegmentOf({ end: endedAt }: Push, window: VodWindow, range: Range): Promise<void> {
  if (window.endTime * 1000 < endedAt.getTime()) return;
  const { output } = range;
  const onWaiting = () =>
    output.note('The push has just ended: waiting for its last segment, ten seconds at most.');
  const last = await awaitLastSegment({ ...range, window, endedAt, onWaiting });
  if (last === 'recent')
    output.note('The push has just ended: if its last moments are missing, ask again in ten seconds.');
  if (last === 'missing') output.warn('The last segment of the push has not come: its end is missing.');
}

/** Says on stderr where ends that were not given come from. */
export function toldWindow(
  asked: AskedWindow,
  push: Push | null,
  { now, output }: Pick<Range, 'now' | 'output'>,
): VodWindow {
  const { start, end, source, isCut, startTime, endTime } = resolveWindow(asked, push, now);
  if (isCut) {
    output.warn(`The push is longer than a day: taking its last ${lasting(limits.vod.maxSeconds)}.`);
  }
  if (source !== 'asked') {
    const from = source === 'push' ? 'the latest push' : 'no push is known';
    output.note(`Range: ${output.time(start)} to ${output.time(end)} (${from}).`);
  }
  return { startTime, endTime };
}

/** An empty range is not the end of it: the hint names the ranges that do have segments. */
export async function withRanges<T>(
  answer: Promise<T>,
  { client, channelName, signal, output }: Pick<Range, 'client' | 'channelName' | 'signal' | 'output'>,
  command: readonly string[],
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.kind !== 'emptyRange') throw error;
    const pushes = await finishedPushes(client, channelName, signal).catch(() => []);
    error.hint = rangesHint(pushes, command, output) ?? error.hint;
    throw error;
  }
}

function rangesHint(pushes: readonly Push[], command: readonly string[], { time }: Output): string | null {
  const last = pushes.at(-1);
  if (last === undefined) return null;
  const ranges = pushes.map(({ start, end }) => `${time(start)} to ${time(end)}`);
  const startTime = Math.floor(last.start.getTime() / 1000);
  const endTime = Math.max(Math.ceil(last.end.getTime() / 1000), startTime + 1);
  const start = Math.max(startTime, endTime - limits.vod.maxSeconds);
  const retry = [...command, '--start', String(start), '--end', String(endTime)];
  return `There were pushes from ${ranges.join(', ')}. For the latest: ${commandLine(retry)}`;
}
