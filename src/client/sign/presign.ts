import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { v4DateTime } from '../../protocol/time.js';
import type { Query } from '../../protocol/wire.js';
import { type EndpointInput, type Location, locate } from '../endpoint.js';
import { encodePath, encodeQuery } from './encoding.js';
import { type Expiry, expiryMoment, expirySeconds } from './expiry.js';
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

/** What a URL is signed with, and for how long. */
export interface PresignOptions extends SigningOptions, Expiry {
  /** `https://oss-cn-hangzhou.aliyuncs.com`, or an address of your own. */
  endpoint: string;
  /** How the bucket is named in the URL; as the endpoint asks for when absent. */
  addressing?: EndpointInput['addressing'];
}

/** A URL that whoever has it may use until it expires. */
export interface PresignedUrl {
  /** The URL. It is a secret. */
  url: string;
  /** V4 only. */
  canonicalRequest?: string;
  /** What the signature is of, for a comparison with `StringToSign` of a refusal. */
  stringToSign: string;
  /** The signature alone, as it is in what was signed. */
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
  if (carried !== undefined) throw new UsageError(english`The request already carries ${carried}.`);
  const location = locate({ ...options, bucket: checked.bucket });
  if (location.bucket !== checked.bucket)
    throw new UsageError(
      english`The endpoint belongs to the bucket ${location.bucket}, but no bucket is asked for.`,
    );
  const located = { ...signing, region: signing.region ?? location.signRegion };
  const presign = signing.signatureVersion === 'v1' ? presignWithV1 : presignWithV4;
  return presign(checked, located, location, options);
}

function presignWithV4(
  request: CheckedRequest,
  options: CheckedOptions,
  location: Location,
  expiry: Expiry,
): PresignedUrl {
  const expiresSeconds = expirySeconds(expiry, options.signTime, 'expiresSeconds');
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
  expiry: Expiry,
): PresignedUrl {
  const expires = String(expiryMoment(expiry, options.signTime, 'expiresSeconds'));
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
