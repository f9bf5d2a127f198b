import { redact } from '../client/redact.js';
import { english } from '../english.js';
import { ConfigurationError, NetworkError } from '../errors.js';
import { modeOf } from './aliyun-modes.js';
import type { AliyunProfile } from './config-files.js';
import type { Network } from './network.js';
import type { Issued, RoleCredentials } from './place.js';
import type { Profiles } from './profiles.js';
import { type Provider, providerOf } from './role-provider.js';

/**
 * Temporary credentials for a profile of the Aliyun CLI that holds no usable keys itself: a role to assume, the
 * role of an ECS instance, an OIDC token, a URI or a command that prints keys. The library keeps them until they are
 * about to expire.
 */
export function roleCredentials(profile: AliyunProfile, profiles: Profiles | null): RoleCredentials {
  let provider: Provider | undefined;
  return (network, isRefused = false) =>
    explained(profile, network, async () => {
      if (isRefused) provider = undefined;
      provider ??= providerOf(profile, { profiles, network });
      const { accessKeyId, accessKeySecret, securityToken } = await provider.getCredentials();
      return {
        credentials: { accessKeyId, accessKeySecret, securityToken: securityToken || null },
        expiresAt: expiryOf(provider),
      };
    });
}

/** Every provider of temporary keys holds the moment at which they expire, and none shows it. */
function expiryOf(provider: object): Date | null {
  const session: unknown = 'session' in provider ? provider.session : null;
  if (typeof session !== 'object' || session === null || !('expiration' in session)) return null;
  const expiresAt = new Date(String(session.expiration));
  return Number.isNaN(expiresAt.getTime()) ? null : expiresAt;
}

async function explained(
  profile: AliyunProfile,
  { proxy }: Network,
  ask: () => Promise<Issued>,
): Promise<Issued> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const mode = modeOf(profile);
    const reason = cause instanceof Error ? cause.message : String(cause);
    const secrets = [profile.access_key_secret, profile.sts_token, proxy];
    const texts = secrets.filter((secret) => typeof secret === 'string');
    const why = redact(withoutKeys(reason), texts).replace(/\s+/g, ' ');
    const told = english`Profile ${profile.name} (mode ${mode}) gives no credentials: ${why}`;
    if (mode === 'EcsRamRole' || mode === 'RamRoleArnWithRoleName')
      throw new ConfigurationError(told, { advice: { do: 'checkInstanceRole' }, cause });
    if (cause instanceof NetworkError) throw new NetworkError(cause.code, told, { hint: cause.hint, cause });
    throw new ConfigurationError(told, {
      advice: { do: 'askAliyunCli', for: 'keys', mode, profile: profile.name },
    });
  }
}

/** What a command or a server has printed in place of keys may be keys. */
function withoutKeys(reason: string): string {
  return reason.replace(/(command output|, httpStatus: \d+|json parse failed| result)[:,] ?.*/s, '$1');
}
