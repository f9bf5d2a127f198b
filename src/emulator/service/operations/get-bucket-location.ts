import { type Half, xmlAnswer } from './call.js';

export const getBucketLocation: Half = ({ bucket }) =>
  xmlAnswer(['LocationConstraint', `oss-${bucket.region}`]);
