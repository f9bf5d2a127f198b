import { cachedKeys } from './cached-keys.js';
import type { AliyunProfile } from './config-files.js';
import type { Role, RoleCredentials } from './place.js';
import type { Profiles } from './profiles.js';

/** Keys to be had as a profile of the Aliyun CLI says. What asks for them is loaded when they are asked for. */
export function roleOf(source: string, profile: AliyunProfile, profiles: Profiles | null): Role {
  let asking: Promise<RoleCredentials> | undefined;
  const resolve: RoleCredentials = async (network, isRefused) => {
    asking ??= import('./role-credentials.js').then(({ roleCredentials }) =>
      roleCredentials(profile, profiles),
    );
    return (await asking)(network, isRefused);
  };
  return { kind: 'role', source, resolve, isRenewedByHand: false };
}

/** Keys that a profile of the Aliyun CLI holds for a while, read again each time. */
export function cachedRole(source: string, profile: AliyunProfile, { again, now }: Profiles): Role {
  const resolve: RoleCredentials = async () => cachedKeys((await again(profile.name)) ?? profile, now());
  return { kind: 'role', source, resolve, isRenewedByHand: true };
}
