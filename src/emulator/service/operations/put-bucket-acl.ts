import { isAcl } from '../../store/contents.js';
import { refusalOf } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';

/** Without the header the ACL stays as it is. */
export const putBucketAcl: Half = async ({ bucket, head }) => {
  const acl = head.headers.get('x-oss-acl') ?? bucket.acl;
  if (!isAcl(acl)) throw refusalOf('badAcl', 'x-oss-acl', acl);
  await bucket.setAcl(acl);
  return emptyAnswer(200);
};
