import type { XmlElement } from '../../../protocol/xml.js';
import type { ObjectHead } from '../../store/contents.js';
import { compareBytes } from '../../store/names.js';
import { isoSeconds } from '../instant.js';
import { refusalOf } from '../refusals.js';
import { type Call, type Half, xmlAnswer } from './call.js';
import { integerIn } from './checks.js';
import { nameEncoder } from './object-checks.js';
import { OWNER } from './owner.js';

const LAST_CHARACTER = '\u{10ffff}';

interface Page {
  objects: ObjectHead[];
  commonPrefixes: string[];
  isTruncated: boolean;
  /** The last key or common prefix of the page; '' for an empty one. */
  last: string;
}

export const listObjects: Half = (call) => {
  const { marker = '' } = call.parameters;
  const { page, common, encode } = listed(call, marker, [OWNER]);
  return xmlAnswer([
    'ListBucketResult',
    [
      ...common.slice(0, 2),
      ['Marker', encode(marker)],
      ...common.slice(2),
      ...(page.isTruncated ? [['NextMarker', encode(page.last)] as const] : []),
    ],
  ]);
};

export const listObjectsV2: Half = (call) => {
  const {
    'start-after': startAfter = '',
    'continuation-token': token,
    'fetch-owner': owner,
  } = call.parameters;
  const from = token === undefined ? startAfter : keyOfToken(token);
  const { page, common, encode } = listed(call, from, owner === 'true' ? [OWNER] : []);
  return xmlAnswer([
    'ListBucketResult',
    [
      ...common,
      ...(startAfter === '' ? [] : [['StartAfter', encode(startAfter)] as const]),
      ...(token === undefined ? [] : [['ContinuationToken', token] as const]),
      ...(page.isTruncated ? [['NextContinuationToken', tokenOf(page.last)] as const] : []),
      ['KeyCount', String(page.objects.length + page.commonPrefixes.length)],
    ],
  ]);
};

function listed(
  { bucket, parameters }: Call,
  from: string,
  owner: readonly XmlElement[],
): { page: Page; common: XmlElement[]; encode: (name: string) => string } {
  const { prefix = '', delimiter = '', 'max-keys': maxKeysText = '100' } = parameters;
  const encodingType = parameters['encoding-type'];
  const encode = nameEncoder(encodingType);
  const maxKeys = integerIn(maxKeysText, [1, 1000], 'invalidMaxKeys', 'max-keys');
  const page = pageOf((after) => bucket.objects(prefix, after), { prefix, delimiter, from, maxKeys });
  const common: XmlElement[] = [
    ['Name', bucket.name],
    ['Prefix', encode(prefix)],
    ['MaxKeys', String(maxKeys)],
    ['Delimiter', encode(delimiter)],
    ...(encodingType === undefined ? [] : [['EncodingType', encodingType] as const]),
    ['IsTruncated', String(page.isTruncated)],
    ...page.objects.map((object) => contents(object, encode, owner)),
    ...page.commonPrefixes.map((name): XmlElement => ['CommonPrefixes', [['Prefix', encode(name)]]]),
  ];
  return { page, common, encode };
}

function pageOf(
  objectsAfter: (key: string) => Iterable<ObjectHead>,
  options: { prefix: string; delimiter: string; from: string; maxKeys: number },
): Page {
  const { prefix, delimiter, from, maxKeys } = options;
  const page: Page = { objects: [], commonPrefixes: [], isTruncated: false, last: '' };
  for (let after: string | null = from; after !== null; ) {
    const start: string = after;
    after = null;
    for (const object of objectsAfter(start)) {
      const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
      const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
      if (name === page.last) continue;
      const isListed = compareBytes(name, from) <= 0;
      if (!isListed) {
        if (page.objects.length + page.commonPrefixes.length === maxKeys)
          return { ...page, isTruncated: true };
        if (end < 0) page.objects.push(object);
        else page.commonPrefixes.push(name);
        page.last = name;
      }
      // The others with this prefix are not looked at.
      const beyond = `${name}${LAST_CHARACTER}`;
      if (end >= 0 && compareBytes(beyond, start) > 0) {
        after = beyond;
        break;
      }
    }
  }
  return page;
}

function contents(
  { key, lastModifiedMs, etag, bytes }: ObjectHead,
  encode: (name: string) => string,
  owner: readonly XmlElement[],
): XmlElement {
  return [
    'Contents',
    [
      ['Key', encode(key)],
      ['LastModified', isoSeconds(lastModifiedMs)],
      ['ETag', `"${etag}"`],
      ['Type', 'Normal'],
      ['Size', String(bytes)],
      ['StorageClass', 'Standard'],
      ...owner,
    ],
  ];
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64');
}

function keyOfToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString();
  if (tokenOf(key) !== token) throw refusalOf('invalidContinuationToken', 'continuation-token', token);
  return key;
}
