import { commandLine } from '../cli/terminal/shell.js';
import type { Client } from '../client/client.js';
import { isDenied } from '../client/look.js';
import { ServiceError } from '../errors.js';
import { limits } from '../protocol/limits.js';
import { isoSeconds } from '../protocol/time.js';

const EMPTY_RANGE = '0044-00000308';

/** A push, finished or still running. */
export interface Push {
  start: Date;
  end: Date;
}

/** The running push until now, else the finished one that ended last; null when none is known or none may be read. */
export async function latestPush(
  client: Pick<Client, 'getLiveChannelStat' | 'getLiveChannelHistory'>,
  channelName: string,
  now: Date,
  signal: AbortSignal,
): Promise<Push | null> {
  const [stat, pushes] = await Promise.all([
    readable(client.getLiveChannelStat({ channelName }, { signal })),
    finishedPushes(client, channelName, signal),
  ]);
  if (stat?.status === 'Live' && stat.connectedTime !== null) {
    const start = new Date(stat.connectedTime);
    return { start, end: now > start ? now : start };
  }
  return pushes.at(-1) ?? null;
}

/** Finished pushes in the order in which they ended; empty when they may not be read. */
export async function finishedPushes(
  client: Pick<Client, 'getLiveChannelHistory'>,
  channelName: string,
  signal: AbortSignal,
): Promise<Push[]> {
  const history = await readable(client.getLiveChannelHistory({ channelName }, { signal }));
  return (history?.records ?? [])
    .flatMap(({ startTime, endTime }) =>
      startTime === null || endTime === null ? [] : [{ start: new Date(startTime), end: new Date(endTime) }],
    )
    .sort((a, b) => a.end.getTime() - b.end.getTime());
}

/** A right that is missing leaves the push unknown; it does not stand in the way of the playlist. */
async function readable<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceError && isDenied(error)) return null;
    throw error;
  }
}

/** An empty range is not the end of it: the hint names the ranges that do have segments. */
export async function withRanges<T>(
  answer: Promise<T>,
  client: Pick<Client, 'getLiveChannelHistory'>,
  { command, channelName, signal }: { command: readonly string[]; channelName: string; signal: AbortSignal },
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.ec !== EMPTY_RANGE) throw error;
    const pushes = await finishedPushes(client, channelName, signal).catch(() => []);
    error.hint = rangesHint(pushes, command) ?? error.hint;
    throw error;
  }
}

function rangesHint(pushes: readonly Push[], command: readonly string[]): string | null {
  const last = pushes.at(-1);
  if (last === undefined) return null;
  const ranges = pushes.map(({ start, end }) => `${isoSeconds(start)} to ${isoSeconds(end)}`);
  const startTime = Math.floor(last.start.getTime() / 1000);
  const endTime = Math.max(Math.ceil(last.end.getTime() / 1000), startTime + 1);
  const retry = [
    ...command,
    '--start',
    String(Math.max(startTime, endTime - limits.vod.maxSeconds)),
    '--end',
    String(endTime),
  ];
  return `There were pushes from ${ranges.join(', ')}. For the latest: ${commandLine(retry)}`;
}
