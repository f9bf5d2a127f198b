import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Query } from '../../protocol/wire.js';

/** Most names and values, and most keys: there is nothing to encode. */
const PLAIN = /^[\w.~-]*$/;
const PLAIN_PATH = /^[\w.~/-]*$/;

/** Percent-encodes the UTF-8 bytes of everything but `A-Z a-z 0-9 - . _ ~`. */
export function percentEncode(text: string): string {
  if (PLAIN.test(text)) return text;
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch (cause) {
    throw new UsageError(english`${JSON.stringify(text)} is not well-formed Unicode.`, { cause });
  }
}

/** Percent-encodes an object key and keeps its slashes. Dot segments and double slashes stay as they are. */
export function encodePath(key: string): string {
  return PLAIN_PATH.test(key) ? key : percentEncode(key).replaceAll('%2F', '/');
}

/** A query as it is signed and sent: sorted by the bytes of the encoded names, no `=` after a name without a value. */
export function encodeQuery(query: Query): string {
  return (
    Object.entries(query)
      .map(([name, value]) => [percentEncode(name), percentEncode(value ?? '')] as const)
      // What is encoded is ASCII.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
      .join('&')
  );
}

/** Orders by UTF-8 bytes, which JavaScript's own order of UTF-16 units is not. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What is no valid encoding is taken as it stands. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
