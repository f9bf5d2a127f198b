import { locate } from '../../client/endpoint.js';
import type { ClientOptions } from '../../client/options.js';
import { encodePath } from '../../client/sign/encoding.js';
import { presignUrl } from '../../client/sign/presign.js';
import { validateExpiresSeconds } from '../../client/validate.js';
import { english } from '../../english.js';
import { ConfigurationError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { unixSeconds } from '../../protocol/time.js';
import type { Credentials } from '../../protocol/wire.js';

/** The bucket that is addressed. */
export type Addressed = Pick<ClientOptions, 'endpoint' | 'bucket' | 'region' | 'addressing'>;

export interface Signer extends Addressed {
  credentials: Credentials;
  signatureVersion?: ClientOptions['signatureVersion'];
  /** When the credentials stop being good; null when that is not known. */
  credentialsExpireAt: Date | null;
  now: Date;
}

/** How long signed URLs are good for. */
export interface Validity {
  /** How long it lasts, in seconds from its signature. */
  expiresSeconds: number;
  /** When it ends. */
  expiresAt: Date;
  /** Why it is less than asked: V4 allows seven days, and a URL is not good for longer than its security token. */
  cutBy: 'sevenDays' | 'token' | null;
}

/** Throws UsageError for a duration that is none, ConfigurationError when the credentials have expired. */
export function validityOf(seconds: number, signer: Signer): Validity {
  validateExpiresSeconds(seconds);
  const { credentials, credentialsExpireAt, now, signatureVersion } = signer;
  const mostSeconds = signatureVersion === 'v1' ? seconds : limits.presignExpiresSeconds.max;
  const isTemporary = Boolean(credentials.securityToken) && credentialsExpireAt !== null;
  const tokenSeconds = isTemporary ? unixSeconds(credentialsExpireAt) - unixSeconds(now) : Infinity;
  if (tokenSeconds < 1)
    throw new ConfigurationError(english`The security token of the credentials has expired.`);
  const expiresSeconds = Math.min(seconds, mostSeconds, tokenSeconds);
  const cutBy = expiresSeconds === seconds ? null : expiresSeconds === tokenSeconds ? 'token' : 'sevenDays';
  return { expiresSeconds, expiresAt: new Date((unixSeconds(now) + expiresSeconds) * 1000), cutBy };
}

/** Full URLs, which anybody can open in a bucket that is public to read. */
export function absoluteUrls(bucket: Addressed): (segment: { key: string }) => string {
  const { origin, basePath } = locate(bucket);
  return ({ key }) => `${origin}${basePath}${encodePath(key)}`;
}

/** URLs that carry their signature, all good for the same time. */
export function signedUrls(
  signer: Signer,
  { expiresSeconds }: Validity,
  query: Record<string, string> = {},
): (segment: { key: string }) => string {
  const { endpoint, now: signTime, ...options } = signer;
  const signing = { ...options, endpoint: endpoint ?? '', signTime, expiresSeconds };
  return ({ key }) => presignUrl({ method: 'GET', bucket: signer.bucket, key, query }, signing).url;
}
