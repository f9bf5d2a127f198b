import { type Half, xmlAnswer } from './call.js';
import { OWNER } from './owner.js';

export const getBucketAcl: Half = ({ bucket }) =>
  xmlAnswer(['AccessControlPolicy', [OWNER, ['AccessControlList', [['Grant', bucket.acl]]]]]);
