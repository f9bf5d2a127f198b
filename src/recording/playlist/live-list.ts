import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { readObject } from '../../client/objects/read-object.js';
import { english } from '../../english.js';
import { CommandError, ServiceError, UnreadableAnswerError } from '../../errors.js';
import type { ListedSegment } from './read-playlist.js';

/** What the service keeps rewriting during a push. */
export interface LiveList {
  targetSeconds: number;
  mediaSequence: number;
  discontinuitySequence: number;
  segments: ListedSegment[];
  /** Whether nothing more will be listed. */
  isEnded: boolean;
  /** Lines that name what is no segment of the channel: they are left out. */
  foreign: number;
}

/**
 * Asks for a live list. Rejects with CommandError `NoPlaylist` when there is none, UnreadableAnswerError for what is none,
 * and ServiceError.
 */
export async function askLiveList(
  client: Pick<Client, 'getObject'>,
  { channelName, playlistName }: { channelName: string; playlistName: string },
  signal: AbortSignal,
): Promise<LiveList> {
  const key = `${channelName}/${playlistName}`;
  const most = CLIENT_LIMITS.liveList.value;
  const { bytes, isCut } = await readObject(client, key, { most, signal }).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === 'NoSuchKey') throw noPlaylistYet(channelName, key);
    throw error;
  });
  const list = isCut ? null : readLiveList(bytes.toString('utf8'));
  if (list !== null) return list;
  const message = isCut ? english`${key} is too long for a live playlist.` : english`${key} is no playlist.`;
  throw new UnreadableAnswerError(message, { httpStatus: 200, requestId: null });
}

function noPlaylistYet(channelName: string, key: string): CommandError {
  const message = english`There is no ${key} yet: the service writes it with the first segment of a push.`;
  return new CommandError('NoPlaylist', message, 'notFound', { advice: { do: 'pushFirst', channelName } });
}

const SEGMENT = /^(\d{1,15})\.ts$/;
const LONGEST_SEGMENT_SECONDS = 3600;

/**
 * Reads a live list strictly: of a line nothing but numbers is taken, so that what is written anew can hold nothing else.
 * Null for a text that is no list of media.
 */
export function readLiveList(text: string): LiveList | null {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trimEnd() !== '#EXTM3U') return null;
  const list: LiveList = {
    ...{ targetSeconds: 0, mediaSequence: 0, discontinuitySequence: 0 },
    ...{ segments: [], isEnded: false, foreign: 0 },
  };
  let [seconds, discontinuity]: [number | null, boolean] = [null, false];
  for (const line of lines) {
    const [, tag, value = ''] = /^#EXT(INF|-X-[A-Z-]+)(?::(.*))?$/.exec(line) ?? [];
    if (tag === 'INF') seconds = durationIn(value);
    else if (tag === '-X-TARGETDURATION') list.targetSeconds = wholeIn(value);
    else if (tag === '-X-MEDIA-SEQUENCE') list.mediaSequence = wholeIn(value);
    else if (tag === '-X-DISCONTINUITY-SEQUENCE') list.discontinuitySequence = wholeIn(value);
    else if (tag === '-X-DISCONTINUITY') discontinuity = true;
    else if (tag === '-X-ENDLIST') list.isEnded = true;
    if (line.startsWith('#') || line.trim() === '') continue;
    const [name, startMs] = SEGMENT.exec(line) ?? [];
    if (name === undefined || seconds === null) list.foreign++;
    else list.segments.push({ name, startMs: Number(startMs), seconds, discontinuity });
    // What is left out leaves a break behind.
    discontinuity = name === undefined || seconds === null;
    seconds = null;
  }
  return list;
}

function wholeIn(value: string): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  return Number.isSafeInteger(number) ? number : 0;
}

function durationIn(value: string): number | null {
  const seconds = Number(/^\d{1,6}(\.\d{1,9})?(?=,|$)/.exec(value)?.[0]);
  return seconds <= LONGEST_SEGMENT_SECONDS ? seconds : null;
}
