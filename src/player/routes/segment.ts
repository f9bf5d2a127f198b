import type { GetObjectResult } from '../../client/objects/get-object.js';
import type { Answer } from '../answer.js';
import type { Around, Request } from '../around.js';

/** A segment as it is in the bucket, or a part of it. */
export async function segment(
  { client }: Around,
  { channelName, signal, isHead }: Request,
  name: string,
  rangeHeader: string | null,
): Promise<Answer> {
  const key = `${channelName}/${name}`;
  if (isHead) {
    const { size } = await client.headObject({ key }, { signal });
    return { status: 200, headers: headersOf(size), body: null };
  }
  const range = rangeIn(rangeHeader);
  const found = await client.getObject({ key, range }, { signal });
  const part = range === null ? null : partOf(found);
  return {
    status: part === null ? 200 : 206,
    headers: [...headersOf(found.contentLength), ...(part === null ? [] : [contentRange(part)])],
    body: found.body,
  };
}

function headersOf(length: number | null): Answer['headers'] {
  return [
    ['Content-Type', 'video/mp2t'],
    ['Accept-Ranges', 'bytes'],
    ...(length === null ? [] : [['Content-Length', String(length)] satisfies [string, string]]),
  ];
}

/** One range of bytes; null for what is none, or several: HTTP lets a server give all of it instead. */
function rangeIn(header: string | null): { start: number; end: number | null } | null {
  const [, first, last = ''] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === undefined) return null;
  const [start, end] = [Number(first), last === '' ? null : Number(last)];
  return end !== null && end < start ? null : { start, end };
}

interface Part {
  start: number;
  length: number;
  size: number | null;
}

/** What came of it; null when the service has given the whole object. */
function partOf({ start, contentLength, size }: GetObjectResult): Part | null {
  if (contentLength === null || contentLength === 0 || (start === 0 && contentLength === size)) return null;
  return { start, length: contentLength, size };
}

function contentRange({ start, length, size }: Part): [string, string] {
  return ['Content-Range', `bytes ${start}-${start + length - 1}/${size ?? '*'}`];
}
