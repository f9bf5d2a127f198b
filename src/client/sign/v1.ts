import type { Query } from '../../protocol/wire.js';
import { type FoldedHeaders, headerBlock } from './headers.js';
import { hmacSha1 } from './hmac-sha1.js';

/** Signature V1 (OSS documentation, "Include a V1 signature"): HMAC-SHA1, being phased out by the service. */

/** Query parameters that V1 covers, as the Python and Go SDKs list them; `prefix`, `marker` and `max-keys` are not among them. */
const SIGNED_PARAMETERS = new Set(
  `acl append asyncFetch bucketInfo callback callback-var cloudboxes cname comp continuation-token cors delete
  encryption endTime inventory inventoryId lifecycle live location logging objectMeta partNumber policy position qos
  qosInfo referer regionList replication replicationLocation replicationProgress requestPayment resourceGroup
  response-cache-control response-content-disposition response-content-encoding response-content-language
  response-content-type response-expires restore security-token sequential startTime stat status style styleName
  symlink tagging transferAcceleration uploadId uploads versionId versioning versions vod website worm wormExtend
  wormId`.split(/\s+/),
);

/** `/{bucket}/{key}` and the signed parameters, raw: nothing is percent-encoded. */
export function canonicalResource(bucket: string | null, key: string | null, query: Query): string {
  const path = bucket === null ? '/' : `/${bucket}/${key ?? ''}`;
  const signed = Object.entries(query)
    .filter(([name]) => SIGNED_PARAMETERS.has(name) || name.startsWith('x-oss-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value ? `${name}=${value}` : name));
  return signed.length > 0 ? `${path}?${signed.join('&')}` : path;
}

/** `dateLine` is the date of a request, or the Unix time at which a URL expires. */
export function stringToSign(
  request: { method: string; bucket: string | null; key: string | null; query: Query },
  headers: FoldedHeaders,
  dateLine: string,
): string {
  const ossHeaders = headerBlock(headers, (name) => name.startsWith('x-oss-'));
  return [
    request.method,
    headers.get('content-md5') ?? '',
    headers.get('content-type') ?? '',
    dateLine,
    ossHeaders + canonicalResource(request.bucket, request.key, request.query),
  ].join('\n');
}

/** Also the signature of RTMP publish URLs. */
export function signature(accessKeySecret: string, text: string): string {
  return hmacSha1(accessKeySecret, text).toString('base64');
}

export function authorization(accessKeyId: string, signatureText: string): string {
  return `OSS ${accessKeyId}:${signatureText}`;
}
