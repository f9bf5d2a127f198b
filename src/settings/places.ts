import type { Context, FlagValue } from '../cli/context.js';
import { UsageError } from '../errors.js';
import { readAliyunConfig, readOssutilConfig } from './config-files.js';
import { keyOf, type Place } from './place.js';
import { fromCurrentAliyunProfile, fromOssutil, fromRoleVariables, namedProfile } from './profile-places.js';
import { firstLine } from './stdin.js';

type Flags = Readonly<Record<string, FlagValue>>;
type Env = Context['env'];

/** The spellings that the Alibaba Cloud tools read, the documented one first. */
const PREFIXES = ['ALIBABA_CLOUD_', 'ALIBABACLOUD_', 'ALICLOUD_'] as const;

/** Every place that may say something, the one that counts most first. Files are read when their turn comes. */
export async function* places(context: Context, flags: Flags): AsyncGenerator<Place> {
  const { env } = context;
  yield await fromOptions(context, flags);
  const name = option(flags, 'profile') ?? variable(env, 'OSS_PROFILE');
  const file = option(flags, 'configFile', 'config-file') ?? variable(env, 'OSSUTIL_CONFIG_FILE');
  if (name !== null) {
    const profile = await namedProfile(context, name, file);
    yield { ...profile, named: true };
    // It counts as a whole: variables add what it is silent about, never a key or another address.
    const located = profile.endpoint !== null || profile.region !== null;
    for (const place of fromVariables(env))
      yield { ...place, credential: null, ...(located ? { endpoint: null, region: null } : {}) };
    return;
  }

  yield* fromVariables(env);
  const ossutil = await readOssutilConfig(context, file);
  if (ossutil?.profiles.has('default')) yield fromOssutil(ossutil, 'default');
  if (/^(true|1)$/i.test(aliyunVariable(env, 'IGNORE_PROFILE') ?? '')) return;
  const aliyun = await readAliyunConfig(context);
  if (aliyun) yield* fromCurrentAliyunProfile(aliyun, aliyunVariable(env, 'PROFILE'));
}

async function fromOptions(context: Context, flags: Flags): Promise<Place> {
  const names = ['--access-key-id', '--access-key-secret', '--sts-token'] as const;
  const secret = option(flags, 'accessKeySecret', 'access-key-secret');
  const parts = [
    option(flags, 'accessKeyId', 'access-key-id'),
    secret === '-' ? await secretFromStdin(context) : secret,
    // `-t "$TOKEN"` in scripts is empty for keys that need none.
    flags.stsToken === '' ? null : option(flags, 'stsToken', 'sts-token'),
  ] as const;
  return {
    source: 'options',
    credential: keyOf('options', parts, names),
    endpoint: option(flags, 'endpoint'),
    region: option(flags, 'region'),
    bucket: option(flags, 'bucket'),
  };
}

async function secretFromStdin(context: Context): Promise<string> {
  const secret = await firstLine(context.stdin);
  if (secret !== '') return secret;
  throw new UsageError('--access-key-secret - found nothing on stdin.', {
    advice: { do: 'pipeSecret' },
  });
}

function fromVariables(env: Env): Place[] {
  return [
    fromPrefix(env, 'OSS_', 'SESSION_TOKEN', 'REGION'),
    ...PREFIXES.map((prefix) => fromPrefix(env, prefix, 'SECURITY_TOKEN', 'REGION_ID')),
    ...fromRoleVariables((name) => aliyunVariable(env, name)),
  ];
}

function fromPrefix(env: Env, prefix: string, token: string, region: string): Place {
  const names = [`${prefix}ACCESS_KEY_ID`, `${prefix}ACCESS_KEY_SECRET`, prefix + token] as const;
  const parts = [variable(env, names[0]), variable(env, names[1]), variable(env, names[2])] as const;
  return {
    source: `variables ${prefix}*`,
    credential: keyOf(`variables ${prefix}*`, parts, names),
    endpoint: prefix === 'OSS_' ? variable(env, 'OSS_ENDPOINT') : null,
    region: variable(env, prefix + region),
    bucket: prefix === 'OSS_' ? variable(env, 'OSS_BUCKET') : null,
  };
}

function aliyunVariable(env: Env, name: string): string | null {
  for (const prefix of PREFIXES) {
    const value = variable(env, prefix + name);
    if (value !== null) return value;
  }
  return null;
}

/** Set to nothing, or to nothing but white space, is not set. */
function variable(env: Env, name: string): string | null {
  return env[name]?.trim() || null;
}

/** An option that was given empty is a mistake, most often an unset variable in a script. */
function option(flags: Flags, name: string, spelling = name): string | null {
  const value = flags[name];
  if (value === undefined) return null;
  const text = String(value).trim();
  if (text === '') {
    throw new UsageError(`--${spelling} is empty.`, {
      hint: 'Give a value, or leave the option out; is the variable in it set?',
    });
  }
  return text;
}
