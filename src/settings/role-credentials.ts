import nodeModule from 'node:module';
import type { CredentialsProvider } from '@alicloud/credentials';
import { redact } from '../client/redact.js';
import { ConfigurationError } from '../errors.js';
import type { AliyunProfile } from './config-files.js';
import type { Issued, RoleCredentials } from './place.js';

type Library = typeof import('@alicloud/credentials');
type External = typeof import('@alicloud/credentials/dist/src/providers/external.js');
type Find = (name: string) => AliyunProfile | undefined;

// `import()` of a CommonJS package gives different things in Node, in a bundle and in a test runner; this does not.
// The name `createRequire` is taken in the bundle.
const load = nodeModule.createRequire(import.meta.url);
const library: Library = load('@alicloud/credentials');

/**
 * Temporary credentials for a profile of the Aliyun CLI that holds no usable keys itself: a role to assume, the
 * role of an ECS instance, an OIDC token, a URI or a command that prints keys. The library keeps them until they are
 * about to expire.
 */
export function roleCredentials(profile: AliyunProfile, find: Find): RoleCredentials {
  let provider: CredentialsProvider | undefined;
  return () =>
    explained(profile, async () => {
      provider ??= providerOf(profile, find, []);
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

async function explained(profile: AliyunProfile, ask: RoleCredentials): Promise<Issued> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    // What a command or a server has printed in place of keys may be keys.
    const reason = message.replace(
      /(command output|, httpStatus: \d+|json parse failed| result)[:,] ?.*/s,
      '$1',
    );
    const secrets = [text(profile.access_key_secret), text(profile.sts_token)];
    const why = redact(reason, secrets).replace(/\s+/g, ' ');
    const told = `Profile ${profile.name} (mode ${profile.mode}) gives no credentials: ${why}`;
    throw new ConfigurationError(told, { advice: { do: 'useKeys' } });
  }
}

function providerOf(profile: AliyunProfile, find: Find, above: readonly string[]): CredentialsProvider {
  switch (profile.mode) {
    case 'RamRoleArn':
      return assumedRole(profile, ownKeys(profile));
    case 'RamRoleArnWithEcs':
      return assumedRole(profile, instanceRole(profile));
    case 'ChainableRamRoleArn':
      return assumedRole(profile, sourceProvider(profile, find, above));
    case 'EcsRamRole':
      return instanceRole(profile);
    case 'OIDC':
      return library.OIDCRoleArnCredentialsProvider.builder()
        .withOIDCProviderArn(text(profile.oidc_provider_arn))
        .withOIDCTokenFilePath(text(profile.oidc_token_file))
        .withRoleArn(text(profile.ram_role_arn))
        .withRoleSessionName(text(profile.ram_session_name) || 'oss-live')
        .withStsRegionId(text(profile.sts_region))
        .build();
    case 'CredentialsURI':
      return library.URICredentialsProvider.builder()
        .withCredentialsURI(text(profile.credentials_uri))
        .build();
    case 'External':
      return commandProvider(text(profile.process_command));
    case 'AK':
    case 'StsToken':
    case undefined:
      return ownKeys(profile);
    default: {
      const message = `Profile ${profile.name} has mode ${profile.mode}, which oss-live cannot use.`;
      throw new ConfigurationError(message, { advice: { do: 'useKeys' } });
    }
  }
}

function assumedRole(profile: AliyunProfile, base: CredentialsProvider): CredentialsProvider {
  const builder = library.RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(text(profile.ram_role_arn))
    .withRoleSessionName(text(profile.ram_session_name) || 'oss-live')
    .withStsRegionId(text(profile.sts_region))
    .withExternalId(text(profile.external_id));
  const seconds = Number(profile.expired_seconds);
  return (seconds > 0 ? builder.withDurationSeconds(seconds) : builder).build();
}

function instanceRole(profile: AliyunProfile): CredentialsProvider {
  return library.ECSRAMRoleCredentialsProvider.builder().withRoleName(text(profile.ram_role_name)).build();
}

function ownKeys(profile: AliyunProfile): CredentialsProvider {
  const id = text(profile.access_key_id);
  const secret = text(profile.access_key_secret);
  const token = text(profile.sts_token);
  return token === ''
    ? library.StaticAKCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret).build()
    : library.StaticSTSCredentialsProvider.builder()
        .withAccessKeyId(id)
        .withAccessKeySecret(secret)
        .withSecurityToken(token)
        .build();
}

function sourceProvider(profile: AliyunProfile, find: Find, above: readonly string[]): CredentialsProvider {
  const name = text(profile.source_profile);
  const source = find(name);
  if (source === undefined || name === profile.name || above.includes(name)) {
    const message = `Profile ${profile.name} builds on ${name || 'no profile'}, which it cannot.`;
    throw new ConfigurationError(message, { hint: 'Correct its source_profile.' });
  }
  return providerOf(source, find, [...above, profile.name]);
}

/** Not among the library's exports. Without a callback it leaves the configuration file alone. */
function commandProvider(command: string): CredentialsProvider {
  const external: External = load('@alicloud/credentials/dist/src/providers/external.js');
  return external.default.builder().withProcessCommand(command).build();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
