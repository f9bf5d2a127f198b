import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { localProfile } from '../protocol/local-profile.js';
import type { Credentials } from '../protocol/wire.js';
import type { FaultRule } from './control/fault-rule.js';
import { isBucketName } from './service/names.js';
import { type Acl, isAcl } from './store/contents.js';

/** What an emulator stores where, who may use it, and what goes wrong in it. */
export interface EmulatorOptions {
  /** Where media and state are kept; created when it is missing. One emulator at a time. */
  dataDir: string;
  /** Begins with an empty data folder; one that is something else's is refused, and left as it is. False. */
  reset?: boolean;
  /** Names of the buckets; `['local']`. */
  buckets?: readonly string[] | null;
  /** The region of the buckets; `cn-hangzhou`. */
  region?: string | null;
  /** The keys that may sign; the well-known one of the client's profile `local`. */
  credentials?: readonly Credentials[] | null;
  /** Who may read, and who may publish without a signature; as PutBucketAcl has left it, at first `private`. */
  acl?: Acl | null;
  /** The clock of signatures, names and records. */
  now?: (() => Date) | null;
  /** Stores pushes without H.264 video too, which the service does not; false. */
  allowAudioOnly?: boolean | null;
  /** Gives the first bucket a channel `demo` with an hour of media, unless it has one; false. */
  seedMedia?: boolean;
  /** Rules that make something go wrong from the start. */
  faults?: readonly FaultRule[] | null;
  /** Lets other machines use the control interface: those that send it as `Authorization: Bearer …`. */
  controlToken?: string | null;
  /** From disabling a channel to the cut of its push; 2000. OSS documentation: within about ten seconds. */
  disableDelayMs?: number | null;
}

/** The options with what is meant where nothing is said. Throws UsageError when one is malformed. */
export function checkedOptions(options: EmulatorOptions) {
  return {
    dataDir: options.dataDir,
    reset: options.reset ?? false,
    bucketNames: checkedNames(options.buckets ?? [localProfile.bucket]),
    region: options.region ?? localProfile.region,
    credentials: checkedKeys(options.credentials ?? [localProfile]),
    acl: checkedAcl(options.acl ?? null),
    now: options.now ?? (() => new Date()),
    allowAudioOnly: options.allowAudioOnly ?? false,
    seedMedia: options.seedMedia ?? false,
    rules: options.faults ?? [],
    controlToken: checkedToken(options.controlToken ?? null),
    disableDelayMs: options.disableDelayMs ?? 2000,
  };
}

/** The id says which secret a signature is checked with. */
function checkedKeys(keys: readonly Credentials[]): readonly Credentials[] {
  const ids = keys.map(({ accessKeyId }) => accessKeyId);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw new UsageError(english`Two keys have the AccessKey id ${twice}.`);
  return keys;
}

/** It goes in a header, and must not be guessed. */
function checkedToken(token: string | null): string | null {
  if (token === null || /^[\x21-\x7e]{8,}$/.test(token)) return token;
  throw new UsageError(english`A control token has at least 8 characters: ASCII, without spaces.`);
}

/** A misspelt one must not open a bucket. */
function checkedAcl(acl: Acl | null): Acl | null {
  if (acl === null || isAcl(acl)) return acl;
  throw new UsageError(
    english`The acl of an emulator is private, public-read or public-read-write, not ${acl}.`,
  );
}

function checkedNames(names: readonly string[]): readonly string[] {
  for (const name of names)
    if (!isBucketName(name))
      throw new UsageError(
        english`Bucket name "${name}" must be 3 to 63 lower-case letters, digits and inner hyphens.`,
      );
  if (names.length === 0) throw new UsageError(english`An emulator needs at least one bucket.`);
  return [...new Set(names)];
}
