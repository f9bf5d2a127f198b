import { randomBytes } from 'node:crypto';
import { english } from '../../english.js';
import { ConfigurationError, UsageError } from '../../errors.js';
import { localProfile } from '../../protocol/local-profile.js';
import { isLoopback } from '../../protocol/loopback.js';
import type { Credentials } from '../../protocol/wire.js';
import { firstLine } from '../../settings/sources.js';
import type { Context } from '../context.js';
import type { GlobalFlags } from '../flags.js';

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
  { accessKeyId, accessKeySecret, stsToken }: GlobalFlags,
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
    throw new ConfigurationError(english`A key has two halves: --access-key-id and --access-key-secret.`, {
      hint: english`Give both, or neither for the built-in key.`,
    });
  }
  const credentials = { accessKeyId, accessKeySecret: secret, securityToken: stsToken || null };
  refuseKnown(credentials, host);
  return { kind: 'given', credentials };
}

/** The keys of `--also-key`. They are never shown. */
export function otherKeys(given: readonly string[], host: string): Credentials[] {
  return given.map((text) => {
    const [, accessKeyId, accessKeySecret, securityToken = null] =
      /^([^:\s]+):([^:\s]+)(?::(\S+))?$/.exec(text) ?? [];
    if (accessKeyId === undefined || accessKeySecret === undefined)
      throw new UsageError(
        english`--also-key is an AccessKey id, a colon and its secret; a colon and its token may follow.`,
      );
    const credentials = { accessKeyId, accessKeySecret, securityToken };
    refuseKnown(credentials, host);
    return credentials;
  });
}

function refuseKnown({ accessKeySecret }: Credentials, host: string): void {
  if (isLoopback(host) || accessKeySecret !== localProfile.accessKeySecret) return;
  throw new ConfigurationError(english`Everybody knows the built-in key, and others can reach ${host}.`, {
    hint: english`Give another key with -i and -k, or none to get a random one.`,
  });
}

function randomKey(): Credentials {
  return {
    accessKeyId: `oss-live-${randomBytes(6).toString('hex')}`,
    accessKeySecret: randomBytes(15).toString('hex'),
  };
}
