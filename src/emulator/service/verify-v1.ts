import { createHmac } from 'node:crypto';
import {
  byName,
  type Claim,
  checkSignature,
  checkSkew,
  findCredentials,
  type QueryPairs,
  resourceOf,
  type Signer,
} from './claim.js';
import { isoSeconds, parseCompactTime, parseHttpTime } from './instant.js';
import { percentEncode } from './percent.js';
import { Refusal, refusalOf } from './refusals.js';

/** The parameters a V1 signature covers, as OSS documents them and its Python SDK lists them. */
const SUB_RESOURCES: ReadonlySet<string> = new Set(
  [
    'acl append asyncFetch bucketInfo callback callback-var cname comp continuation-token cors delete encryption',
    'endTime group inventory inventoryId lifecycle link live location logging metaQuery objectInfo objectMeta',
    'partNumber policy position qos qosInfo referer regionList replication replicationLocation',
    'replicationProgress requestPayment resourceGroup response-cache-control response-content-disposition',
    'response-content-encoding response-content-language response-content-type response-expires restore',
    'security-token sequential startTime stat status style styleName symlink tagging transferAcceleration',
    'uploadId uploads versionId versioning versions vod website worm wormExtend wormId x-oss-ac-forward-allow',
    'x-oss-ac-source-ip x-oss-ac-subnet-mask x-oss-ac-vpc-id x-oss-async-process x-oss-process',
    'x-oss-request-payer x-oss-traffic-limit',
  ].flatMap((line) => line.split(' ')),
);

interface SignedParts {
  method: string;
  bucketName: string | null;
  key: string;
  bare?: boolean;
  query: QueryPairs;
  headers: ReadonlyMap<string, string>;
  dateLine: string;
}

/** Verifies what follows the scheme of `Authorization: OSS {accessKeyId}:{signature}`. */
export function verifyV1Header(claim: Claim, fields: string): Signer {
  const { headers } = claim.head;
  const value = fields.trim();
  const split = value.indexOf(':');
  if (split < 0) throw new Refusal('v1BadAuthorization');
  const accessKeyId = value.slice(0, split);
  const signature = value.slice(split + 1);
  if (!/^[\x21-\x7e]+$/.test(accessKeyId)) throw new Refusal('v1BadAccessKeyId');
  if (signature === '') throw new Refusal('v1NoSignature');

  const ossDate = headers.get('x-oss-date');
  const dateLine = ossDate ?? headers.get('date');
  if (dateLine === undefined || dateLine === '') throw new Refusal('noDate');
  // Node's SDK writes the form of a Date header into x-oss-date, the documentation the compact one.
  const time = parseHttpTime(dateLine) ?? (ossDate === undefined ? null : parseCompactTime(dateLine));
  if (time === null) throw refusalOf('badDate', ossDate === undefined ? 'Date' : 'x-oss-date', dateLine);
  checkSkew(time, claim.now);

  const token = headers.get('x-oss-security-token');
  const { accessKeySecret } = findCredentials(claim, accessKeyId, token);
  return compare({ ...claim, ...claim.head, dateLine }, accessKeyId, accessKeySecret, signature);
}

/** Verifies a URL with `OSSAccessKeyId`, `Expires` and `Signature`. */
export function verifyV1Url(claim: Claim): Signer {
  const { query } = claim.head;
  const accessKeyId = query.get('OSSAccessKeyId');
  const expires = query.get('Expires');
  const signature = query.get('Signature') ?? '';
  if (expires === undefined) throw new Refusal('v1UrlNoExpires');
  if (expires === null || expires === '') throw new Refusal('v1UrlBlankExpires');
  if (!/^\d{1,12}$/.test(expires)) throw refusalOf('v1UrlBadExpires', 'Expires', expires);
  if (accessKeyId === undefined) throw new Refusal('v1UrlNoAccessKeyId');
  if (accessKeyId === null || accessKeyId === '') throw new Refusal('v1UrlBlankAccessKeyId');
  if (signature === '') throw new Refusal('v1UrlNoSignature');
  const end = Number(expires) * 1000;
  if (claim.now > end) {
    throw new Refusal('v1UrlExpired', [
      ['Expires', isoSeconds(end)],
      ['ServerTime', isoSeconds(claim.now)],
    ]);
  }

  const token = query.get('security-token') || null;
  const { accessKeySecret } = findCredentials(claim, accessKeyId, token);
  const parts = { ...claim, ...claim.head, dateLine: expires };
  const signer = compare(parts, accessKeyId, accessKeySecret, signature);
  const signLike = (key: string, process?: string): string => {
    const carried = new Map<string, string>();
    if (token !== null) carried.set('security-token', token);
    if (process !== undefined) carried.set('x-oss-process', process);
    const other = { ...parts, method: 'GET', key, query: carried, headers: new Map() };
    const pairs = [
      ['Expires', expires],
      ['OSSAccessKeyId', accessKeyId],
      ['Signature', signatureOf(accessKeySecret, stringToSignOf(other))],
      ...carried,
    ] as const;
    return pairs.map(([name, value]) => `${name}=${percentEncode(value)}`).join('&');
  };
  return { ...signer, signLike };
}

function compare(parts: SignedParts, accessKeyId: string, secret: string, provided: string): Signer {
  const stringToSign = stringToSignOf(parts);
  const computed = signatureOf(secret, stringToSign);
  checkSignature('v1Mismatch', { accessKeyId, provided, computed, stringToSign });
  return { accessKeyId, signatureVersion: 'v1', stringToSign, signature: provided, signLike: null };
}

function stringToSignOf(parts: SignedParts): string {
  const { method, query, headers, dateLine } = parts;
  const ossHeaders = [...headers]
    .filter(([name]) => name.startsWith('x-oss-'))
    .sort(byName)
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const subResources = [...query]
    .filter(([name]) => SUB_RESOURCES.has(name))
    .sort(byName)
    .map(([name, value]) => (value === null || value === '' ? name : `${name}=${value}`))
    .join('&');
  const path = resourceOf(parts);
  const resource = subResources === '' ? path : `${path}?${subResources}`;
  const md5 = headers.get('content-md5') ?? '';
  const type = headers.get('content-type') ?? '';
  return [method, md5, type, dateLine, ossHeaders + resource].join('\n');
}

function signatureOf(secret: string, stringToSign: string): string {
  return createHmac('sha1', secret).update(stringToSign).digest('base64');
}
