import type { HeaderList } from '../../../protocol/wire.js';
import type { StoredObject } from '../../store/contents.js';
import { parseHttpTime } from '../instant.js';
import { Refusal, refusalOf } from '../refusals.js';
import { type Answer, type Call, emptyAnswer, type Half } from './call.js';
import { compressed, isCompressed } from './compressed.js';
import { objectCrc64 } from './crc64.js';
import { HLS_SIGN, signPlaylist } from './hls-sign.js';
import { checkKey } from './object-checks.js';
import { type ByteRange, requestedRange } from './range.js';

/** GET and HEAD of an object. */
export const getObject: Half = async (call) => {
  const { bucket, key, head, parameters } = call;
  checkKey(key);
  const process = parameters['x-oss-process'];
  if (process !== undefined && process !== HLS_SIGN) throw new Refusal('notImplemented');
  const found = async (): Promise<StoredObject> => {
    const object = await bucket.object(key);
    if (object === null) throw new Refusal('noSuchKey', [['Key', key]]);
    return object;
  };
  // Signed anew each time, so that no condition is about it.
  if (process === HLS_SIGN) return signPlaylist(call, found);
  const object = await found();
  const known = conditionAnswer(call, object);
  if (known !== null) return known;
  const range = requestedRange(head.headers, object.bytes);
  const crc64 = await objectCrc64(object);
  const plain: Answer = {
    status: range === null ? 200 : 206,
    headers: [
      ...describing(object, call),
      ...lengthHeaders(object.bytes, range),
      ...(crc64 === null ? [] : [['x-oss-hash-crc64ecma', crc64] satisfies [string, string]]),
    ],
    body: head.method === 'HEAD' ? null : object.read(range ?? undefined),
  };
  return isCompressed(object, call) ? compressed(plain) : plain;
};

function lengthHeaders(bytes: number, range: ByteRange | null): HeaderList {
  if (range === null) return [['Content-Length', String(bytes)]];
  const { start, end } = range;
  return [
    ['Content-Length', String(end - start + 1)],
    ['Content-Range', `bytes ${start}-${end}/${bytes}`],
  ];
}

const OVERRIDABLE = [
  'Content-Language',
  'Expires',
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
];

function describing(object: StoredObject, { parameters, signer }: Call): HeaderList {
  const given = OVERRIDABLE.flatMap((name): HeaderList => {
    const value = parameters[`response-${name.toLowerCase()}`];
    if (value === undefined) return [];
    if (/\p{Cc}/u.test(value)) throw refusalOf('badOverride', `response-${name.toLowerCase()}`, value);
    return [[name, value]];
  });
  // Else a page could be made to show anything in the name of a public bucket.
  if ((given.length > 0 || 'response-content-type' in parameters) && signer === null)
    throw new Refusal('anonymous');
  const overridden = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = Object.entries(object.headers).map(([name, value]): [string, string] => [
    OVERRIDABLE.find((standard) => standard.toLowerCase() === name) ?? name,
    value,
  ]);
  return [
    ['Content-Type', parameters['response-content-type'] ?? object.contentType],
    ...given,
    ...kept.filter(([name]) => !overridden.has(name.toLowerCase())),
    ['ETag', `"${object.etag}"`],
    ['Last-Modified', new Date(object.lastModifiedMs).toUTCString()],
    ['Accept-Ranges', 'bytes'],
    ['x-oss-object-type', 'Normal'],
    ['x-oss-storage-class', 'Standard'],
  ];
}

/** 304 when the client has it already; null to go on. Times compare by whole seconds, as they are sent. */
function conditionAnswer({ head: { headers } }: Call, object: StoredObject): Answer | null {
  const modified = Math.floor(object.lastModifiedMs / 1000) * 1000;
  const ifMatch = headers.get('if-match');
  const unmodifiedSince = parseHttpTime(headers.get('if-unmodified-since') ?? '');
  if (ifMatch !== undefined && !names(ifMatch, object.etag)) throw failed('If-Match');
  if (ifMatch === undefined && unmodifiedSince !== null && modified > unmodifiedSince)
    throw failed('If-Unmodified-Since');
  const ifNoneMatch = headers.get('if-none-match');
  const modifiedSince = parseHttpTime(headers.get('if-modified-since') ?? '');
  const known =
    ifNoneMatch === undefined
      ? modifiedSince !== null && modified <= modifiedSince
      : names(ifNoneMatch, object.etag);
  if (!known) return null;
  return emptyAnswer(304, [
    ['ETag', `"${object.etag}"`],
    ['Last-Modified', new Date(object.lastModifiedMs).toUTCString()],
  ]);
}

function failed(condition: string): Refusal {
  return new Refusal('preconditionFailed', [['Condition', condition]]);
}

function names(list: string, etag: string): boolean {
  return list.split(',').some((entry) => {
    const tag = entry
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return tag === '*' || tag.toUpperCase() === etag;
  });
}
