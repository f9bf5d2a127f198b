import { ConfigurationError } from '../errors.js';
import { localProfile } from '../protocol/local-profile.js';
import {
  type AliyunConfig,
  type AliyunProfile,
  readAliyunConfig,
  readOssutilConfig,
} from './config-files.js';
import type { OssutilConfig } from './ossutil-config.js';
import { fromOssutil } from './ossutil-profile.js';
import { keyOf, NOWHERE, type Place } from './place.js';
import { roleOf } from './role.js';
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
          { expiresAt: stsExpiry(profile), isTemporary: profile.mode === 'StsToken' },
        )
      : roleOf(`${source} (${profile.mode})`, profile, (name) => config.profiles.get(name)),
    ...NOWHERE,
    isFile: true,
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
      ...{ source: profile.name, credential: roleOf(profile.name, profile, () => undefined) },
      ...NOWHERE,
    }));
}

function namesIn(config: OssutilConfig | AliyunConfig | null): string[] {
  return config === null ? [] : [...config.profiles.keys()].map((name) => `${name} (${config.file})`);
}

function text(value: unknown): string | null {
  return (typeof value === 'string' && value.trim()) || null;
}
