import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Credentials } from '../../protocol/wire.js';
import { type EndpointInput, locate } from '../endpoint.js';
import { validateChannelName, validateObject, validatePlaylistName } from '../validate.js';
import { compareText, percentEncode } from './encoding.js';
import { type Expiry, expiryMoment } from './expiry.js';
import { checkedCredentials } from './input.js';
import { signature as sign } from './v1.js';

/**
 * Which channel is published to, whose key, and until when a publisher may connect: `expires` or `expiresSeconds`. A
 * push that runs is not cut then.
 */
export interface RtmpUrlInput extends Expiry {
  /** `https://oss-cn-hangzhou.aliyuncs.com`: its host, with `rtmp:`. */
  endpoint: string;
  /** The bucket of the channel. */
  bucket: string;
  /** The name of the channel. */
  channelName: string;
  /** Further signed parameters. The service knows one, `playlistName`: where this push writes its playlist. */
  params?: Readonly<Record<string, string | null | undefined>> | null;
  /** The moment of the signature, from which `expiresSeconds` counts; now when absent. */
  signTime?: Date | null;
  /** The key. */
  credentials: Credentials;
  /** How the bucket is named in the URL; as the endpoint asks for when absent. */
  addressing?: EndpointInput['addressing'];
  /**
   * Whether a security token is signed (default) or only appended. The Python and Java SDKs sign it, the Go and
   * C# SDKs do not.
   */
  signToken?: boolean | null;
}

/** A URL that an encoder can publish to. */
export interface SignedRtmpUrl {
  /** The URL. It is a secret. */
  url: string;
  /** What the signature is of, for a comparison with `StringToSign` of a refusal. */
  stringToSign: string;
  /** The signature alone, as it is in what was signed. */
  signature: string;
}

/** Parameters that the signature does not cover. OSS documentation, "RTMP ingest URLs and signatures". */
export const NOT_SIGNED = ['OSSAccessKeyId', 'Expires', 'Signature', 'SecurityToken'];

/**
 * The signed URL that an RTMP publisher connects to. Always HMAC-SHA1: there is no V4 for RTMP.
 * Names and values are signed raw and written percent-encoded, sorted by their bytes. Throws UsageError for bad input.
 */
export function signRtmpUrl(input: RtmpUrlInput): SignedRtmpUrl {
  validateObject(english`The input`, input);
  const { bucket, channelName } = input;
  const { accessKeyId, accessKeySecret, securityToken } = checkedCredentials(input.credentials);
  validateChannelName(channelName);
  const expires = expiryMoment(input, input.signTime ?? new Date(), 'expires');
  const { rtmpBase } = locate(input);
  if (!bucket || rtmpBase === null) throw new UsageError(english`An RTMP URL needs a bucket.`);

  const params = checkedParams(input.params, securityToken);
  const token: Record<string, string> = securityToken === null ? {} : { 'security-token': securityToken };
  const signed = sorted(input.signToken === false ? params : { ...params, ...token });
  const stringToSign = [
    String(expires),
    ...signed.map(([name, value]) => `${name}:${value}`),
    `/${bucket}/${channelName}`,
  ].join('\n');
  const signature = sign(accessKeySecret, stringToSign);

  const unsigned = { Expires: String(expires), OSSAccessKeyId: accessKeyId, Signature: signature };
  const query = sorted({ ...params, ...token, ...unsigned })
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  return { url: `${rtmpBase}${percentEncode(channelName)}?${query}`, stringToSign, signature };
}

function checkedParams(params: RtmpUrlInput['params'], securityToken: string | null): Record<string, string> {
  if (params != null) validateObject('params', params);
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value === null || value === undefined) continue;
    if (typeof value !== 'string') throw new UsageError(english`The parameter ${name} is not a string.`);
    if (NOT_SIGNED.includes(name) || (name === 'security-token' && securityToken !== null))
      throw new UsageError(english`The parameter ${name} is set by the signature.`);
    if (name === 'playlistName') validatePlaylistName(value);
    checked[name] = value;
  }
  return checked;
}

function sorted(params: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(params).sort(([a], [b]) => compareText(a, b));
}
