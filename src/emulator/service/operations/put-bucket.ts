import { EMULATOR_LIMITS } from '../../limits.js';
import { isAcl } from '../../store/contents.js';
import { Refusal, refusalOf } from '../refusals.js';
import { emptyAnswer, type ServiceHalf } from './call.js';

/** Creates a bucket; one that is there stays, with the ACL that may be given. Storage class and redundancy are not kept. */
export const putBucket: ServiceHalf = async ({ bucketName, buckets, head, body }) => {
  const acl = head.headers.get('x-oss-acl') ?? null;
  if (acl !== null && !isAcl(acl)) throw refusalOf('badAcl', 'x-oss-acl', acl);
  await body.read(EMULATOR_LIMITS.bucketSettings.value);
  const bucket = await buckets.createBucket(bucketName ?? '');
  if (bucket === null) throw new Refusal('tooManyBuckets');
  if (acl !== null && acl !== bucket.acl) await bucket.setAcl(acl);
  return emptyAnswer(200, [['Location', `/${bucket.name}`]]);
};
