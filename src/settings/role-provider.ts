import { createRequire } from 'node:module';
import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import type { Credentials } from '../protocol/wire.js';
import { modeOf } from './aliyun-modes.js';
import { cachedKeys } from './cached-keys.js';
import type { AliyunProfile } from './config-files.js';
import type { Network } from './network.js';
import type { Profiles } from './profiles.js';
import { askForRole, type RoleRequest } from './role-request.js';

type Library = typeof import('@alicloud/credentials');
type LibraryProvider = import('@alicloud/credentials').CredentialsProvider;
type External = typeof import('@alicloud/credentials/dist/src/providers/external.js');

/** What gives keys: one of the library's, or the Aliyun CLI's own. */
export type Provider = Pick<LibraryProvider, 'getCredentials' | 'getProviderName'>;

interface Surroundings {
  profiles: Profiles | null;
  network: Network;
}

// `import()` of a CommonJS package gives different things in Node, in a bundle and in a test runner; this does not.
const load = createRequire(import.meta.url);
const library: Library = load('@alicloud/credentials');

/** Throws ConfigurationError for a mode that holds nothing that signs; `above` are the profiles that build on this one. */
export function providerOf(
  profile: AliyunProfile,
  around: Surroundings,
  above: readonly string[] = [],
): Provider {
  const mode = modeOf(profile);
  const wired = (provider: LibraryProvider) => overNetwork(provider, around.network);
  switch (mode) {
    case 'RamRoleArn':
      return wired(assumedRole(profile, ownKeys(profile)));
    case 'RamRoleArnWithRoleName':
      return wired(assumedRole(profile, wired(instanceRole(profile))));
    case 'ChainableRamRoleArn':
      return wired(assumedRole(profile, sourceProvider(profile, around, above)));
    case 'EcsRamRole':
      return wired(instanceRole(profile));
    case 'OIDC':
      return wired(federated(profile));
    case 'CredentialsURI':
      return wired(
        library.URICredentialsProvider.builder().withCredentialsURI(text(profile.credentials_uri)).build(),
      );
    case 'External':
      return commandProvider(text(profile.process_command));
    case 'AK':
    case 'StsToken':
      return ownKeys(profile);
    case 'CloudSSO':
    case 'OAuth':
      return cachedProvider(profile, around);
    default:
      throw new ConfigurationError(
        english`Profile ${profile.name} has mode ${mode}, which oss-live cannot use.`,
        {
          advice: { do: 'askAliyunCli', for: 'keys', mode, profile: profile.name },
        },
      );
  }
}

/** The library has this for its own tests; it knows no proxy and no certificates but Node's. */
function overNetwork(provider: LibraryProvider, network: Network): LibraryProvider {
  return Object.assign(provider, { doRequest: (request: RoleRequest) => askForRole(request, network) });
}

function assumedRole(profile: AliyunProfile, base: Provider): LibraryProvider {
  const builder = library.RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(text(profile.ram_role_arn))
    .withRoleSessionName(text(profile.ram_session_name) || 'oss-live')
    .withStsRegionId(text(profile.sts_region))
    .withStsEndpoint(text(profile.sts_endpoint))
    .withEnableVpc(profile.enable_vpc === true)
    .withExternalId(text(profile.external_id));
  const seconds = Number(profile.expired_seconds);
  return (seconds > 0 ? builder.withDurationSeconds(seconds) : builder).build();
}

function federated(profile: AliyunProfile): LibraryProvider {
  return library.OIDCRoleArnCredentialsProvider.builder()
    .withOIDCProviderArn(text(profile.oidc_provider_arn))
    .withOIDCTokenFilePath(text(profile.oidc_token_file))
    .withRoleArn(text(profile.ram_role_arn))
    .withRoleSessionName(text(profile.ram_session_name) || 'oss-live')
    .withStsRegionId(text(profile.sts_region))
    .withStsEndpoint(text(profile.sts_endpoint))
    .withEnableVpc(profile.enable_vpc === true)
    .build();
}

function instanceRole(profile: AliyunProfile): LibraryProvider {
  return library.ECSRAMRoleCredentialsProvider.builder().withRoleName(text(profile.ram_role_name)).build();
}

function ownKeys(profile: AliyunProfile): Provider {
  const id = text(profile.access_key_id);
  const secret = text(profile.access_key_secret);
  const token = modeOf(profile) === 'AK' ? '' : text(profile.sts_token);
  return token === ''
    ? library.StaticAKCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret).build()
    : library.StaticSTSCredentialsProvider.builder()
        .withAccessKeyId(id)
        .withAccessKeySecret(secret)
        .withSecurityToken(token)
        .build();
}

/** For a role that is assumed with them. */
function cachedProvider(profile: AliyunProfile, { profiles }: Surroundings): Provider {
  return {
    async getCredentials() {
      const latest = (await profiles?.again(profile.name)) ?? profile;
      const { credentials } = cachedKeys(latest, profiles?.now() ?? new Date());
      return { ...withToken(credentials), providerName: 'cli_profile' };
    },
    getProviderName: () => 'cli_profile',
  };
}

function withToken({ securityToken, ...key }: Credentials) {
  return { ...key, securityToken: securityToken ?? '' };
}

function sourceProvider(profile: AliyunProfile, around: Surroundings, above: readonly string[]): Provider {
  const name = text(profile.source_profile);
  const source = around.profiles?.find(name);
  if (source === undefined || name === profile.name || above.includes(name)) {
    const message = english`Profile ${profile.name} builds on ${name || english`no profile`}, which it cannot.`;
    throw new ConfigurationError(message, { hint: english`Correct its source_profile.` });
  }
  return providerOf(source, around, [...above, profile.name]);
}

/** Not among the library's exports. Without a callback it leaves the configuration file alone. */
function commandProvider(command: string): Provider {
  const external: External = load('@alicloud/credentials/dist/src/providers/external.js');
  return external.default.builder().withProcessCommand(command).build();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
