import { Refusal } from '../refusals.js';

/** Both ends inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The part asked for; null for the whole object. A range that is malformed or reaches beyond the object does not
 * count, unless the client asks for HTTP's own rules with `x-oss-range-behavior: standard` (OSS documentation:
 * GetObject, Range). Of several ranges the first is served.
 */
export function requestedRange(headers: ReadonlyMap<string, string>, bytes: number): ByteRange | null {
  const standard = headers.get('x-oss-range-behavior') === 'standard';
  const match = /^bytes=(\d*)-(\d*)(?:,.*)?$/.exec(headers.get('range') ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return null;
  if (first === '' && Number(last) === 0)
    throw new Refusal('invalidRange', [['ActualObjectSize', String(bytes)]]);
  const range =
    first === ''
      ? { start: bytes - Number(last), end: bytes - 1 }
      : { start: Number(first), end: last === '' ? bytes - 1 : Number(last) };
  if (first !== '' && last !== '' && range.start > range.end) return null;
  const fits = range.start >= 0 && range.start < bytes && range.end < bytes;
  if (fits) return range;
  if (!standard) return null;
  if (range.start >= bytes) throw new Refusal('invalidRange', [['ActualObjectSize', String(bytes)]]);
  return { start: Math.max(range.start, 0), end: Math.min(range.end, bytes - 1) };
}
