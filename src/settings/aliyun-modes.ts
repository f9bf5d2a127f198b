import type { AliyunProfile } from './config-files.js';

/** As the Aliyun CLI spells them. aliyun-cli, config/profile.go. */
const MODES = [
  ...['AK', 'StsToken', 'RamRoleArn', 'EcsRamRole', 'RsaKeyPair', 'RamRoleArnWithRoleName'],
  ...['ChainableRamRoleArn', 'External', 'CredentialsURI', 'OIDC', 'CloudSSO', 'OAuth'],
  ...['BearerToken', 'Anonymous'],
];

/** Of which the file holds what signs, for as long as it is good. */
const CACHED = ['CloudSSO', 'OAuth'];

/** The mode of a profile in the CLI's own spelling: it takes any letter case, and goes by what is there when none is said. */
export function modeOf(profile: AliyunProfile): string {
  const { mode } = profile;
  if (typeof mode !== 'string' || mode.trim() === '') return guessed(profile);
  return MODES.find((known) => known.toLowerCase() === mode.trim().toLowerCase()) ?? mode.trim();
}

export function isCached(profile: AliyunProfile): boolean {
  return CACHED.includes(modeOf(profile));
}

function guessed(profile: AliyunProfile): string {
  const has = (...names: string[]) => names.every((name) => Boolean(profile[name]));
  if (has('access_key_id', 'access_key_secret')) {
    if (has('sts_token')) return 'StsToken';
    return has('ram_role_arn') ? 'RamRoleArn' : 'AK';
  }
  if (has('private_key', 'key_pair_name')) return 'RsaKeyPair';
  if (has('ram_role_name')) return 'EcsRamRole';
  if (has('process_command')) return 'External';
  if (has('oidc_provider_arn', 'oidc_token_file', 'ram_role_arn')) return 'OIDC';
  if (has('cloud_sso_sign_in_url')) return 'CloudSSO';
  return has('bearer_token') ? 'BearerToken' : 'AK';
}
