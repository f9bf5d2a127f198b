import type { XmlElement } from '../../../protocol/xml.js';
import { EMULATOR_LIMITS } from '../../limits.js';
import { Refusal } from '../refusals.js';
import { childElements, childText, exactChildText, parseXml } from '../xml-in.js';
import { emptyAnswer, type Half, xmlAnswer } from './call.js';
import { checkKey, nameEncoder } from './object-checks.js';

const LARGEST_BODY = EMULATOR_LIMITS.deletion.value;
const MOST_KEYS = 1000;

export const deleteMultipleObjects: Half = async ({ bucket, head, body, parameters }) => {
  const encodingType = parameters['encoding-type'];
  const encode = nameEncoder(encodingType);
  if (!head.headers.has('content-md5')) throw new Refusal('missingContentMd5');
  const root = parseXml(await body.read(LARGEST_BODY));
  if (root[0] !== 'Delete') throw new Refusal('malformedXml');
  const objects = childElements(root, 'Object');
  const keys = objects.map((object) => exactChildText(object, 'Key') ?? '');
  if (keys.length === 0 || keys.includes('')) throw new Refusal('malformedXml');
  if (keys.length > MOST_KEYS) throw new Refusal('tooManyKeys');
  if (objects.some((object) => childText(object, 'VersionId'))) throw new Refusal('notImplemented');
  for (const key of keys) checkKey(key);
  for (const key of keys) await bucket.deleteObject(key);
  if (childText(root, 'Quiet')?.toLowerCase() === 'true') return emptyAnswer(200);
  return xmlAnswer([
    'DeleteResult',
    [
      // Clients decode the keys only when they are told to (seen in the Python SDK).
      ...(encodingType === undefined ? [] : [['EncodingType', encodingType] as const]),
      ...keys.map((key): XmlElement => ['Deleted', [['Key', encode(key)]]]),
    ],
  ]);
};
