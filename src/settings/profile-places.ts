import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import { localProfile } from '../protocol/local-profile.js';
import { isCached, modeOf } from './aliyun-modes.js';
import { stsExpiry } from './cached-keys.js';
import {
  type AliyunConfig,
  type AliyunProfile,
  readAliyunConfig,
  readOssutilConfig,
} from './config-files.js';
import type { OssutilConfig } from './ossutil-config.js';
import { fromOssutil } from './ossutil-profile.js';
import { type CredentialSource, keyOf, NOWHERE, type Place } from './place.js';
import type { Profiles } from './profiles.js';
import { cachedRole, roleOf } from './role.js';
import type { Surroundings } from './sources.js';

/** The source of the built-in profile. */
export const LOCAL = english`profile local`;

/** The profile of that name: the built-in one, one of ossutil's or one of the Aliyun CLI's, in this order. */
export async function namedProfile(around: Surroundings, name: string, file: string | null): Promise<Place> {
  if (name === 'local') return fromLocal();
  const ossutil = await readOssutilConfig(around, file);
  if (ossutil?.profiles.has(name)) return fromOssutil(ossutil, name);
  const aliyun = await readAliyunConfig(around);
  const profile = aliyun?.profiles.get(name);
  if (aliyun && profile) return fromAliyun(aliyun, profile, around.now);
  const names = [...namesIn(ossutil), ...namesIn(aliyun)];
  throw new ConfigurationError(english`There is no profile ${name}.`, {
    hint:
      names.length === 0
        ? english`There are: local (the emulator)`
        : english`There are: local (the emulator), ${names}`,
  });
}

function fromLocal(): Place {
  const { endpoint, region, bucket, accessKeyId, accessKeySecret } = localProfile;
  const names = ['accessKeyId', 'accessKeySecret', 'securityToken'] as const;
  const credential = keyOf(LOCAL, [accessKeyId, accessKeySecret, null], names);
  return { source: LOCAL, credential, endpoint, region, bucket };
}

/** The profile that the Aliyun CLI would use; a fresh configuration has one with nothing in it. */
export function fromCurrentAliyunProfile(
  config: AliyunConfig,
  name: string | null,
  now: () => Date,
): Place[] {
  const profile = config.profiles.get(name ?? config.current);
  if (profile !== undefined) return [fromAliyun(config, profile, now)];
  if (name === null) return [];
  throw new ConfigurationError(english`There is no profile ${name} in ${config.file}.`, {
    hint: english`ALIBABA_CLOUD_PROFILE may name: ${namesIn(config)}`,
  });
}

function fromAliyun(config: AliyunConfig, profile: AliyunProfile, now: () => Date): Place {
  const source = english`profile ${profile.name} in ${config.file}`;
  return {
    source,
    credential: credentialOf(config, profile, { source, now }),
    ...NOWHERE,
    isFile: true,
    region: text(profile.region_id),
  };
}

function credentialOf(
  config: AliyunConfig,
  profile: AliyunProfile,
  { source, now }: { source: string; now: () => Date },
): CredentialSource | null {
  const mode = modeOf(profile);
  if (mode !== 'AK' && mode !== 'StsToken') {
    const profiles: Profiles = {
      now,
      find: (name) => config.profiles.get(name),
      again: async (name) => (await config.again())?.profiles.get(name),
    };
    return (isCached(profile) ? cachedRole : roleOf)(english`${source} (${mode})`, profile, profiles);
  }
  const isTemporary = mode === 'StsToken';
  return keyOf(
    source,
    [
      text(profile.access_key_id),
      text(profile.access_key_secret),
      isTemporary ? text(profile.sts_token) : null,
    ],
    ['access_key_id', 'access_key_secret', 'sts_token'],
    { expiresAt: isTemporary ? stsExpiry(profile) : null, isTemporary },
  );
}

/** What the Alibaba Cloud SDKs take from variables when no key is among them. */
export function fromRoleVariables(variable: (name: string) => string | null): Place[] {
  const candidates = [
    {
      name: 'ALIBABA_CLOUD_OIDC_TOKEN_FILE',
      mode: 'OIDC',
      oidc_token_file: variable('OIDC_TOKEN_FILE'),
      oidc_provider_arn: variable('OIDC_PROVIDER_ARN'),
      ram_role_arn: variable('ROLE_ARN'),
      ram_session_name: variable('ROLE_SESSION_NAME'),
    },
    {
      name: 'ALIBABA_CLOUD_CREDENTIALS_URI',
      mode: 'CredentialsURI',
      credentials_uri: variable('CREDENTIALS_URI'),
    },
    { name: 'ALIBABA_CLOUD_ECS_METADATA', mode: 'EcsRamRole', ram_role_name: variable('ECS_METADATA') },
  ];
  return candidates
    .filter(({ name }) => variable(name.replace('ALIBABA_CLOUD_', '')) !== null)
    .map((profile) => ({
      ...{ source: profile.name, credential: roleOf(profile.name, profile, null) },
      ...NOWHERE,
    }));
}

function namesIn(config: OssutilConfig | AliyunConfig | null): string[] {
  return config === null ? [] : [...config.profiles.keys()].map((name) => `${name} (${config.file})`);
}

function text(value: unknown): string | null {
  return (typeof value === 'string' && value.trim()) || null;
}
