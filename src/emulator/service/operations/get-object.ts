import type { HeaderList } from '../../../protocol/wire.js';
import type { StoredObject } from '../../store/contents.js';
import { parseHttpTime } from '../instant.js';
import { Refusal, refusalOf } from '../refusals.js';
import { type Answer, type Call, emptyAnswer, type Half } from './call.js';
import { objectCrc64 } from './crc64.js';
import { signPlaylist } from './hls-sign.js';
import { checkKey } from './object-checks.js';
import { type ByteRange, requestedRange } from './range.js';

/** GET and HEAD of an object. */
export const getObject: Half = async (call) => {
  const { bucket, key, head, parameters } = call;
  checkKey(key);
  const process = parameters['x-oss-process'];
  if (process !== undefined && process !== 'hls/sign') throw new Refusal('notImplemented');
  const object = await bucket.object(key);
  if (object === null) throw new Refusal('noSuchKey', [['Key', key]]);
  const answer = conditionAnswer(call, object);
  if (answer !== null) return answer;
  if (process === 'hls/sign') return signPlaylist(call, object);
  const range = requestedRange(head.headers, object.bytes);
  const crc64 = await objectCrc64(object);
  return {
    status: range === null ? 200 : 206,
    headers: [
      ...describing(object, call),
      ...lengthHeaders(object.bytes, range),
      ...(crc64 === null ? [] : [['x-oss-hash-crc64ecma', crc64] satisfies [string, string]]),
    ],
    body: head.method === 'HEAD' ? null : object.read(range ?? undefined),
  };
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
  'Content-Type',
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
  if (given.length > 0 && signer === null) throw new Refusal('anonymous');
  const overrides = new Map(given);
  return [
    ['Content-Type', overrides.get('Content-Type') ?? object.contentType],
    ...given.filter(([name]) => name !== 'Content-Type'),
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
