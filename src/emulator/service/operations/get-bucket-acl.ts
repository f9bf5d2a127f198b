import { type Half, xmlAnswer } from './call.js';
import { OWNER } from './list-objects.js';

export const getBucketAcl: Half = ({ bucket }) =>
  xmlAnswer(['AccessControlPolicy', [OWNER, ['AccessControlList', [['Grant', bucket.acl]]]]]);
