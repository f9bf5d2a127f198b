import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { StoredObject } from '../../store/contents.js';
import type { Answer, Call } from './call.js';

/** OSS documentation, GetObject: text of these types, from this size on, is compressed for whoever asks. */
const TYPES: ReadonlySet<string> = new Set(
  [
    'text/cache-manifest text/xml text/plain text/css text/json text/html application/javascript',
    'application/x-javascript application/rss+xml application/json application/xml',
  ].flatMap((line) => line.split(' ')),
);
const LEAST_BYTES = 1024;

export function isCompressed(object: StoredObject, { head: { headers } }: Call): boolean {
  const accepted = (headers.get('accept-encoding') ?? '').toLowerCase().split(',');
  const wants = accepted.some((entry) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/.test(entry));
  const type = object.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const fits = TYPES.has(type) && object.bytes >= LEAST_BYTES;
  return wants && fits && !headers.has('range') && object.headers['content-encoding'] === undefined;
}

/** The same answer in gzip. Nobody knows its length or its ETag before its end. */
export function compressed(answer: Answer): Answer {
  const { headers, body } = answer;
  const others = headers.filter(
    ([name]) => !/^(?:content-length|etag|accept-ranges|x-oss-hash-crc64ecma)$/i.test(name),
  );
  const gzip =
    body === null || typeof body === 'string' || body instanceof Uint8Array
      ? body
      : pipeline(Readable.from(body), createGzip(), () => {});
  return {
    ...answer,
    headers: [...others, ['Content-Encoding', 'gzip'], ['Vary', 'Accept-Encoding']],
    body: gzip,
  };
}
