import { english } from '../../english.js';
import { UnreadableAnswerError } from '../../errors.js';
import { children, integerOf, textOf, type XmlElement } from '../../protocol/xml.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';
import { validateMarker, validateMaxKeys, validatePrefix } from '../validate.js';
import { decodedKey } from './object-key.js';

/** Asks for one page of the objects, in byte order of their keys. OSS documentation, "ListObjectsV2". */
export interface ListObjectsInput {
  /** Only keys that start with it. */
  prefix?: string | null;
  /** Keys that have it after the prefix are told by what they begin with, in `prefixes`: `/` for folders. */
  delimiter?: string | null;
  /** Only keys after it. */
  startAfter?: string | null;
  /** 1 to 1000; 100 when absent. */
  maxKeys?: number | null;
  /** `nextContinuationToken` of the page before. */
  continuationToken?: string | null;
}

/** An object in a list. */
export interface ListedObject {
  /** Its key. */
  key: string;
  /** In bytes. */
  size: number;
  /** Quotes included. */
  etag: string | null;
  /** ISO 8601, UTC. */
  lastModified: string | null;
  /** `Standard`, `IA`, `Archive`, … */
  storageClass: string | null;
}

/** A page of a list. */
export interface ListObjectsResult {
  /** In byte order of their keys. */
  objects: ListedObject[];
  /** Without a delimiter none. */
  prefixes: string[];
  /** The clock of the service when it answered: an HTTP date; null when it did not say. */
  date: string | null;
  /** Null on the last page. */
  nextContinuationToken: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const listObjects = defineOperation({
  name: 'ListObjects',
  action: 'oss:ListObjects',
  wire: {
    method: 'GET',
    path: 'bucket',
    // Without an encoding, a key with a control character makes a page that is no XML.
    query: { 'list-type': '2', 'encoding-type': 'url' },
    parameters: ['prefix', 'start-after', 'delimiter', 'max-keys', 'continuation-token'],
    success: 200,
  },

  encode({ prefix, delimiter, startAfter, maxKeys, continuationToken }: ListObjectsInput) {
    if (prefix != null) validatePrefix(prefix);
    if (startAfter != null) validateMarker(startAfter);
    if (maxKeys != null) validateMaxKeys(maxKeys);
    return {
      query: {
        ...(prefix ? { prefix } : {}),
        ...(delimiter ? { delimiter } : {}),
        ...(startAfter ? { 'start-after': startAfter } : {}),
        ...(maxKeys == null ? {} : { 'max-keys': String(maxKeys) }),
        ...(continuationToken ? { 'continuation-token': continuationToken } : {}),
      },
    };
  },

  decode(response: OperationResponse): ListObjectsResult {
    const root = response.xml('ListBucketResult');
    const isEncoded = textOf(root, 'EncodingType') === 'url';
    const isTruncated = textOf(root, 'IsTruncated')?.trim() === 'true';
    return {
      objects: children(root, 'Contents').map((element) => listedObject(element, isEncoded, response)),
      prefixes: children(root, 'CommonPrefixes').map((element) => prefixOf(element, isEncoded, response)),
      date: response.header('date'),
      nextContinuationToken: (isTruncated && textOf(root, 'NextContinuationToken')) || null,
      requestId: response.requestId,
    };
  },
});

function listedObject(element: XmlElement, isEncoded: boolean, response: OperationResponse): ListedObject {
  const key = textOf(element, 'Key') ?? '';
  const size = integerOf(element, 'Size');
  const decoded = isEncoded ? decodedKey(key) : key;
  if (decoded === null || decoded === '' || size === null || size < 0) {
    const message = english`The list of objects has an entry without a readable key and size.`;
    throw new UnreadableAnswerError(message, response);
  }
  return {
    key: decoded,
    size,
    etag: textOf(element, 'ETag'),
    lastModified: textOf(element, 'LastModified'),
    storageClass: textOf(element, 'StorageClass'),
  };
}

function prefixOf(element: XmlElement, isEncoded: boolean, response: OperationResponse): string {
  const text = textOf(element, 'Prefix') ?? '';
  const prefix = isEncoded ? decodedKey(text) : text;
  if (prefix) return prefix;
  throw new UnreadableAnswerError(
    english`The list of objects has a folder without a readable name.`,
    response,
  );
}
