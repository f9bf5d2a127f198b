import { isDenied } from '../../client/look.js';
import { wait } from '../../client/retry.js';
import { english } from '../../english.js';
import { CommandError, ServiceError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { isoSeconds } from '../../protocol/time.js';
import { entriesIn } from '../listed-segments.js';
import type { KnownPush, Session } from '../sessions/session.js';
import { roundedWindow } from '../vod-window.js';
import { type Gathering, gatherRecording } from './gather.js';
import { mayReach } from './pushes-of.js';
import type { Gap, Recording } from './recording.js';
import { absoluteUrls, type Signer, signedUrls, type Validity, validityOf } from './segment-urls.js';
import { writePlaylist } from './write-playlist.js';

const DAY_MS = limits.vod.maxSeconds * 1000;

/** What stands in a playlist for a segment: its name, its full URL, or one that is signed for so long. */
export type SegmentUrls = 'names' | 'absolute' | { presignSeconds: number };

/** A playlist and what there is to be known about it. */
export interface VodPlaylist {
  /** The name of the channel. */
  channelName: string;
  /** Of the range. */
  start: Date;
  /** Of the range. */
  end: Date;
  /** The m3u8 text. */
  playlist: string;
  /** `service`: byte for byte what the service gives; `stitched`: put together here. */
  from: 'service' | 'stitched';
  /** Their number. */
  segments: number;
  /** Of the segments together. */
  seconds: number;
  /** Places where timestamps begin anew, marked with `#EXT-X-DISCONTINUITY`. */
  seams: number;
  /** Between segments, where nothing was recorded. In a playlist of the service they are not looked for. */
  gaps: Gap[];
  /** Places of which it is not known whether timestamps go on; they are not marked. */
  unsettled: number;
  /** How long its URLs are good for; null when they are not signed. */
  validity: Validity | null;
  /** Of the service's answer; null when it was put together here. */
  etag: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export interface WantedPlaylist {
  client: Gathering['client'];
  channelName: string;
  start: Date;
  end: Date;
  /** What is known of the range. */
  sessions: readonly Session[];
  urls: SegmentUrls;
  /** For URLs that are signed or full. */
  signer: () => Promise<Signer>;
  signal: AbortSignal;
}

/** Whether the service itself can give all of it: a day at most, and one push. */
export function isOnePiece({
  start,
  end,
  sessions,
}: Pick<WantedPlaylist, 'start' | 'end' | 'sessions'>): boolean {
  return end.getTime() - start.getTime() <= DAY_MS && pushesIn({ start, end, sessions }).length <= 1;
}

/** The playlist of a range. Throws what `gatherRecording` throws, and `emptyRange` when there is no segment in it. */
export async function makePlaylist(wanted: WantedPlaylist): Promise<VodPlaylist> {
  const { urls, signer, signal } = wanted;
  if (urls === 'names') {
    return isOnePiece(wanted) ? servicePlaylist(wanted) : stitched(await recordingOf(wanted));
  }
  const signing = await signer();
  // A duration that is none is refused before anything is asked.
  const validity = urls === 'absolute' ? null : validityOf(urls.presignSeconds, signing);
  const recording = await recordingOf(wanted);
  const urlOf = validity === null ? absoluteUrls(signing) : signedUrls(signing, validity);
  return { ...stitched(recording, await written(recording.segments, urlOf, signal)), validity };
}

/** A tenth of a millisecond each, for a signature. */
const WRITTEN_AT_ONCE = 500;

/** The URL of each; what goes on beside it, such as Ctrl-C, has its turn in between. */
async function written(
  segments: Recording['segments'],
  urlOf: (segment: { key: string }) => string,
  signal: AbortSignal,
): Promise<string[]> {
  const urls: string[] = [];
  for (const segment of segments) {
    urls.push(urlOf(segment));
    if (urls.length % WRITTEN_AT_ONCE === 0) await wait(0, signal);
  }
  return urls;
}

/** What was recorded in a range. Throws what `makePlaylist` throws. */
export async function recordingOf(wanted: Omit<WantedPlaylist, 'urls' | 'signer'>): Promise<Recording> {
  const { client, channelName, start, end, signal } = wanted;
  const recording = await whatStillWorks(
    gatherRecording({ client, channelName, start, end, pushes: pushesIn(wanted), signal }),
    wanted,
  );
  if (recording.segments.length > 0) return recording;
  const message = english`${channelName}: nothing was recorded from ${isoSeconds(start)} to ${isoSeconds(end)}.`;
  const hint = english`No segment starts in this range: the history shows when there were pushes.`;
  throw new CommandError('NothingRecorded', message, 'emptyRange', { hint });
}

/** A playlist of a recording, or of a part of one; with the names of the segments, or with URLs for them. */
export function stitched(recording: Recording, urls?: readonly string[]): VodPlaylist {
  const { channelName, start, end, segments, gaps, unsettled } = recording;
  return {
    ...{ channelName, start, end, playlist: writePlaylist(segments, urls), from: 'stitched' },
    segments: segments.length,
    seconds: total(segments.map(({ seconds }) => seconds ?? 0)),
    seams: segments.slice(1).filter(({ seam }) => seam).length,
    ...{ gaps, unsettled, validity: null, etag: null, requestId: null },
  };
}

async function servicePlaylist(wanted: WantedPlaylist): Promise<VodPlaylist> {
  const { client, channelName, start, end, signal } = wanted;
  const window = roundedWindow(start, end);
  const answer = await whatStillWorks(client.getVodPlaylist({ channelName, ...window }, { signal }), wanted);
  const seconds = entriesIn(answer.playlist).map((entry) => entry.seconds);
  return {
    ...{ channelName, start, end, ...answer, from: 'service' },
    segments: seconds.length,
    seconds: total(seconds),
    seams: answer.playlist.match(/^#EXT-X-DISCONTINUITY\s*$/gm)?.length ?? 0,
    ...{ gaps: [], unsettled: 0, validity: null },
  };
}

function pushesIn({ start, end, sessions }: Pick<WantedPlaylist, 'start' | 'end' | 'sessions'>): KnownPush[] {
  return sessions.flatMap(({ pushes }) => pushes).filter((push) => push.start < end && mayReach(push, start));
}

/** Without the permission for playlists the segments may still be found by their names. */
async function whatStillWorks<T>(
  answer: Promise<T>,
  { client, channelName, start, end, signal }: Omit<WantedPlaylist, 'urls' | 'signer'>,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ServiceError) || !isDenied(error)) throw error;
    const look = client.listObjects({ prefix: `${channelName}/`, maxKeys: 1 }, { signal });
    const mayList = await look.then(
      () => true,
      () => false,
    );
    if (mayList) error.advice = { do: 'downloadInstead', channelName, start, end };
    throw error;
  }
}

/** Whole milliseconds, as each of them is. */
function total(seconds: readonly number[]): number {
  return Math.round(seconds.reduce((sum, one) => sum + one * 1000, 0)) / 1000;
}
