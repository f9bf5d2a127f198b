import { ConfigurationError } from '../errors.js';
import { localProfile } from '../protocol/local-profile.js';
import {
  type AliyunConfig,
  type AliyunProfile,
  type OssutilConfig,
  type OssutilProfile,
  readAliyunConfig,
  readOssutilConfig,
} from './config-files.js';
import { keyOf, NOWHERE, type Place, type Role, type RoleCredentials } from './place.js';
import type { Surroundings } from './sources.js';

/** The source of the built-in profile. */
export const LOCAL = 'profile local';

/** The profile of that name: the built-in one, one of ossutil's or one of the Aliyun CLI's, in this order. */
export async function namedProfile(around: Surroundings, name: string, file: string | null): Promise<Place> {
  if (name === 'local') return fromLocal();
  const ossutil = await readOssutilConfig(around, file);
  if (ossutil?.profiles.has(name)) return fromOssutil(ossutil, name);
  const aliyun = await readAliyunConfig(around);
  const profile = aliyun?.profiles.get(name);
  if (aliyun && profile) return fromAliyun(aliyun, profile);
  throw new ConfigurationError(`There is no profile ${name}.`, {
    hint: `There are: ${['local (the emulator)', ...namesIn(ossutil), ...namesIn(aliyun)].join(', ')}`,
  });
}

function fromLocal(): Place {
  const { endpoint, region, bucket, accessKeyId, accessKeySecret } = localProfile;
  const names = ['accessKeyId', 'accessKeySecret', 'securityToken'] as const;
  const credential = keyOf(LOCAL, [accessKeyId, accessKeySecret, null], names);
  return { source: LOCAL, credential, endpoint, region, bucket };
}

export function fromOssutil(config: OssutilConfig, name: string): Place {
  const profile = inherited(config, name);
  const value = (key: string) => profile[key] || null;
  const source = `profile ${name} in ${config.file}`;
  const parts = [
    value('accesskeyid'),
    value('accesskeysecret'),
    value('ststoken') ?? value('securitytoken'),
  ] as const;
  return {
    source,
    credential: keyOf(source, parts, ['accessKeyId', 'accessKeySecret', 'stsToken']),
    endpoint: value('endpoint'),
    region: value('region'),
    bucket: value('bucket'),
  };
}

const KEY_PARTS = ['accesskeyid', 'accesskeysecret', 'ststoken', 'securitytoken'];

/** A profile with what its source_profile adds; the parts of a key are taken over together or not at all. */
function inherited(config: OssutilConfig, name: string, below: readonly string[] = []): OssutilProfile {
  const profile = config.profiles.get(name);
  if (profile === undefined || below.includes(name)) {
    const message = `Profile ${below.at(-1)} in ${config.file} builds on ${name}, which it cannot.`;
    throw new ConfigurationError(message, { hint: 'Correct its source_profile.' });
  }
  if (!profile.sourceprofile) return profile;
  const source = inherited(config, profile.sourceprofile, [...below, name]);
  const hasKey = KEY_PARTS.some((part) => profile[part]);
  const kept = Object.entries(source).filter(([key]) => !(hasKey && KEY_PARTS.includes(key)));
  return { ...Object.fromEntries(kept), ...profile };
}

/** The profile that the Aliyun CLI would use; a fresh configuration has one with nothing in it. */
export function fromCurrentAliyunProfile(config: AliyunConfig, name: string | null): Place[] {
  const profile = config.profiles.get(name ?? config.current);
  if (profile !== undefined) return [fromAliyun(config, profile)];
  if (name === null) return [];
  throw new ConfigurationError(`There is no profile ${name} in ${config.file}.`, {
    hint: `ALIBABA_CLOUD_PROFILE may name: ${namesIn(config).join(', ')}`,
  });
}

function fromAliyun(config: AliyunConfig, profile: AliyunProfile): Place {
  const hasKey = profile.mode === 'AK' || profile.mode === 'StsToken' || profile.mode === undefined;
  const keyParts = [text(profile.access_key_id), text(profile.access_key_secret)] as const;
  const source = `profile ${profile.name} in ${config.file}`;
  return {
    source,
    credential: hasKey
      ? keyOf(
          source,
          [...keyParts, profile.mode === 'StsToken' ? text(profile.sts_token) : null],
          ['access_key_id', 'access_key_secret', 'sts_token'],
          stsExpiry(profile),
        )
      : roleOf(`${source} (${profile.mode})`, profile, config),
    ...NOWHERE,
    region: text(profile.region_id),
  };
}

/** The Aliyun CLI notes it, in Unix seconds, for tokens that it fetched itself. */
function stsExpiry({ mode, sts_expiration: seconds }: AliyunProfile): Date | null {
  return mode === 'StsToken' && typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : null;
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

function roleOf(source: string, profile: AliyunProfile, config: AliyunConfig | null): Role {
  let asking: Promise<RoleCredentials> | undefined;
  const resolve = async () => {
    asking ??= import('./role-credentials.js').then(({ roleCredentials }) =>
      roleCredentials(profile, (name) => config?.profiles.get(name)),
    );
    return (await asking)();
  };
  return { kind: 'role', source, resolve };
}

function namesIn(config: OssutilConfig | AliyunConfig | null): string[] {
  return config === null ? [] : [...config.profiles.keys()].map((name) => `${name} (${config.file})`);
}

function text(value: unknown): string | null {
  return (typeof value === 'string' && value.trim()) || null;
}
