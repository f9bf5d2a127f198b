import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { httpDate, v4DateTime } from '../../protocol/time.js';
import { foldHeaders, withHeaders } from './headers.js';
import {
  type CheckedOptions,
  type CheckedRequest,
  checkedOptions,
  checkedRequest,
  type SignableRequest,
  type SigningOptions,
} from './input.js';
import * as v1 from './v1.js';
import * as v4 from './v4.js';

/** A request with its signature. */
export interface SignedRequest {
  /** The given headers and those that the signature covers. Send them together with `authorization`. */
  headers: Record<string, string>;
  /** V4 only. */
  canonicalRequest?: string;
  /** What the signature is of, for a comparison with `StringToSign` of a refusal. */
  stringToSign: string;
  /** The signature alone, as it is in what was signed. */
  signature: string;
  /** The value of the Authorization header. */
  authorization: string;
}

/**
 * Signs a request for its Authorization header: V4 sets `x-oss-date` and `x-oss-content-sha256`, V1 sets `Date`
 * unless the request has a date, both set `x-oss-security-token` for temporary credentials.
 * Throws UsageError for bad input, and when V4 has no region.
 */
export function signRequest(request: SignableRequest, options: SigningOptions): SignedRequest {
  const checked = checkedOptions(options);
  return (checked.signatureVersion === 'v1' ? signWithV1 : signWithV4)(checkedRequest(request), checked);
}

export function requiredRegion(options: CheckedOptions): string {
  if (options.region !== null) return options.region;
  throw new UsageError(english`Signature V4 needs a region.`, {
    code: 'RegionRequired',
    hint: english`Give the region of the bucket, for example cn-hangzhou.`,
  });
}

function signWithV4(request: CheckedRequest, options: CheckedOptions): SignedRequest {
  const datetime = v4DateTime(options.signTime);
  const headers = withHeaders(request.headers, {
    'x-oss-date': datetime,
    'x-oss-content-sha256': v4.UNSIGNED_PAYLOAD,
    ...tokenHeader(options),
  });
  const folded = foldHeaders(headers);
  const additional = v4.additionalHeaderNames(folded, options.additionalHeaders);
  const scope = v4.scope(datetime, requiredRegion(options), options.product);
  const canonicalRequest = v4.canonicalRequest(request, folded, additional);
  const stringToSign = v4.stringToSign(datetime, scope, canonicalRequest);
  const signature = v4.signature(v4.signingKey(options.accessKeySecret, scope), stringToSign);
  const authorization = v4.authorization(options.accessKeyId, scope, additional, signature);
  return { headers, canonicalRequest, stringToSign, signature, authorization };
}

function signWithV1(request: CheckedRequest, options: CheckedOptions): SignedRequest {
  const given = foldHeaders(request.headers);
  const dateLine = given.get('x-oss-date') ?? given.get('date') ?? httpDate(options.signTime);
  const headers = withHeaders(request.headers, {
    ...(given.has('x-oss-date') || given.has('date') ? {} : { Date: dateLine }),
    ...tokenHeader(options),
  });
  const stringToSign = v1.stringToSign(request, foldHeaders(headers), dateLine);
  const signature = v1.signature(options.accessKeySecret, stringToSign);
  return {
    headers,
    stringToSign,
    signature,
    authorization: v1.authorization(options.accessKeyId, signature),
  };
}

function tokenHeader({ securityToken }: CheckedOptions): Record<string, string> {
  return securityToken === null ? {} : { 'x-oss-security-token': securityToken };
}
