import { isAcl } from '../../store/contents.js';
import { refusalOf } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';

export const putBucketAcl: Half = async ({ bucket, head }) => {
  const acl = head.headers.get('x-oss-acl') ?? '';
  if (!isAcl(acl)) throw refusalOf('badAcl', 'x-oss-acl', acl);
  await bucket.setAcl(acl);
  return emptyAnswer(200);
};
