import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { isDenied, unlessDenied } from '../../client/look.js';
import { sideBySide } from '../../client/side-by-side.js';
import { english } from '../../english.js';
import { OssLiveError, ServiceError, UnreadableAnswerError } from '../../errors.js';
import { namedKeys } from './named-keys.js';
import { isTime, type Segments } from './segments.js';
import { LIST, orderedPages, type StoredList } from './stock.js';

const LARGEST = CLIENT_LIMITS.vodPlaylist.value;
const AT_ONCE = CLIENT_LIMITS.vodWindowsAtOnce.value;
const ATTEMPTS = 3;

/** A playlist that could be read. */
export interface KnownList extends StoredList {
  /** Whether it says that nothing will be added: saved lists do, the service's live ones do not. */
  isClosed: boolean;
  /** Numbers of the segments of the channel that it names. */
  numbers: Uint32Array;
  /** Segments of the channel that it names and that are not there. */
  missing: number;
  /** When the first and the last began of all that it names; without end when one is not named after a time. */
  earliestMs: number;
  latestMs: number;
  /** What else it names. */
  others: readonly string[];
}

/** A playlist of which is not known what it names: it may be anything. */
export interface UnreadableList extends StoredList {
  reason: 'tooLarge' | 'noPlaylist' | 'archived' | 'denied';
  error: ServiceError | null;
}

export interface Reading {
  client: Pick<Client, 'getObject' | 'listObjects'>;
  bucket: string;
  channelName: string;
  segments: Segments;
  signal: AbortSignal;
}

export interface ReadLists {
  known: KnownList[];
  unreadable: UnreadableList[];
}

export async function readLists(reading: Reading, lists: readonly StoredList[]): Promise<ReadLists> {
  const read = await sideBySide(lists, { atOnce: AT_ONCE, signal: reading.signal }, (list, signal) =>
    readOne({ ...reading, signal }, list),
  );
  return {
    known: read.flatMap((list) => (list !== null && 'numbers' in list ? [list] : [])),
    unreadable: read.flatMap((list) => (list !== null && 'reason' in list ? [list] : [])),
  };
}

/** Lists that lie in no folder; none where they may not be listed. */
export async function listsOfBucket({ client, signal }: Reading): Promise<StoredList[]> {
  const lists: StoredList[] = [];
  const pages = orderedPages({ client, signal }, '', { delimiter: '/' });
  for (;;) {
    const next = await unlessDenied(pages.next());
    if (next === null || next.done) return lists;
    for (const { key, size, etag } of next.value.objects)
      if (LIST.test(key)) lists.push({ key, bytes: size, etag });
  }
}

/** Null for one that is gone by now, or empty. */
async function readOne(reading: Reading, list: StoredList): Promise<KnownList | UnreadableList | null> {
  if (list.bytes > LARGEST) return { ...list, reason: 'tooLarge', error: null };
  try {
    const text = await textOf(reading, list.key);
    const read = text === null ? null : namedKeys(text, list.key, reading.bucket);
    // Nothing is named by nothing.
    if (text === '') return null;
    return read === null ? { ...list, reason: 'noPlaylist', error: null } : sorted(reading, list, read);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'NoSuchKey') return null;
    if (error.code === 'InvalidObjectState') return { ...list, reason: 'archived', error };
    if (isDenied(error)) return { ...list, reason: 'denied', error };
    throw error;
  }
}

/** Null for what is no text or too much of it. */
async function textOf({ client, signal }: Reading, key: string): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { body, contentLength } = await client.getObject({ key }, { signal });
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of body) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > LARGEST) return null;
      }
      // What is missing at its end would not be protected.
      if (contentLength !== null && bytes !== contentLength) throw cut(key);
      return decoded(Buffer.concat(chunks));
    } catch (error) {
      if (!(error instanceof OssLiveError && error.retryable) || attempt === ATTEMPTS) throw error;
    }
  }
}

function cut(key: string): UnreadableAnswerError {
  return new UnreadableAnswerError(english`${key} has come without its end.`, {
    httpStatus: 200,
    requestId: null,
  });
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function sorted(
  { channelName, segments }: Reading,
  list: StoredList,
  { isClosed, keys }: { isClosed: boolean; keys: readonly string[] },
): KnownList {
  const prefix = `${channelName}/`;
  const numbers: number[] = [];
  const others: string[] = [];
  let [missing, earliestMs, latestMs] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const key of keys) {
    const [, digits] = (key.startsWith(prefix) && /^(\d+)\.ts$/.exec(key.slice(prefix.length))) || [];
    if (digits === undefined) {
      others.push(key);
      continue;
    }
    const number = segments.numberOf(digits);
    if (number === undefined) missing++;
    else numbers.push(number);
    const isTimed = isTime(digits);
    latestMs = Math.max(latestMs, isTimed ? Number(digits) : Number.POSITIVE_INFINITY);
    earliestMs = Math.min(earliestMs, isTimed ? Number(digits) : Number.NEGATIVE_INFINITY);
  }
  return { ...list, isClosed, numbers: Uint32Array.from(numbers), missing, earliestMs, latestMs, others };
}
