import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { unixSeconds } from '../../protocol/time.js';
import { validateExpiresSeconds, validatePresignExpiresSeconds, validateUnixSeconds } from '../validate.js';

/**
 * Until when a URL may be used, said in one of two ways, to `presignUrl` as to `signRtmpUrl`. Who says both is
 * understood by the one that the function had first: `expiresSeconds` of `presignUrl`, `expires` of `signRtmpUrl`.
 */
export interface Expiry {
  /** How long, in seconds from the moment of the signature on. Signature V4 allows 1 to 604800. */
  expiresSeconds?: number | null;
  /** The moment, in Unix seconds. */
  expires?: number | null;
}

/** The moment, in Unix seconds. */
export function expiryMoment(expiry: Expiry, signTime: Date, first: keyof Expiry): number {
  const { expires, expiresSeconds } = chosen(expiry, first);
  if (expiresSeconds == null) {
    validateUnixSeconds('expires', expires);
    return expires;
  }
  validateExpiresSeconds(expiresSeconds);
  return unixSeconds(signTime) + expiresSeconds;
}

/** The seconds from the signature on, as V4 has them. */
export function expirySeconds(expiry: Expiry, signTime: Date, first: keyof Expiry): number {
  const { expires, expiresSeconds } = chosen(expiry, first);
  if (expiresSeconds == null) validateUnixSeconds('expires', expires);
  const seconds = expiresSeconds ?? (expires as number) - unixSeconds(signTime);
  validatePresignExpiresSeconds(seconds);
  return seconds;
}

function chosen({ expires, expiresSeconds }: Expiry, first: keyof Expiry): Expiry {
  if (expires == null && expiresSeconds == null)
    throw new UsageError(
      english`An expiry is missing: expiresSeconds, or expires, the moment in Unix seconds.`,
    );
  const isMoment = expires != null && (expiresSeconds == null || first === 'expires');
  return isMoment ? { expires } : { expiresSeconds: expiresSeconds ?? null };
}
