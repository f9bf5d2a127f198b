import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';
import { validateKey } from './object-key.js';

/** Asks for the content of an object, or a part of it. OSS documentation, "GetObject". */
export interface GetObjectInput {
  /** The key of the object. */
  key: string;
  /** Positions of bytes, both inclusive; up to the end of the object without `end`, or when that lies beyond it. */
  range?: { start: number; end?: number | null } | null;
  /** Only when the object has this ETag; else ServiceError (412, `PreconditionFailed`). */
  ifMatch?: string | null;
}

/** An object, from where its body begins. */
export interface GetObjectResult {
  /** As in the header, quotes included. */
  etag: string | null;
  /** Of the whole object, whatever part was asked for: CRC-64 (ECMA-182), decimal. Null when the service sent none. */
  crc64: string | null;
  /** Bytes of the whole object; null when the service did not say. */
  size: number | null;
  /** The position in the object of the first byte of the body: 0 too when the range was not followed. */
  start: number;
  /** Bytes of the body; null when the service did not say. */
  contentLength: number | null;
  /** To be read once, to its end or until `return()`; until then it holds a connection. */
  body: AsyncIterable<Uint8Array>;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const getObject = defineOperation({
  name: 'GetObject',
  action: 'oss:GetObject',
  wire: { method: 'GET', path: 'object', query: {}, parameters: [], success: 200 },
  streamed: true,

  encode({ key, range, ifMatch }: GetObjectInput) {
    validateKey(key);
    return {
      key,
      headers: {
        ...(range == null ? {} : rangeHeaders(range)),
        ...(ifMatch == null ? {} : { 'If-Match': ifMatch }),
      },
    };
  },

  decode(response: OperationResponse): GetObjectResult {
    const contentLength = number(response.header('content-length'));
    const part = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.header('content-range') ?? '');
    const isPart = response.httpStatus === 206 && part !== null;
    return {
      etag: response.header('etag'),
      crc64: response.header('x-oss-hash-crc64ecma'),
      size: isPart ? number(part[2]) : contentLength,
      start: isPart ? Number(part[1]) : 0,
      contentLength,
      body: response.body,
      requestId: response.requestId,
    };
  },
});

/** Without `standard`, OSS gives the whole object for a range that reaches beyond it (documentation, "GetObject"). */
function rangeHeaders({ start, end }: { start: number; end?: number | null }): Record<string, string> {
  for (const position of [start, end ?? start]) {
    if (!Number.isSafeInteger(position) || position < start || start < 0)
      throw new UsageError(english`A range of bytes has whole numbers from 0, the start not above the end.`);
  }
  return { Range: `bytes=${start}-${end ?? ''}`, 'x-oss-range-behavior': 'standard' };
}

function number(text: string | null | undefined): number | null {
  return text != null && /^\d+$/.test(text) ? Number(text) : null;
}
