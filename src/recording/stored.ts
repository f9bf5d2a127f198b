import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { unlessDenied } from '../client/look.js';
import { limits } from '../protocol/limits.js';
import { unixSeconds } from '../protocol/time.js';
import { type ListedSegment, listedSegments } from './listed-segments.js';

/** What the service has stored of one connection of a publisher. */
export interface Stored {
  /** Of the stream, from its first key frame. */
  seconds: number;
  segments: number;
  /** When the service got the first key frame, by its own clock; null while no segment is finished. */
  since: Date | null;
}

interface Asking {
  client: Pick<Client, 'getLiveChannelStat' | 'getVodPlaylist'>;
  channelName: string;
  signal: AbortSignal;
}

/** When the service first saw the connection. */
interface Connection<Time = Date> {
  connectedTime: Time;
}

/**
 * How long the service gets to finish the last segment of a connection that is over. What is listed by then is stored
 * in any case, so a service that holds a lost publisher for longer costs a segment that is sent again, and no picture.
 */
const FINISHING_MS = CLIENT_LIMITS.endNoticed.value;
const ASK_AGAIN_MS = 250;

/**
 * Whether the service notices the end of the connection in time, of any when `connectedTime` is null; also true when it
 * may not be asked.
 */
export async function untilFinished({
  client,
  channelName,
  connectedTime,
  signal,
}: Asking & Connection<Date | null>): Promise<boolean> {
  const deadline = performance.now() + FINISHING_MS;
  while (performance.now() < deadline) {
    const stat = await unlessDenied(client.getLiveChannelStat({ channelName }, { signal }));
    const present = stat?.status === 'Live' ? stat.connectedTime : null;
    if (present === null) return true;
    if (connectedTime !== null && new Date(present).getTime() !== connectedTime.getTime()) return true;
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
  return false;
}

/** The service takes signatures of a clock that is as much behind its own, which names segments. */
const SKEW_SECONDS = 900;

/**
 * From the VOD playlists of exactly this connection; null when they may not be read (`oss:GetVodPlaylist`). `next` is
 * when the service first saw the connection after it.
 */
export async function storedOf(
  connection: Asking & Connection,
  now: Date,
  next: Date | null = null,
): Promise<Stored | null> {
  const segments = await segmentsOf(connection, now, next);
  return segments && sumOf(segments);
}

/** The same as it is listed. For a part of it `connectedTime` may be later. */
export async function segmentsOf(
  { client, channelName, connectedTime, signal }: Asking & Connection,
  now: Date,
  next: Date | null = null,
): Promise<ListedSegment[] | null> {
  const end = next === null ? latest(now, connectedTime) + SKEW_SECONDS : unixSeconds(next) + 1;
  const found: ListedSegment[] = [];
  // A range is a day at most, a looped file may be on air for weeks.
  for (let startTime = unixSeconds(connectedTime); startTime < end; startTime += limits.vod.maxSeconds) {
    const endTime = Math.min(end, startTime + limits.vod.maxSeconds);
    const listed = await listedSegments(client, { channelName, startTime, endTime }, signal);
    if (listed === null) return null;
    const last = found.at(-1)?.startMs ?? Number.NEGATIVE_INFINITY;
    found.push(...listed.filter(({ startMs }) => startMs > last));
  }
  const nextMs = next?.getTime() ?? Number.POSITIVE_INFINITY;
  return found.filter(({ startMs }) => startMs >= connectedTime.getTime() && startMs < nextMs);
}

function latest(...times: readonly Date[]): number {
  return Math.max(...times.map(unixSeconds));
}

function sumOf(found: readonly ListedSegment[]): Stored {
  const [first] = found;
  return {
    seconds: found.reduce((sum, { seconds }) => sum + seconds, 0),
    segments: found.length,
    since: first === undefined ? null : new Date(first.startMs),
  };
}
