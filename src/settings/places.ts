import { UsageError } from '../errors.js';
import { readAliyunConfig, readOssutilConfig } from './config-files.js';
import { keyOf, type Place } from './place.js';
import { fromCurrentAliyunProfile, fromOssutil, fromRoleVariables, namedProfile } from './profile-places.js';
import { firstLine, type GivenOptions, type Surroundings } from './sources.js';

type Env = Surroundings['env'];

/** The spellings that the Alibaba Cloud tools read, the documented one first. */
const PREFIXES = ['ALIBABA_CLOUD_', 'ALIBABACLOUD_', 'ALICLOUD_'] as const;

/** Every place that may say something, the one that counts most first. Files are read when their turn comes. */
export async function* places(around: Surroundings, given: GivenOptions): AsyncGenerator<Place> {
  const { env } = around;
  yield await fromOptions(around, given);
  const name = option(given, 'profile') ?? variable(env, 'OSS_PROFILE');
  const file = option(given, 'configFile') ?? variable(env, 'OSSUTIL_CONFIG_FILE');
  if (name !== null) {
    const profile = await namedProfile(around, name, file);
    yield { ...profile, named: true };
    // It counts as a whole: variables add what it is silent about, never a key or another address.
    const located = profile.endpoint !== null || profile.region !== null;
    for (const place of fromVariables(env))
      yield { ...place, credential: null, ...(located ? { endpoint: null, region: null } : {}) };
    return;
  }

  yield* fromVariables(env);
  const ossutil = await readOssutilConfig(around, file);
  if (ossutil?.profiles.has('default')) yield fromOssutil(ossutil, 'default');
  if (/^(true|1)$/i.test(aliyunVariable(env, 'IGNORE_PROFILE') ?? '')) return;
  const aliyun = await readAliyunConfig(around);
  if (aliyun) yield* fromCurrentAliyunProfile(aliyun, aliyunVariable(env, 'PROFILE'));
}

async function fromOptions(around: Surroundings, given: GivenOptions): Promise<Place> {
  const names = ['--access-key-id', '--access-key-secret', '--sts-token'] as const;
  const secret = option(given, 'accessKeySecret');
  const parts = [
    option(given, 'accessKeyId'),
    secret === '-' ? await secretFromStdin(around) : secret,
    // `-t "$TOKEN"` in scripts is empty for keys that need none.
    given.stsToken === '' ? null : option(given, 'stsToken'),
  ] as const;
  return {
    source: 'options',
    credential: keyOf('options', parts, names),
    endpoint: option(given, 'endpoint'),
    region: option(given, 'region'),
    bucket: option(given, 'bucket'),
  };
}

async function secretFromStdin({ stdin }: Surroundings): Promise<string> {
  const secret = await firstLine(stdin);
  if (secret !== '') return secret;
  throw new UsageError('--access-key-secret - found nothing on stdin.', { advice: { do: 'pipeSecret' } });
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

type TextOption = {
  [Name in keyof GivenOptions]-?: string extends GivenOptions[Name] ? Name : never;
}[keyof GivenOptions];

/** An option that was given empty is a mistake, most often an unset variable in a script. */
function option(given: GivenOptions, name: TextOption): string | null {
  const text = given[name]?.trim() ?? null;
  if (text === '') {
    const spelling = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${spelling} is empty.`, {
      hint: 'Give a value, or leave the option out; is the variable in it set?',
    });
  }
  return text;
}
