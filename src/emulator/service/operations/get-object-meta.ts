import { Refusal } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';
import { checkKey } from './object-checks.js';

/** HEAD with `objectMeta`, by which SDKs look whether an object exists: three headers and no more. */
export const getObjectMeta: Half = async ({ bucket, key }) => {
  checkKey(key);
  const object = await bucket.object(key);
  if (object === null) throw new Refusal('noSuchKey', [['Key', key]]);
  return emptyAnswer(200, [
    ['Content-Length', String(object.bytes)],
    ['ETag', `"${object.etag}"`],
    ['Last-Modified', new Date(object.lastModifiedMs).toUTCString()],
  ]);
};
