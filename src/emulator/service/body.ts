import { createHash } from 'node:crypto';
import type { IncomingRequest } from '../http/message.js';
import { EMULATOR_LIMITS } from '../limits.js';
import type { RequestBody } from './operations/call.js';
import { Refusal } from './refusals.js';
import type { RequestHead } from './request-head.js';

const LARGEST_OBJECT = EMULATOR_LIMITS.object.value;

/** The body of a request, checked against Content-Length and Content-MD5 when its end is reached. */
export function requestBody(request: IncomingRequest, head: RequestHead): RequestBody {
  return {
    stream: () => checked(chunksOf(request.body), head, LARGEST_OBJECT),
    async read(limit) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of checked(chunksOf(request.body), head, limit)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}

async function* chunksOf(body: IncomingRequest['body']): AsyncIterable<Uint8Array> {
  if (body === null || body === undefined) return;
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  { headers }: RequestHead,
  limit: number,
): AsyncIterable<Uint8Array> {
  const announced = headers.get('content-length');
  if (Number(announced ?? 0) > limit) throw new Refusal('entityTooLarge');
  const expectedMd5 = headers.get('content-md5');
  const md5 = createHash('md5');
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limit) throw new Refusal('entityTooLarge');
    if (expectedMd5 !== undefined) md5.update(chunk);
    yield chunk;
  }
  if (announced !== undefined && Number(announced) !== bytes) throw new Refusal('incompleteBody');
  if (expectedMd5 !== undefined && !isDigest(expectedMd5, md5.digest())) throw new Refusal('invalidDigest');
}

/** The C SDK sends four bytes too many: zeros. */
function isDigest(given: string, digest: Buffer): boolean {
  return [digest, Buffer.concat([digest, Buffer.alloc(4)])].some(
    (bytes) => bytes.toString('base64') === given,
  );
}
