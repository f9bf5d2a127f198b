import { emptyAnswer, type Half } from './call.js';
import { checkKey } from './object-checks.js';

/** 204 whether or not the object was there. */
export const deleteObject: Half = async ({ bucket, key }) => {
  checkKey(key);
  await bucket.deleteObject(key);
  return emptyAnswer(204);
};
