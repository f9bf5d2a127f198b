import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import { modeOf } from './aliyun-modes.js';
import type { AliyunProfile } from './config-files.js';
import type { Issued } from './place.js';

/**
 * The keys that the Aliyun CLI has fetched last for a profile of CloudSSO or OAuth, for as long as they are good. Its
 * tokens change with each use: whoever used them would have to write them into the CLI's file.
 */
export function cachedKeys(profile: AliyunProfile, now: Date): Issued {
  const expiresAt = stsExpiry(profile);
  const { access_key_id: id, access_key_secret: secret, sts_token: token } = profile;
  const isWhole = [id, secret, token].every((part) => typeof part === 'string' && part.trim() !== '');
  if (!isWhole || expiresAt === null || expiresAt <= now)
    throw ended(profile, isWhole ? expiresAt : null, now);
  return {
    credentials: {
      accessKeyId: String(id).trim(),
      accessKeySecret: String(secret).trim(),
      securityToken: String(token).trim(),
    },
    expiresAt,
  };
}

/** The Aliyun CLI notes it, in Unix seconds, for tokens that it fetched itself. */
export function stsExpiry({ sts_expiration: seconds }: AliyunProfile): Date | null {
  return typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : null;
}

function ended(profile: AliyunProfile, at: Date | null, now: Date): ConfigurationError {
  const why = at === null ? english`it holds none` : english`they ended at ${at.toISOString().slice(0, 19)}Z`;
  const mode = modeOf(profile);
  return new ConfigurationError(
    english`Profile ${profile.name} (mode ${mode}) has no keys that are good: ${why}.`,
    {
      advice: {
        do: 'askAliyunCli',
        for: isLoggedIn(profile, now) ? 'newKeys' : 'login',
        mode,
        profile: profile.name,
      },
    },
  );
}

/** Whether the CLI can fetch new keys by itself. Of CloudSSO the token ends, of OAuth what refreshes it. */
function isLoggedIn(profile: AliyunProfile, now: Date): boolean {
  const ends =
    modeOf(profile) === 'OAuth' ? profile.oauth_refresh_token_expire : profile.cloud_sso_access_token_expire;
  if (typeof ends === 'number' && ends > 0) return ends * 1000 > now.getTime();
  return modeOf(profile) === 'OAuth' && Boolean(profile.oauth_refresh_token);
}
