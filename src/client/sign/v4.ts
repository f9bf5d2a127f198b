import { createHmac, hash } from 'node:crypto';
import type { Query } from '../../protocol/wire.js';
import { encodePath, encodeQuery } from './encoding.js';
import { type FoldedHeaders, headerBlock } from './headers.js';

/**
 * Signature V4 (OSS documentation, "Include a V4 signature in the header / in a URL"). The skeleton is that of
 * AWS, but the bytes differ: the bucket is always in the URI, valueless names have no `=`, host is not signed.
 */
export const V4_ALGORITHM = 'OSS4-HMAC-SHA256';

/** The only payload hash that the service accepts. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The same however the request is addressed: virtual-hosted, path-style and custom domain. */
export function canonicalUri(bucket: string | null, key: string | null): string {
  return bucket === null ? '/' : encodePath(`/${bucket}/${key ?? ''}`);
}

/** All parameters but the signature itself. */
export function canonicalQuery(query: Query): string {
  const { 'x-oss-signature': _, ...signed } = query;
  return encodeQuery(signed);
}

/** The requested names that are neither signed anyway nor missing from the request; lower-case, unique, sorted. */
export function additionalHeaderNames(headers: FoldedHeaders, requested: readonly string[]): string[] {
  if (requested.length === 0) return [];
  const names = new Set(requested.map((name) => name.toLowerCase()));
  return [...names].filter((name) => headers.has(name) && !isAlwaysSigned(name)).sort();
}

export function canonicalHeaders(headers: FoldedHeaders, additional: readonly string[]): string {
  return headerBlock(headers, (name) => isAlwaysSigned(name) || additional.includes(name));
}

export function canonicalRequest(
  request: { method: string; bucket: string | null; key: string | null; query: Query },
  headers: FoldedHeaders,
  additional: readonly string[],
): string {
  return [
    request.method,
    canonicalUri(request.bucket, request.key),
    canonicalQuery(request.query),
    canonicalHeaders(headers, additional),
    additional.join(';'),
    UNSIGNED_PAYLOAD,
  ].join('\n');
}

/** `datetime` is `20240305T060708Z`. */
export function scope(datetime: string, region: string, product: string): string {
  return `${datetime.slice(0, 8)}/${region}/${product}/aliyun_v4_request`;
}

export function stringToSign(datetime: string, scopeText: string, canonicalText: string): string {
  return [V4_ALGORITHM, datetime, scopeText, hash('sha256', canonicalText, 'hex')].join('\n');
}

/** The last one: it is the same for all requests of a day. */
let lastKey: { accessKeySecret: string; scopeText: string; key: Buffer } | null = null;

export function signingKey(accessKeySecret: string, scopeText: string): Buffer {
  if (lastKey?.accessKeySecret === accessKeySecret && lastKey.scopeText === scopeText) return lastKey.key;
  let key = Buffer.from(`aliyun_v4${accessKeySecret}`);
  for (const part of scopeText.split('/')) key = createHmac('sha256', key).update(part).digest();
  lastKey = { accessKeySecret, scopeText, key };
  return key;
}

export function signature(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** The comma-without-space layout of the Go, Java, PHP, Node, C, C++ and C# SDKs. */
export function authorization(
  accessKeyId: string,
  scopeText: string,
  additional: readonly string[],
  signatureText: string,
): string {
  return [
    `${V4_ALGORITHM} Credential=${accessKeyId}/${scopeText}`,
    // The service refuses an empty list.
    ...(additional.length > 0 ? [`AdditionalHeaders=${additional.join(';')}`] : []),
    `Signature=${signatureText}`,
  ].join(',');
}

function isAlwaysSigned(name: string): boolean {
  return name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5';
}
