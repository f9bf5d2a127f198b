import { createHash, timingSafeEqual } from 'node:crypto';
import type { Credentials, SignatureVersion } from '../../protocol/wire.js';
import { isoSeconds } from './instant.js';
import { Refusal, type RefusalName } from './refusals.js';
import type { RequestHead } from './request-head.js';

/** What a signature is checked against. */
export interface Claim {
  head: RequestHead;
  /** null: the service itself. */
  bucketName: string | null;
  key: string;
  bare?: boolean;
  /** null when there is no bucket that has one. */
  region: string | null;
  credentials: readonly Credentials[];
  /** Unix milliseconds. */
  now: number;
}

/** Who signed a request, and how. */
export interface Signer {
  accessKeyId: string;
  signatureVersion: SignatureVersion;
  stringToSign: string;
  signature: string;
  /** Signs a GET of another object of the bucket, processed or not, alike; null unless the signature is in the URL. */
  signLike: ((key: string, process?: string) => string) | null;
}

/** What both signature versions call the resource, before it is encoded. */
export function resourceOf({
  bucketName,
  key,
  bare = false,
}: Pick<Claim, 'bucketName' | 'key' | 'bare'>): string {
  if (bucketName === null) return '/';
  return bare ? `/${bucketName}` : `/${bucketName}/${key}`;
}

/** How far a client's clock may be off, either way. */
export const SKEW_ALLOWED_MS = 900_000;

export function checkSkew(time: number, now: number): void {
  if (Math.abs(time - now) <= SKEW_ALLOWED_MS) return;
  throw new Refusal('skewed', [
    ['MaxAllowedSkewMilliseconds', String(SKEW_ALLOWED_MS)],
    ['RequestTime', isoSeconds(time)],
    ['ServerTime', isoSeconds(now)],
  ]);
}

/** Finds the key, and insists on the token that belongs to it; an empty one is none. */
export function findCredentials(
  claim: Claim,
  accessKeyId: string,
  given: string | null | undefined,
): Credentials {
  const token = given || null;
  const found = claim.credentials.find((candidate) => candidate.accessKeyId === accessKeyId);
  const expected = found?.securityToken ?? null;
  // With a token the key is looked up among the temporary ones, of which a permanent one is none.
  if (found === undefined || (expected === null && token !== null))
    throw new Refusal('unknownKey', [['OSSAccessKeyId', accessKeyId]]);
  if (expected !== null && token === null) throw new Refusal('tokenMissing');
  if (expected === null || token === null || equal(expected, token)) return found;
  const ofAnother = claim.credentials.some(
    ({ securityToken }) => securityToken && equal(securityToken, token),
  );
  throw new Refusal(ofAnother ? 'tokenOfAnother' : 'tokenInvalid');
}

export type QueryPairs = Iterable<readonly [name: string, value: string | null]>;

/** The order in which names are signed; all of them are ASCII by then. */
export function byName([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : Number(a > b);
}

export interface Comparison {
  accessKeyId: string;
  provided: string;
  computed: string;
  stringToSign: string;
  canonicalRequest?: string;
}

export function checkSignature(mismatch: RefusalName, comparison: Comparison): void {
  const { accessKeyId, provided, computed, stringToSign, canonicalRequest } = comparison;
  if (equal(provided, computed)) return;
  throw new Refusal(mismatch, [
    ['OSSAccessKeyId', accessKeyId],
    ['SignatureProvided', provided],
    ['StringToSign', stringToSign],
    ['StringToSignBytes', spacedHex(stringToSign)],
    // Not confirmed for the service, but what one wants to see.
    ...(canonicalRequest === undefined ? [] : [['CanonicalRequest', canonicalRequest] as const]),
  ]);
}

function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function spacedHex(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .toUpperCase()
    .replace(/..(?!$)/g, '$& ');
}
