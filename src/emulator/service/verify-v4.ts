import { createHash, createHmac } from 'node:crypto';
import {
  byName,
  type Claim,
  checkSignature,
  checkSkew,
  findCredentials,
  type QueryPairs,
  resourceOf,
  type Signer,
  SKEW_ALLOWED_MS,
} from './claim.js';
import { compactDate, isoSeconds, parseCompactTime, parseHttpTime } from './instant.js';
import { percentEncode, percentEncodePath } from './percent.js';
import { Refusal, type RefusalName, refusalOf } from './refusals.js';

export const V4_ALGORITHM = 'OSS4-HMAC-SHA256';

const UNSIGNED = 'UNSIGNED-PAYLOAD';
const LONGEST_EXPIRY_SECONDS = 604_800;

interface Scope {
  accessKeyId: string;
  date: string;
  region: string;
  text: string;
}

/** What a signature covers, besides the secret. */
interface SignedParts {
  method: string;
  bucketName: string | null;
  key: string;
  bare?: boolean;
  query: QueryPairs;
  headers: ReadonlyMap<string, string>;
  /** As the client wrote it; '' when there is none. */
  additionalHeaders: string;
  timestamp: string;
  scope: Scope;
}

/** Verifies `Credential=…,AdditionalHeaders=…,Signature=…`, in any order, from the Authorization header. */
export function verifyV4Header(claim: Claim, text: string): Signer {
  const { head } = claim;
  const fields = authorizationFields(text);
  const credential = fields.get('Credential');
  const signature = fields.get('Signature');
  const additionalHeaders = fields.get('AdditionalHeaders');
  if (credential === undefined) throw new Refusal('v4NoCredential');
  if (signature === undefined || signature === '') throw new Refusal('v4NoSignature');
  if (additionalHeaders === '') throw new Refusal('v4EmptyAdditionalHeaders');
  const scope = parseCredential(credential, {
    accessKeyId: 'v4BadAccessKeyId',
    date: 'v4BadScopeDate',
  });
  const payload = head.headers.get('x-oss-content-sha256') ?? null;
  if (payload !== UNSIGNED) throw refusalOf('v4BadPayloadHash', 'x-oss-content-sha256', payload);

  const { text: timestamp, time } = headerTime(head.headers);
  checkSkew(time, claim.now);
  if (scope.date !== compactDate(time)) throw refusalOf('v4BadScopeDate', 'Credential', credential);
  checkRegion(claim, scope, 'v4BadRegion');
  const token = head.headers.get('x-oss-security-token');
  const { accessKeySecret } = findCredentials(claim, scope.accessKeyId, token);
  return compare(
    { ...claim, ...head, additionalHeaders: additionalHeaders ?? '', timestamp, scope },
    accessKeySecret,
    signature,
  );
}

/** Verifies a presigned URL. */
export function verifyV4Url(claim: Claim): Signer {
  const { query } = claim.head;
  if (query.get('x-oss-signature-version') !== V4_ALGORITHM) throw new Refusal('unknownUrlScheme');
  const expires = query.get('x-oss-expires') ?? '';
  const credential = query.get('x-oss-credential') ?? '';
  const signature = query.get('x-oss-signature') ?? '';
  const additionalHeaders = query.get('x-oss-additional-headers');
  if (expires === '') throw new Refusal('v4UrlNoExpires');
  if (credential === '') throw new Refusal('v4UrlNoCredential');
  if (signature === '') throw new Refusal('v4UrlNoSignature');
  if (additionalHeaders === '' || additionalHeaders === null) throw new Refusal('v4EmptyAdditionalHeaders');
  const seconds = /^\d{1,9}$/.test(expires) ? Number(expires) : 0;
  if (seconds < 1 || seconds > LONGEST_EXPIRY_SECONDS)
    throw refusalOf('v4UrlBadExpires', 'x-oss-expires', expires);
  const scope = parseCredential(credential, {
    accessKeyId: 'v4UrlBadAccessKeyId',
    date: 'v4UrlBadScopeDate',
  });

  const timestamp = query.get('x-oss-date') ?? '';
  if (timestamp === '') throw new Refusal('noDate');
  const start = parseCompactTime(timestamp);
  if (start === null) throw refusalOf('badDate', 'x-oss-date', timestamp);
  const end = start + seconds * 1000;
  if (claim.now < start - SKEW_ALLOWED_MS) throw new Refusal('v4UrlTooEarly', times(claim, end));
  if (claim.now > end) throw new Refusal('v4UrlExpired', times(claim, end));
  if (scope.date !== compactDate(start)) throw refusalOf('v4UrlBadScopeDate', 'x-oss-credential', credential);
  checkRegion(claim, scope, 'v4UrlBadRegion');
  const token = query.get('x-oss-security-token');
  const { accessKeySecret } = findCredentials(claim, scope.accessKeyId, token);

  const parts = { ...claim, ...claim.head, additionalHeaders: additionalHeaders ?? '', timestamp, scope };
  const signer = compare(parts, accessKeySecret, signature);
  const { bucketName } = claim;
  return {
    ...signer,
    signLike: (key, process) => signedQuery({ ...parts, bucketName, key }, accessKeySecret, process),
  };
}

function times({ now }: Claim, end: number): readonly (readonly [string, string])[] {
  return [
    ['Expires', isoSeconds(end)],
    ['ServerTime', isoSeconds(now)],
  ];
}

function authorizationFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const piece of text.split(',')) {
    const split = piece.indexOf('=');
    const name = piece.slice(0, Math.max(split, 0)).trim();
    if (split < 0 || fields.has(name)) throw new Refusal('v4BadAuthorization');
    fields.set(name, piece.slice(split + 1).trim());
  }
  return fields;
}

function parseCredential(
  credential: string,
  refusals: { accessKeyId: RefusalName; date: RefusalName },
): Scope {
  const [accessKeyId = '', date = '', region = '', ...suffix] = credential.split('/');
  if (suffix.join('/') !== 'oss/aliyun_v4_request') throw refusalOf('v4BadScope', 'Credential', credential);
  if (!/^[\x21-\x7e]+$/.test(accessKeyId)) throw refusalOf(refusals.accessKeyId, 'Credential', credential);
  if (parseCompactTime(`${date}T000000Z`) === null) throw refusalOf(refusals.date, 'Credential', credential);
  return { accessKeyId, date, region, text: `${date}/${region}/oss/aliyun_v4_request` };
}

function checkRegion({ region }: Claim, scope: Scope, refusal: RefusalName): void {
  if (region !== null && scope.region !== region) throw refusalOf(refusal, 'Region', scope.region);
}

/** The older Go SDK signs the text of the Date header as it stands, without sending x-oss-date. */
function headerTime(headers: ReadonlyMap<string, string>): { text: string; time: number } {
  const ossDate = headers.get('x-oss-date');
  const text = ossDate ?? headers.get('date');
  if (text === undefined || text === '') throw new Refusal('noDate');
  const time = ossDate === undefined ? parseHttpTime(text) : parseCompactTime(text);
  if (time === null) throw refusalOf('badDate', ossDate === undefined ? 'Date' : 'x-oss-date', text);
  return { text, time };
}

function compare(parts: SignedParts, secret: string, provided: string): Signer {
  const canonicalRequest = canonicalRequestOf(parts);
  const stringToSign = stringToSignOf(parts, canonicalRequest);
  const computed = signatureOf(parts.scope, secret, stringToSign);
  const { accessKeyId } = parts.scope;
  checkSignature('v4Mismatch', { accessKeyId, provided, computed, stringToSign, canonicalRequest });
  return { accessKeyId, signatureVersion: 'v4', stringToSign, signature: provided, signLike: null };
}

function canonicalRequestOf(parts: SignedParts): string {
  const { method, query, headers, additionalHeaders } = parts;
  const uri = resourceOf(parts);
  const additional = new Set(additionalHeaders.toLowerCase().split(';'));
  const isSigned = (name: string) =>
    name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5' || additional.has(name);
  const headerBlock = [...headers]
    .filter(([name]) => isSigned(name))
    .sort(byName)
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  return [
    method,
    percentEncodePath(uri),
    canonicalQuery(query),
    headerBlock,
    additionalHeaders.toLowerCase(),
    UNSIGNED,
  ].join('\n');
}

function canonicalQuery(query: QueryPairs): string {
  return [...query]
    .filter(([name]) => name !== 'x-oss-signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value ?? '')] as const)
    .sort(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}

function stringToSignOf({ timestamp, scope }: SignedParts, canonicalRequest: string): string {
  const hash = createHash('sha256').update(canonicalRequest).digest('hex');
  return [V4_ALGORITHM, timestamp, scope.text, hash].join('\n');
}

function signatureOf(scope: Scope, secret: string, stringToSign: string): string {
  return hmac(signingKey(scope, secret), stringToSign).toString('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The last one: it is that of a whole day, and of every URL in a list that is signed. */
let last: { secret: string; text: string; key: Buffer } | null = null;

function signingKey({ date, region, text }: Scope, secret: string): Buffer {
  if (last?.secret === secret && last.text === text) return last.key;
  const key = [date, region, 'oss', 'aliyun_v4_request'].reduce(hmac, Buffer.from(`aliyun_v4${secret}`));
  last = { secret, text, key };
  return key;
}

/** The query of a URL for another object that is valid as long as this one. */
function signedQuery(parts: SignedParts, secret: string, process?: string): string {
  const carried = new Map([...parts.query].filter(([name]) => isSignatureParameter(name)));
  if (process !== undefined) carried.set('x-oss-process', process);
  const signed = { ...parts, method: 'GET', query: carried, headers: new Map(), additionalHeaders: '' };
  const stringToSign = stringToSignOf(signed, canonicalRequestOf(signed));
  return `${canonicalQuery(carried)}&x-oss-signature=${signatureOf(parts.scope, secret, stringToSign)}`;
}

function isSignatureParameter(name: string): boolean {
  return /^x-oss-(?:signature-version|credential|date|expires|security-token)$/.test(name);
}
