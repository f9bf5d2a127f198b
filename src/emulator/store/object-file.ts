import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { english } from '../../english.js';
import { EMULATOR_LIMITS } from '../limits.js';
import type { KeptHeaders, ObjectHead, StoredObject } from './contents.js';
import { errorCode, type FileStamp } from './files.js';

/** An object and the file it is in. */
export interface ObjectEntry extends ObjectHead, FileStamp {
  path: string;
  headers?: KeptHeaders;
}

/** Small enough to be read at once: a live playlist may be replaced between its head and its body. */
const READ_AT_ONCE = EMULATOR_LIMITS.readAtOnce.value;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ts: 'video/mp2t',
  m3u8: 'application/x-mpegURL',
};

/** What an object has for a type when nobody gave one. */
export function contentTypeOf(key: string): string {
  return CONTENT_TYPES[/\.([^./]+)$/.exec(key)?.[1] ?? ''] ?? 'application/octet-stream';
}

async function stampOf(path: string): Promise<FileStamp | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

export function sameFile(a: FileStamp, b: FileStamp): boolean {
  return a.bytes === b.bytes && a.mtimeMs === b.mtimeMs;
}

export async function md5OfFile(path: string): Promise<string> {
  const hash = createHash('md5');
  const handle = await open(path, 'r');
  for await (const chunk of handle.createReadStream()) hash.update(chunk);
  return hash.digest('hex').toUpperCase();
}

/** An object to be sent; null when its file has been taken away by hand. */
export async function storedObject(entry: ObjectEntry): Promise<StoredObject | null> {
  const stamp = await stampOf(entry.path);
  if (stamp === null) return null;
  const { key, contentType, headers = {}, lastModifiedMs } = entry;
  if (stamp.bytes <= READ_AT_ONCE) {
    const content = await readFile(entry.path);
    const etag = createHash('md5').update(content).digest('hex').toUpperCase();
    const read = async function* (range = { start: 0, end: content.length - 1 }) {
      yield content.subarray(range.start, range.end + 1);
    };
    return { key, bytes: content.length, etag, contentType, headers, lastModifiedMs, read };
  }
  const etag = sameFile(stamp, entry) ? entry.etag : await md5OfFile(entry.path);
  return {
    key,
    bytes: stamp.bytes,
    etag,
    contentType,
    headers,
    lastModifiedMs,
    read: (range) => readRange(entry.path, stamp, range),
  };
}

/** Fails rather than send bytes of another version than the one whose head was answered. */
async function* readRange(
  path: string,
  expected: FileStamp,
  range?: { start: number; end: number },
): AsyncIterable<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    if (!sameFile(expected, { bytes: size, mtimeMs }))
      throw new Error(english`${path} was replaced while it was read`);
    yield* handle.createReadStream({ ...range, autoClose: false });
  } finally {
    await handle.close();
  }
}
