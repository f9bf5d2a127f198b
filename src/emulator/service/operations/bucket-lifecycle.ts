import { EMULATOR_LIMITS } from '../../limits.js';
import { checkedLifecycleRules } from '../lifecycle-rules.js';
import { Refusal } from '../refusals.js';
import { childElements, parseXml } from '../xml-in.js';
import { emptyAnswer, type Half, xmlAnswer } from './call.js';

export const getBucketLifecycle: Half = ({ bucket }) => {
  const rules = bucket.rules.lifecycle;
  if (rules === null) throw new Refusal('noSuchLifecycle', [['BucketName', bucket.name]]);
  return xmlAnswer(['LifecycleConfiguration', rules]);
};

/** Replaces all rules. Elements that nobody here knows are kept as they are. */
export const putBucketLifecycle: Half = async ({ bucket, head, body }) => {
  const root = parseXml(await body.read(EMULATOR_LIMITS.bucketRules.value));
  if (root[0] !== 'LifecycleConfiguration') throw new Refusal('malformedXml');
  const mayOverlap = head.headers.get('x-oss-allow-same-action-overlap')?.toLowerCase() === 'true';
  await bucket.setRules('lifecycle', checkedLifecycleRules(childElements(root, 'Rule'), mayOverlap));
  return emptyAnswer(200);
};

export const deleteBucketLifecycle: Half = async ({ bucket }) => {
  await bucket.setRules('lifecycle', null);
  return emptyAnswer(204);
};
