import type { StoredObject } from '../../store/contents.js';
import { Crc64 } from './crc64.js';

/** Reading a large object twice would cost more than the header is worth. */
const LARGEST_BYTES = 32 * 1024 * 1024;
const MOST_REMEMBERED = 4096;

// Keyed by ETag, an MD5 of the content, so an entry is true for ever.
const remembered = new Map<string, string>();

/** The CRC-64 of an object's content, as it is sent before the content; null for a large object. */
export async function objectCrc64(object: StoredObject): Promise<string | null> {
  const known = remembered.get(object.etag);
  if (known !== undefined) return known;
  if (object.bytes > LARGEST_BYTES) return null;
  const crc = new Crc64();
  for await (const chunk of object.read()) crc.update(chunk);
  const digest = crc.digest();
  const [oldest] = remembered.keys();
  if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(object.etag, digest);
  return digest;
}
