import { Refusal } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';

/** Not while there are objects in it, or channels (OSS documentation, DeleteBucket). */
export const deleteBucket: Half = async ({ bucket, buckets }) => {
  if (await buckets.deleteBucket(bucket.name)) return emptyAnswer(204);
  throw new Refusal('bucketNotEmpty', [['BucketName', bucket.name]]);
};
