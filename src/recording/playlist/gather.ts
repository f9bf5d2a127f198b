import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { isDenied, unlessDenied } from '../../client/look.js';
import { sideBySide, together } from '../../client/side-by-side.js';
import { english } from '../../english.js';
import { isNoSuchChannel, ServiceError, UsageError } from '../../errors.js';
import type { KnownPush } from '../sessions/session.js';
import { firstPictures } from './first-pictures.js';
import { gapsIn } from './gaps.js';
import { jointsOf } from './joints.js';
import { merged } from './merge.js';
import { segmentsByName } from './named-segments.js';
import { type Belonging, belonging } from './pushes-of.js';
import type { ListedSegment } from './read-playlist.js';
import type { FoundSegment, RecordedSegment, Recording } from './recording.js';
import { settle } from './settle.js';
import { reachSeconds, windowsOf } from './windows.js';

export interface Gathering {
  client: Pick<Client, 'getVodPlaylist' | 'getLiveChannelInfo' | 'getObject' | 'listObjects'>;
  channelName: string;
  /** Of any length; a segment belongs when it overlaps. */
  start: Date;
  end: Date;
  /** What is known of the range, oldest first. */
  pushes: readonly KnownPush[];
  /** Go by the names in the bucket where the playlist may not be read. */
  byName?: boolean;
  signal: AbortSignal;
}

/**
 * Everything that was recorded of a channel in a range of any length: the VOD playlists of its days side by side, without
 * doubles, with the places where timestamps begin anew. Those are known by the pushes and by the service's own marks; the
 * others are settled by the first timestamps of the segments. Throws ServiceError, where `oss:GetVodPlaylist` is missing
 * too; CommandError for a playlist that is encrypted or lists what is elsewhere.
 */
export async function gatherRecording(gathering: Gathering): Promise<Recording> {
  const { client, channelName, start, end, pushes, signal } = gathering;
  const reach = reachSeconds(await fragDurationOf(gathering));
  const windows = windowsOf(gathering, reach);
  const { found, from } = await foundIn(gathering, windows);
  if (found.length > CLIENT_LIMITS.recordedSegments.value) {
    const message = english`The range has more than ${CLIENT_LIMITS.recordedSegments.value} segments.`;
    throw new UsageError(message, { hint: english`Ask for a shorter range.` });
  }
  const pushOf = belonging(pushes);
  const placed = found.map((segment) => ({ ...segment, ...pushOf(segment.startMs) }));
  const within = (segment: (typeof placed)[number]) => overlaps(segment, start, end);
  const begin = placed.findIndex(within);
  const lookFrom = lastSure(placed, begin);
  const isLookedAt = (index: number) => {
    const segment = placed[index];
    return segment !== undefined && index >= lookFrom && (index < begin || within(segment));
  };
  // Where a range begins in the middle of a push, the segment before it has nothing to be joined to.
  const joints = jointsOf(placed).map((joint, index) =>
    isLookedAt(index) && isLookedAt(index + 1) ? joint : 'goesOn',
  );
  const keys = placed.map(({ name }) => `${channelName}/${name}`);
  const settled = await together(signal, (signal) =>
    settle(joints, {
      seconds: placed.map(({ seconds }) => seconds),
      firstSeconds: firstPictures(client, keys, signal),
      longestSeconds: reach,
    }),
  );
  const all: RecordedSegment[] = [];
  for (const [index, segment] of placed.entries()) {
    const { name, startMs, seconds, push: likeliest, isSure } = segment;
    const joint = settled[index - 1];
    const isFound = joint === 'goesOn' && !isSure && isLookedAt(index - 1) && isLookedAt(index);
    const push = (isFound ? all[index - 1]?.push : null) ?? likeliest;
    const seam = joint === 'seam' && index > begin;
    all.push({ key: `${channelName}/${name}`, name, startMs, seconds, seam, push });
  }
  const segments = all.filter((_, index) => within(placed[index] as (typeof placed)[number]));
  const listedFromMs = (windows[0]?.startTime ?? 0) * 1000;
  return {
    ...{ channelName, start, end, segments, from },
    gaps: gapsIn(segments, { all, listedFromMs }),
    unsettled: settled.filter((joint, index) => joint === 'doubtful' && index >= begin).length,
  };
}

/**
 * From which segment on it has to be looked at whether timestamps go on: the first of the range, or where it may be of
 * either of two pushes, the last one before it that can be of one alone.
 */
function lastSure(placed: readonly (FoundSegment & Belonging)[], begin: number): number {
  let index = begin;
  while (index > 0 && isOfEither(placed[index])) index--;
  return index;
}

function isOfEither(segment: Belonging | undefined): boolean {
  return segment?.isSure === false && segment.push !== null && segment.push.knownFrom !== 'segments';
}

/** Null when it may not be asked, or the channel is gone: its segments are still there. */
async function fragDurationOf({ client, channelName, signal }: Gathering): Promise<number | null> {
  try {
    const info = await unlessDenied(client.getLiveChannelInfo({ channelName }, { signal }));
    return info?.target?.fragDuration ?? null;
  } catch (error) {
    if (error instanceof ServiceError && isNoSuchChannel(error)) return null;
    throw error;
  }
}

async function foundIn(
  gathering: Gathering,
  windows: ReturnType<typeof windowsOf>,
): Promise<{ found: FoundSegment[]; from: Recording['from'] }> {
  const { client, channelName, signal, byName = false } = gathering;
  // What reads playlists is loaded when there is one to be read.
  const { readPlaylist } = await import('./read-playlist.js');
  try {
    const listed = await sideBySide(
      windows,
      { atOnce: CLIENT_LIMITS.vodWindowsAtOnce.value, signal },
      (window, signal) => listedIn({ client, channelName }, window, signal, readPlaylist),
    );
    return { found: merged(listed), from: 'playlist' };
  } catch (error) {
    if (!byName || !(error instanceof ServiceError) || !isDenied(error)) throw error;
    return { found: await segmentsByName(gathering, windows[0]?.startTime ?? 0), from: 'objects' };
  }
}

async function listedIn(
  { client, channelName }: Pick<Gathering, 'client' | 'channelName'>,
  window: ReturnType<typeof windowsOf>[number],
  signal: AbortSignal,
  read: (text: string, channelName: string) => ListedSegment[],
): Promise<ListedSegment[]> {
  try {
    const { playlist } = await client.getVodPlaylist({ channelName, ...window }, { signal });
    return read(playlist, channelName);
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'emptyRange') return [];
    throw error;
  }
}

/** What is sent faster than it plays is longer than it took, and ends with its push all the same. */
function overlaps(
  { startMs, seconds, push }: FoundSegment & { push: KnownPush | null },
  start: Date,
  end: Date,
): boolean {
  if (startMs >= start.getTime()) return startMs < end.getTime();
  const pushEndMs = push === null || push.running ? Number.POSITIVE_INFINITY : push.end.getTime();
  return Math.min(startMs + (seconds ?? 0) * 1000, pushEndMs) > start.getTime();
}
