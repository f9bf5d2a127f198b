import type { Client } from '../client/client.js';
import { unlessDenied } from '../client/look.js';
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
    unlessDenied(client.getLiveChannelStat({ channelName }, { signal })),
    finishedPushes(client, channelName, signal),
  ]);
  const start = timeIn(stat?.connectedTime ?? '');
  if (stat?.status === 'Live' && start !== null) {
    return { start, end: now > start ? now : start, running: true };
  }
  return pushes.at(-1) ?? null;
}

/** Finished pushes in the order in which they ended; empty when they may not be read. */
async function finishedPushes(
  client: Pick<Client, 'getLiveChannelHistory'>,
  channelName: string,
  signal: AbortSignal,
): Promise<Push[]> {
  const history = await unlessDenied(client.getLiveChannelHistory({ channelName }, { signal }));
  return (history?.records ?? [])
    .flatMap(({ startTime, endTime }) => {
      const [start, end] = [timeIn(startTime ?? ''), timeIn(endTime ?? '')];
      return start === null || end === null ? [] : [{ start, end }];
    })
    .sort((a, b) => a.end.getTime() - b.end.getTime());
}
