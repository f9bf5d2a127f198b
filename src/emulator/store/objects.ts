import { createHash } from 'node:crypto';
import { open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeptHeaders, ObjectHead, StoredObject } from './contents.js';
import { errorCode, type FileStamp, makeFolder, syncFolder, temporaryFile, writeWhole } from './files.js';
import type { BucketFolders } from './folders.js';
import { appendLine } from './json.js';
import { contentTypeOf, type ObjectEntry, storedObject } from './object-file.js';
import { createPlaces, type Place } from './places.js';
import { createQueue, createQueues } from './queue.js';
import { SortedKeys } from './sorted-keys.js';

/** What the journal keeps of an object that was put: what its file does not tell. */
export interface JournalLine extends ObjectHead, FileStamp {
  headers?: KeptHeaders;
}

/** Everything stored in a bucket, segments and playlists included, by key. */
export interface Objects {
  entry(key: string): ObjectEntry | undefined;
  find(key: string): Promise<StoredObject | null>;
  /** In byte order of the keys, those with the prefix that come after a key. */
  list(prefix: string, after: string): Iterable<ObjectHead>;
  readonly count: number;
  put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    contentType: string,
    headers?: KeptHeaders,
  ): Promise<ObjectHead>;
  remove(key: string): Promise<void>;
  /** Keeps a file for a key, in a folder that exists, until `record` or `abandon`. */
  reserve(key: string): Promise<Place>;
  /** The file of a reserved key is complete. */
  record(entry: ObjectEntry): void;
  /** Gives a reserved place back if nothing was recorded in it. */
  abandon(place: Place): Promise<void>;
  /** Replaces a small file that is written over and over: a live playlist. */
  replace(key: string, text: string): Promise<void>;
  /** Takes a file found at start-up. */
  adopt(place: Place, entry: ObjectEntry | null): void;
}

export function createObjects(folders: BucketFolders, now: () => Date): Objects {
  const entries = new Map<string, ObjectEntry>();
  const keys = new SortedKeys();
  const places = createPlaces(folders.media, folders.blobs);
  const journal = createQueue();
  const turns = createQueues();

  /**
   * Folders come and go with what is in them, so whatever makes or empties one takes its turn among those of the same
   * channel. The others do not wait: under load a folder may take seconds to reach the disk.
   */
  function inTurn<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const top = key.split('/', 1).join().toLowerCase();
    return turns.of(top).run(task);
  }

  function keep(entry: ObjectEntry): void {
    if (!entries.has(entry.key)) keys.add(entry.key);
    entries.set(entry.key, entry);
  }

  function forget(key: string): void {
    entries.delete(key);
    keys.delete(key);
  }

  function* list(prefix: string, after: string): Iterable<ObjectHead> {
    for (const key of keys.from(prefix, after)) yield headOf(entries.get(key) as ObjectEntry);
  }

  async function prepare({ key, path, kind }: Place): Promise<void> {
    if (kind === 'plain') await makeFolder(dirname(path));
    else if (!entries.has(key)) await writeWhole(`${path}.key`, key, folders.temporary, 'powerCut');
  }

  async function vacate({ key, path, kind }: Place): Promise<void> {
    places.release(key);
    if (kind === 'blob') await rm(`${path}.key`, { force: true });
    else await removeEmptyFolders(path);
  }

  async function abandon(place: Place): Promise<void> {
    if (!entries.has(place.key)) await inTurn(place.key, () => vacate(place));
  }

  async function reserve(key: string): Promise<Place> {
    const place = places.claim(key);
    try {
      await inTurn(key, () => prepare(place));
      return place;
    } catch (error) {
      await abandon(place);
      throw error;
    }
  }

  async function removeEmptyFolders(path: string): Promise<void> {
    for (
      let folder = dirname(path);
      folder !== folders.media && places.vacant(folder);
      folder = dirname(folder)
    ) {
      try {
        await rmdir(folder);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTEMPTY') throw error;
      }
    }
  }

  async function putFile(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    contentType: string,
    headers: KeptHeaders,
  ): Promise<ObjectEntry> {
    const temporary = temporaryFile(folders.temporary);
    let place: Place | null = null;
    try {
      const { stamp, md5 } = await writeBody(temporary, body);
      const line: JournalLine = {
        key,
        ...stamp,
        etag: md5,
        contentType,
        headers,
        lastModifiedMs: now().getTime(),
      };
      place = await reserve(key);
      const entry: ObjectEntry = { ...line, path: place.path };
      // The line first: a file without one would be taken for something a person put there.
      await inTurn(key, async () => {
        await journal.run(() => appendLine(folders.journal, line, 'powerCut'));
        await rename(temporary, entry.path);
        await syncFolder(dirname(entry.path));
        keep(entry);
      });
      return entry;
    } catch (error) {
      await rm(temporary, { force: true });
      if (place !== null) await abandon(place);
      throw error;
    }
  }

  return {
    entry: (key) => entries.get(key),
    async find(key) {
      const entry = entries.get(key);
      return entry === undefined ? null : storedObject(entry);
    },
    list,
    get count() {
      return entries.size;
    },
    put: async (key, body, contentType, headers = {}) =>
      headOf(await putFile(key, body, contentType, headers)),
    remove: (key) =>
      inTurn(key, async () => {
        const entry = entries.get(key);
        if (entry === undefined) return;
        await rm(entry.path, { force: true });
        await syncFolder(dirname(entry.path));
        forget(key);
        await vacate(places.claim(key));
      }),
    reserve,
    record: keep,
    abandon,
    // In one turn, so that nobody deletes the object, and its folder with it, half-way.
    replace: (key, text) =>
      inTurn(key, async () => {
        const place = places.claim(key);
        try {
          await prepare(place);
          const stamp = await writeWhole(place.path, text, folders.temporary, 'kill');
          const etag = createHash('md5').update(text).digest('hex').toUpperCase();
          const contentType = contentTypeOf(key);
          const { path } = place;
          keep({ key, path, ...stamp, etag, contentType, lastModifiedMs: now().getTime() });
        } catch (error) {
          if (!entries.has(key)) await vacate(place);
          throw error;
        }
      }),
    adopt(place, entry) {
      places.adopt(place);
      if (entry !== null) keep(entry);
    },
  };
}

function headOf({ key, bytes, lastModifiedMs, etag, contentType }: ObjectEntry): ObjectHead {
  return { key, bytes, lastModifiedMs, etag, contentType };
}

async function writeBody(
  path: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<{ stamp: FileStamp; md5: string }> {
  const hash = createHash('md5');
  const handle = await open(path, 'wx');
  try {
    for await (const chunk of body instanceof Uint8Array ? [body] : body) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    const { size, mtimeMs } = await handle.stat();
    return { stamp: { bytes: size, mtimeMs }, md5: hash.digest('hex').toUpperCase() };
  } finally {
    await handle.close();
  }
}
