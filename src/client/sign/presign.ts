import { UsageError } from '../../errors.js';
import { unixSeconds, v4DateTime } from '../../protocol/time.js';
import type { Query } from '../../protocol/wire.js';
import { type EndpointInput, type Location, locate } from '../endpoint.js';
import { validateExpiresSeconds, validatePresignExpiresSeconds } from '../validate.js';
import { encodePath, encodeQuery } from './encoding.js';
import { foldHeaders } from './headers.js';
import {
  type CheckedOptions,
  type CheckedRequest,
  checkedOptions,
  checkedRequest,
  type SignableRequest,
  type SigningOptions,
} from './input.js';
import { requiredRegion } from './request.js';
import * as v1 from './v1.js';
import * as v4 from './v4.js';

export interface PresignOptions extends SigningOptions {
  /** How long the URL is good for, from `signTime` on. V4 allows 1 to 604800 seconds. */
  expiresSeconds: number;
  endpoint: string;
  addressing?: EndpointInput['addressing'];
}

export interface PresignedUrl {
  url: string;
  /** V4 only. */
  canonicalRequest?: string;
  stringToSign: string;
  signature: string;
}

const OF_A_SIGNATURE =
  /^(x-oss-(signature-version|credential|date|expires|signature)|OSSAccessKeyId|Expires|Signature)$/;

/**
 * A URL that carries its signature. Headers that the signature covers have to be sent exactly as they were given.
 * The region of V4 is taken from the endpoint when it is not given. Throws UsageError for bad input.
 */
export function presignUrl(request: SignableRequest, options: PresignOptions): PresignedUrl {
  const checked = checkedRequest(request);
  const signing = checkedOptions(options);
  const carried = Object.keys(checked.query).find((name) => OF_A_SIGNATURE.test(name));
  if (carried !== undefined) throw new UsageError(`The request already carries ${carried}.`);
  const location = locate({ ...options, bucket: checked.bucket });
  if (location.bucket !== checked.bucket)
    throw new UsageError(
      `The endpoint belongs to the bucket ${location.bucket}, but no bucket is asked for.`,
    );
  const located = { ...signing, region: signing.region ?? location.signRegion };
  const presign = signing.signatureVersion === 'v1' ? presignWithV1 : presignWithV4;
  return presign(checked, located, location, options.expiresSeconds);
}

function presignWithV4(
  request: CheckedRequest,
  options: CheckedOptions,
  location: Location,
  expiresSeconds: number,
): PresignedUrl {
  validatePresignExpiresSeconds(expiresSeconds);
  const datetime = v4DateTime(options.signTime);
  const scope = v4.scope(datetime, requiredRegion(options), options.product);
  const headers = foldHeaders(request.headers);
  const additional = v4.additionalHeaderNames(headers, options.additionalHeaders);
  const query: Query = {
    ...request.query,
    'x-oss-signature-version': v4.V4_ALGORITHM,
    'x-oss-credential': `${options.accessKeyId}/${scope}`,
    'x-oss-date': datetime,
    'x-oss-expires': String(expiresSeconds),
    ...(additional.length > 0 ? { 'x-oss-additional-headers': additional.join(';') } : {}),
    ...(options.securityToken === null ? {} : { 'x-oss-security-token': options.securityToken }),
  };
  const canonicalRequest = v4.canonicalRequest({ ...request, query }, headers, additional);
  const stringToSign = v4.stringToSign(datetime, scope, canonicalRequest);
  const signature = v4.signature(v4.signingKey(options.accessKeySecret, scope), stringToSign);
  const url = urlOf(location, request.key, { ...query, 'x-oss-signature': signature });
  return { url, canonicalRequest, stringToSign, signature };
}

function presignWithV1(
  request: CheckedRequest,
  options: CheckedOptions,
  location: Location,
  expiresSeconds: number,
): PresignedUrl {
  validateExpiresSeconds(expiresSeconds);
  const expires = String(unixSeconds(options.signTime) + expiresSeconds);
  const query: Query = {
    ...request.query,
    ...(options.securityToken === null ? {} : { 'security-token': options.securityToken }),
  };
  const stringToSign = v1.stringToSign({ ...request, query }, foldHeaders(request.headers), expires);
  const signature = v1.signature(options.accessKeySecret, stringToSign);
  const url = urlOf(location, request.key, {
    ...query,
    Expires: expires,
    OSSAccessKeyId: options.accessKeyId,
    Signature: signature,
  });
  return { url, stringToSign, signature };
}

function urlOf({ origin, basePath }: Location, key: string | null, query: Query): string {
  return `${origin}${basePath}${encodePath(key ?? '')}?${encodeQuery(query)}`;
}
