import type { Client } from '../client/client.js';
import { isDenied } from '../client/look.js';
import { ServiceError } from '../errors.js';
import { timeIn } from '../protocol/time.js';

/** A push, finished or still running. */
export interface Push {
  start: Date;
  /** Of one that is running: now. */
  end: Date;
  running?: true;
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
  const start = timeIn(stat?.connectedTime ?? '');
  if (stat?.status === 'Live' && start !== null) {
    return { start, end: now > start ? now : start, running: true };
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
    .flatMap(({ startTime, endTime }) => {
      const [start, end] = [timeIn(startTime ?? ''), timeIn(endTime ?? '')];
      return start === null || end === null ? [] : [{ start, end }];
    })
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
