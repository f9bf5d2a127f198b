import { EMULATOR_LIMITS } from '../../limits.js';
import { checkedCorsRules } from '../cors-rules.js';
import { Refusal } from '../refusals.js';
import { childElements, parseXml } from '../xml-in.js';
import { emptyAnswer, type Half, xmlAnswer } from './call.js';

export const getBucketCors: Half = ({ bucket }) => {
  const rules = bucket.rules.cors;
  if (rules === null) throw new Refusal('noSuchCors', [['BucketName', bucket.name]]);
  return xmlAnswer(['CORSConfiguration', rules]);
};

/** Replaces all rules. */
export const putBucketCors: Half = async ({ bucket, body }) => {
  const root = parseXml(await body.read(EMULATOR_LIMITS.bucketRules.value));
  if (root[0] !== 'CORSConfiguration') throw new Refusal('malformedXml');
  const rules = checkedCorsRules(childElements(root, 'CORSRule'));
  await bucket.setRules('cors', [...rules, ...childElements(root, 'ResponseVary')]);
  return emptyAnswer(200);
};

export const deleteBucketCors: Half = async ({ bucket }) => {
  await bucket.setRules('cors', null);
  return emptyAnswer(204);
};
