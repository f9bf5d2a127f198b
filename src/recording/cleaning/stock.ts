import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { LARGEST_PAGE } from '../../client/list-pages.js';
import type { ListedObject, ListObjectsResult } from '../../client/objects/list-objects.js';
import { together } from '../../client/side-by-side.js';
import { english } from '../../english.js';
import { UnreadableAnswerError } from '../../errors.js';
import { type Group, Grouping } from './grouping.js';
import { Rows } from './rows.js';
import { Segments } from './segments.js';
import { type Slice, Slices } from './slices.js';

const MOST_PAGES = CLIENT_LIMITS.pages.value;
const AT_ONCE = CLIENT_LIMITS.listingsAtOnce.value;

export interface Stocking {
  client: Pick<Client, 'listObjects'>;
  channelName: string;
  /** Segments with less time between them are one session. */
  gapSeconds: number;
  signal: AbortSignal;
  /** Told after each page. */
  onPage?: (segments: number) => void;
}

/** A playlist, by what a listing says of it. */
export interface StoredList {
  key: string;
  bytes: number;
  etag: string | null;
}

/** What there is below the prefix of a channel. */
export interface Stock {
  segments: Segments;
  /** Of segments that are named after a time, oldest first; numbers of `segments` follow from group to group. */
  groups: Group[];
  /** Of the others, or null. */
  odd: Group | null;
  /** Lists at any depth below the prefix. */
  lists: StoredList[];
  /** What nobody here touches. */
  others: { objects: number; bytes: number };
  /** The service's clock when it began to list; ours when it does not say. */
  now: Date;
}

/** ASCII digits alone: what else Unicode has for digits is no name that the service gives. */
const SEGMENT = /^\d+\.ts$/;
const SUFFIX = '.ts';
export const LIST = /\.m3u8?$/i;

/**
 * Everything below `{channelName}/`. Throws UnreadableAnswerError for a list that is not in order, has no end or holds what
 * was not asked for: what such a list leaves out could be a playlist that protects what it names.
 */
export async function takeStock(stocking: Stocking): Promise<Stock> {
  const { channelName, gapSeconds, signal, onPage } = stocking;
  const prefix = `${channelName}/`;
  const lists: StoredList[] = [];
  const others = { objects: 0, bytes: 0 };
  const slices = new Slices();
  const rowsOf = new Map<Slice, Rows>();
  let now: Date | null = null;
  let [pages, found] = [0, 0];

  function take(
    { key, size, etag, lastModified, storageClass }: ListedObject,
    slice: Slice,
    rows: Rows,
  ): void {
    const name = key.slice(prefix.length);
    if (!SEGMENT.test(name)) {
      if (LIST.test(key)) lists.push({ key, bytes: size, etag });
      else {
        others.objects++;
        others.bytes += size;
      }
      return;
    }
    found++;
    const storedMs = Date.parse(lastModified ?? '');
    const startMs = rows.add(name.slice(0, -SUFFIX.length), { bytes: size, storedMs, storageClass });
    if (startMs !== null) slice.atMs = startMs;
  }

  async function read(slice: Slice, signal: AbortSignal): Promise<void> {
    const rows = new Rows();
    rowsOf.set(slice, rows);
    const startAfter = slice.fromMs === null ? undefined : `${prefix}${slice.fromMs}`;
    for await (const page of orderedPages({ ...stocking, signal }, prefix, { startAfter })) {
      if (++pages > MOST_PAGES) throw endless();
      now ??= dateOf(page);
      let beganMs = slice.atMs;
      const end = slice.toMs === null ? null : `${prefix}${slice.toMs}`;
      for (const object of page.objects) {
        // Others read what comes then.
        if (end !== null && object.key > end) return slices.done(slice);
        take(object, slice, rows);
        beganMs ??= slice.atMs;
      }
      if (beganMs !== null && slice.atMs !== null) slice.pageMs = slice.atMs - beganMs;
      onPage?.(found);
      if (slice === slices.first && page.nextContinuationToken !== null) wake();
    }
    slices.done(slice);
  }

  /** Resolved when there is more than one page, or all is read. */
  let wake = () => {};
  const isLong = new Promise<void>((resolve) => {
    wake = resolve;
  });
  await together(signal, async (signal) => {
    const helper = async (): Promise<void> => {
      await isLong;
      const endMs = () => (now ?? new Date()).getTime();
      for (let slice = slices.next(endMs()); slice !== null; slice = slices.next(endMs()))
        await read(slice, signal);
    };
    const first = read(slices.first, signal).finally(() => wake());
    await Promise.all([first, ...Array.from({ length: AT_ONCE - 1 }, helper)]);
  });

  const segments = new Segments();
  const grouping = new Grouping(gapSeconds * 1000);
  const odd = new Grouping(Number.POSITIVE_INFINITY);
  for (const slice of slices.all) rowsOf.get(slice)?.moveTo(segments, { grouping, odd });
  lists.sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    ...{ segments, groups: grouping.groups, odd: odd.groups[0] ?? null, lists, others },
    now: now ?? new Date(),
  };
}

function dateOf({ date }: ListObjectsResult): Date | null {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? null : new Date(time);
}

/** Pages of a list that goes on, key by key, below the prefix. */
export async function* orderedPages(
  { client, signal }: Pick<Stocking, 'client' | 'signal'>,
  prefix: string,
  asked: { startAfter?: string; delimiter?: string } = {},
): AsyncGenerator<ListObjectsResult> {
  let continuationToken: string | null = null;
  let last = asked.startAfter ?? '';
  for (let count = 0; count < MOST_PAGES; count++) {
    const from = continuationToken === null ? { startAfter: asked.startAfter } : { continuationToken };
    const page: ListObjectsResult = await client.listObjects(
      { prefix, delimiter: asked.delimiter, maxKeys: LARGEST_PAGE, ...from },
      { signal },
    );
    for (const { key } of page.objects) {
      if (!key.startsWith(prefix))
        throw unreadable(page, english`names ${JSON.stringify(key)}, which is elsewhere`);
      if (key <= last && Buffer.compare(Buffer.from(key), Buffer.from(last)) <= 0)
        throw unreadable(page, english`is not in order`);
      last = key;
    }
    yield page;
    if (page.nextContinuationToken === null) return;
    if (page.nextContinuationToken === continuationToken) throw unreadable(page, english`does not go on`);
    continuationToken = page.nextContinuationToken;
  }
  throw endless();
}

function endless(): UnreadableAnswerError {
  const message = english`The list of objects has no end: ${MOST_PAGES} pages, and more to come.`;
  return new UnreadableAnswerError(message, { httpStatus: 200, requestId: null });
}

function unreadable({ requestId }: ListObjectsResult, fault: string): UnreadableAnswerError {
  return new UnreadableAnswerError(english`The list of objects ${fault}.`, { httpStatus: 200, requestId });
}
