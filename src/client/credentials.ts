import { english } from '../english.js';
import { ConfigurationError, OssLiveError } from '../errors.js';
import type { Credentials } from '../protocol/wire.js';
import type { ClientOptions } from './options.js';

const REFUSED = ['InvalidAccessKeyId', 'InvalidSecurityToken', 'SecurityTokenExpired'];

/** Whether the service says that there is no such key, or no more. */
export function isKeyRefused({ code }: { code: string }): boolean {
  return REFUSED.includes(code);
}

/** Those given, or those that the function gives now. */
export async function currentCredentials(credentials: ClientOptions['credentials']): Promise<Credentials> {
  if (typeof credentials !== 'function') return credentials;
  try {
    return await credentials();
  } catch (cause) {
    if (cause instanceof OssLiveError) throw cause;
    throw new ConfigurationError(
      english`The credentials could not be obtained: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
