import { randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { ConfigurationError } from '../../errors.js';
import { localProfile } from '../../protocol/local-profile.js';
import type { Credentials } from '../../protocol/wire.js';
import { firstLine } from '../../settings/stdin.js';
import type { FlagsOf } from '../command.js';
import type { Context } from '../context.js';
import type { globalFlags } from '../global-flags.js';

export interface EmulatorKey {
  credentials: Credentials;
  /** `local` is known to everybody, `random` to nobody yet. */
  kind: 'local' | 'given' | 'random';
}

/**
 * The key that the emulator accepts: the one given with `-i` and `-k`, else the built-in one; but on an address that
 * others can reach a key that everybody knows is replaced by a random one.
 */
export async function emulatorKey(
  { accessKeyId, accessKeySecret, stsToken }: FlagsOf<typeof globalFlags>,
  host: string,
  stdin: Context['stdin'],
): Promise<EmulatorKey> {
  if (accessKeyId === undefined && accessKeySecret === undefined) {
    return isLoopback(host)
      ? { kind: 'local', credentials: localProfile }
      : { kind: 'random', credentials: randomKey() };
  }
  const secret = accessKeySecret === '-' ? await firstLine(stdin) : accessKeySecret;
  if (!accessKeyId || !secret) {
    throw new ConfigurationError('A key has two halves: --access-key-id and --access-key-secret.', {
      hint: 'Give both, or neither for the built-in key.',
    });
  }
  const credentials = {
    accessKeyId,
    accessKeySecret: secret,
    securityToken: stsToken || null,
  };
  if (!isLoopback(host) && credentials.accessKeySecret === localProfile.accessKeySecret) {
    throw new ConfigurationError(`Everybody knows the built-in key, and others can reach ${host}.`, {
      hint: 'Give another key with -i and -k, or none to get a random one.',
    });
  }
  return { kind: 'given', credentials };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function randomKey(): Credentials {
  return {
    accessKeyId: `oss-live-${randomBytes(6).toString('hex')}`,
    accessKeySecret: randomBytes(15).toString('hex'),
  };
}
