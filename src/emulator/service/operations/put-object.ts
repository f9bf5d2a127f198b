import { Refusal } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';
import { Crc64 } from './crc64.js';
import { keptHeaders } from './kept-headers.js';
import { checkKey, refuseHeaders } from './object-checks.js';

/** Storage class and tags are not kept. */
export const putObject: Half = async (call) => {
  const { bucket, key, head, body } = call;
  checkKey(key);
  refuseHeaders(call, ['x-oss-copy-source', 'x-oss-symlink-target']);
  if (head.headers.get('x-oss-forbid-overwrite') === 'true' && (await bucket.object(key)) !== null)
    throw new Refusal('fileAlreadyExists');
  const headers = keptHeaders(head.headers);
  const crc = new Crc64();
  const contentType = head.headers.get('content-type') || 'application/octet-stream';
  const { etag } = await bucket.putObject(key, summed(body.stream(), crc), contentType, headers);
  return emptyAnswer(200, [
    ['ETag', `"${etag}"`],
    ['x-oss-hash-crc64ecma', crc.digest()],
    ['Content-MD5', Buffer.from(etag, 'hex').toString('base64')],
  ]);
};

async function* summed(chunks: AsyncIterable<Uint8Array>, crc: Crc64): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    crc.update(chunk);
    yield chunk;
  }
}
