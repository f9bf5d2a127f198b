import type { Client } from '../client/client.js';
import { unlessDenied } from '../client/look.js';
import { finished, running } from './sessions/known-pushes.js';
import type { Push } from './sessions/session.js';

/** The running push until now, else the finished one that ended last; null when none is known or none may be read. */
export async function latestPush(
  client: Pick<Client, 'getLiveChannelStat' | 'getLiveChannelHistory'>,
  channelName: string,
  now: Date,
  signal: AbortSignal,
): Promise<Push | null> {
  const [stat, history] = await Promise.all([
    unlessDenied(client.getLiveChannelStat({ channelName }, { signal })),
    unlessDenied(client.getLiveChannelHistory({ channelName }, { signal })),
  ]);
  const [live] = running(stat, now);
  if (live !== undefined) return { start: live.start, end: live.end, running: true };
  const last = finished(history)
    .sort((a, b) => a.end.getTime() - b.end.getTime())
    .at(-1);
  return last === undefined ? null : { start: last.start, end: last.end };
}
