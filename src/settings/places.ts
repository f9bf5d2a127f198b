import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { readChannel } from './channel-address.js';
import { readAliyunConfig, readOssutilConfig } from './config-files.js';
import { fromOssutil } from './ossutil-profile.js';
import { keyOf, NOWHERE, type Place } from './place.js';
import { fromCurrentAliyunProfile, fromRoleVariables, namedProfile } from './profile-places.js';
import { firstLine, type GivenOptions, option, type Surroundings } from './sources.js';
import { PREFIXES } from './variables.js';

type Env = Surroundings['env'];

/**
 * Every place that may say something, the one that counts most first. Files are read when their turn comes. One that
 * is not there is a place that says nothing: it was looked for.
 */
export async function* places(around: Surroundings, given: GivenOptions): AsyncGenerator<Place> {
  const { env } = around;
  const options = await fromOptions(around, given);
  yield options;
  const name = option(given, 'profile') ?? variable(env, 'OSS_PROFILE');
  const file = option(given, 'configFile') ?? variable(env, 'OSSUTIL_CONFIG_FILE');
  if (name !== null) {
    const profile = await namedProfile(around, name, file);
    yield { ...profile, named: true, overrides: overridden(profile, options, fromVariables(env)) };
    // It counts as a whole: variables add what it is silent about, never a key or another address.
    for (const place of fromVariables(env))
      yield { ...place, credential: null, ...(isLocated(profile) ? { endpoint: null, region: null } : {}) };
    return;
  }

  yield* fromVariables(env);
  const ossutil = await readOssutilConfig(around, file);
  if (ossutil?.profiles.has('default')) yield fromOssutil(ossutil, 'default');
  else yield { source: english`${ossutil?.file ?? '~/.ossutilconfig'} (${nothing(ossutil)})`, ...SILENT };
  if (/^(true|1)$/i.test(aliyunVariable(env, 'IGNORE_PROFILE') ?? '')) return;
  const aliyun = await readAliyunConfig(around);
  const current = aliyun ? fromCurrentAliyunProfile(aliyun, aliyunVariable(env, 'PROFILE'), around.now) : [];
  yield* current;
  if (current.length === 0)
    yield { source: english`${aliyun?.file ?? '~/.aliyun/config.json'} (${nothing(aliyun)})`, ...SILENT };
}

const OPTIONS = english`options`;
const SILENT = { credential: null, ...NOWHERE };

function nothing(config: object | null): string {
  return config === null ? english`not there` : english`no default profile`;
}

function isLocated({ endpoint, region }: Place): boolean {
  return endpoint !== null || region !== null;
}

/** The variables that would count if the profile were not named. */
function overridden(profile: Place, options: Place, variables: readonly Place[]): string[] {
  return variables.flatMap(({ credential, names, ...place }) => {
    const parts = credential?.kind === 'key' ? credential : null;
    const keys = parts?.names.filter((_, index) => parts.parts[index] !== null) ?? [credential?.source ?? ''];
    const places = (['endpoint', 'region', 'bucket'] as const).filter((name) => {
      const isSaid = name === 'bucket' ? profile.bucket !== null : isLocated(profile);
      return place[name] !== null && isSaid && options[name] === null;
    });
    return [
      ...(credential === null || options.credential !== null ? [] : keys),
      ...places.flatMap((name) => names?.[name] ?? []),
    ];
  });
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
    source: OPTIONS,
    names: { endpoint: '--endpoint', region: '--region', bucket: '--bucket' },
    credential: keyOf(OPTIONS, parts, names),
    endpoint: option(given, 'endpoint'),
    region: option(given, 'region'),
    bucket: option(given, 'bucket'),
  };
}

async function secretFromStdin({ stdin }: Surroundings): Promise<string> {
  const secret = await firstLine(stdin);
  if (secret !== '') return secret;
  throw new UsageError(english`--access-key-secret - found nothing on stdin.`, {
    advice: { do: 'pipeSecret' },
  });
}

function fromVariables(env: Env): Place[] {
  const others = PREFIXES.map((prefix) => fromPrefix(env, prefix, 'SECURITY_TOKEN', 'REGION_ID'));
  return [
    fromPrefix(env, 'OSS_', 'SESSION_TOKEN', 'REGION'),
    // The older spellings only where they are used.
    ...others.filter((place, index) => index === 0 || place.credential !== null || place.region !== null),
    ...fromRoleVariables((name) => aliyunVariable(env, name)),
  ];
}

function fromPrefix(env: Env, prefix: string, token: string, region: string): Place {
  const keys = [`${prefix}ACCESS_KEY_ID`, `${prefix}ACCESS_KEY_SECRET`, prefix + token] as const;
  const parts = [variable(env, keys[0]), variable(env, keys[1]), variable(env, keys[2])] as const;
  const source = english`variables ${prefix}*`;
  return {
    source,
    names: { endpoint: `${prefix}ENDPOINT`, region: prefix + region, bucket: `${prefix}BUCKET` },
    credential: keyOf(source, parts, keys),
    endpoint: prefix === 'OSS_' ? variable(env, 'OSS_ENDPOINT') : null,
    region: variable(env, prefix + region),
    bucket: prefix === 'OSS_' ? bucketIn(env) : null,
  };
}

/** A channel may be written with its bucket. */
function bucketIn(env: Env): string | null {
  return variable(env, 'OSS_BUCKET') ?? readChannel(env.OSS_LIVE_CHANNEL ?? '').bucket;
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
