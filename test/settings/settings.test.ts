import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/cli/context.js';
import { globalFlags, notation } from '../../src/cli/flags.js';
import { hintOf } from '../../src/cli/terminal/hints.js';
import type { OssLiveError } from '../../src/errors.js';
import { type ResolvedSettings, resolveSettings } from '../../src/settings/settings.js';
import type { GivenOptions } from '../../src/settings/sources.js';

interface World {
  env?: Record<string, string>;
  flags?: GivenOptions;
  /** By path under the home folder. */
  files?: Record<string, string>;
  stdin?: string;
}

function resolve({ env = {}, flags = {}, files = {}, stdin = '' }: World): Promise<ResolvedSettings> {
  const homeDir = mkdtempSync(join(tmpdir(), 'oss-live-home-'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(homeDir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const silent = { write: () => true };
  const context: Context = {
    stdin: Readable.from([stdin]),
    stdout: silent,
    stderr: silent,
    env,
    platform: 'linux',
    nodeVersion: 'v20.18.1',
    startDetached: () => undefined,
    homeDir,
    cwd: homeDir,
    now: () => new Date(0),
    signal: new AbortController().signal,
    onExit: () => () => undefined,
    onHangup: () => () => undefined,
    transport: null,
  };
  return resolveSettings(context, flags);
}

/** What the precedence tables look at. */
async function summary(world: World) {
  const { endpoint, bucket, region, credentials, credentialsSource } = await resolve(world);
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const key = [accessKeyId, accessKeySecret, ...(securityToken ? [securityToken] : [])].join(':');
  return { endpoint, bucket, region, key, from: credentialsSource };
}

const HANGZHOU = 'https://oss-cn-hangzhou.aliyuncs.com';
const OSS = { OSS_ACCESS_KEY_ID: 'oss-id', OSS_ACCESS_KEY_SECRET: 'oss-secret' };
const ENV = { ...OSS, OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'b-env' };
const OPTIONS = {
  accessKeyId: 'opt-id',
  accessKeySecret: 'opt-secret',
  region: 'cn-beijing',
  bucket: 'b-opt',
};
const OSSUTIL = {
  '.ossutilconfig':
    '[default]\naccessKeyId=ini-id\naccessKeySecret=ini-secret\nregion=cn-shanghai\nbucket=b-ini\n' +
    '[profile live]\naccess-key-id=live-id\naccess-key-secret=live-secret\nregion=cn-shenzhen\nbucket=b-live\n' +
    '[profile bare]\naccess-key-id=bare-id\naccess-key-secret=bare-secret\n',
};
const ALIYUN = {
  '.aliyun/config.json': JSON.stringify({
    current: 'work',
    profiles: [
      {
        name: 'work',
        mode: 'AK',
        access_key_id: 'ali-id',
        access_key_secret: 'ali-secret',
        region_id: 'us-west-1',
      },
      {
        name: 'tmp',
        mode: 'StsToken',
        access_key_id: 'STS.tmp',
        access_key_secret: 's',
        sts_token: 't',
        region_id: 'eu-central-1',
      },
      { name: 'sso', mode: 'CloudSSO', region_id: 'cn-hangzhou' },
    ],
  }),
};

describe('everything comes from', () => {
  const env = { key: 'oss-id:oss-secret', from: 'variables OSS_*' };
  it.each<[string, World, Awaited<ReturnType<typeof summary>>]>([
    ['variables', { env: ENV }, { endpoint: HANGZHOU, bucket: 'b-env', region: 'cn-hangzhou', ...env }],
    [
      'options, before variables',
      { env: ENV, flags: OPTIONS },
      {
        endpoint: 'https://oss-cn-beijing.aliyuncs.com',
        bucket: 'b-opt',
        region: 'cn-beijing',
        key: 'opt-id:opt-secret',
        from: 'options',
      },
    ],
    [
      'a profile, before every variable',
      {
        env: { ...ENV, OSS_ENDPOINT: HANGZHOU, OSS_SESSION_TOKEN: 'x' },
        flags: { profile: 'live' },
        files: OSSUTIL,
      },
      {
        endpoint: 'https://oss-cn-shenzhen.aliyuncs.com',
        bucket: 'b-live',
        region: 'cn-shenzhen',
        key: 'live-id:live-secret',
        from: 'profile live in ~/.ossutilconfig',
      },
    ],
    [
      'a profile named by OSS_PROFILE',
      { env: { ...ENV, OSS_PROFILE: 'local' } },
      {
        endpoint: 'http://127.0.0.1:8787',
        bucket: 'local',
        region: 'cn-hangzhou',
        key: 'oss-live-local-key:oss-live-local-secret',
        from: 'profile local',
      },
    ],
    [
      'options, before a profile, before another profile that a variable names',
      { env: { OSS_PROFILE: 'typo' }, flags: { profile: 'live', bucket: 'b-opt' }, files: OSSUTIL },
      {
        endpoint: 'https://oss-cn-shenzhen.aliyuncs.com',
        bucket: 'b-opt',
        region: 'cn-shenzhen',
        key: 'live-id:live-secret',
        from: 'profile live in ~/.ossutilconfig',
      },
    ],
    [
      'a profile, and a variable for what it is silent about',
      { env: ENV, flags: { profile: 'tmp' }, files: ALIYUN },
      {
        endpoint: 'https://oss-eu-central-1.aliyuncs.com',
        bucket: 'b-env',
        region: 'eu-central-1',
        key: 'STS.tmp:s:t',
        from: 'profile tmp in ~/.aliyun/config.json',
      },
    ],
    [
      'a profile without an address, and the variables that have one',
      { env: ENV, flags: { profile: 'bare' }, files: OSSUTIL },
      {
        endpoint: HANGZHOU,
        bucket: 'b-env',
        region: 'cn-hangzhou',
        key: 'bare-id:bare-secret',
        from: 'profile bare in ~/.ossutilconfig',
      },
    ],
    [
      'OSS_ variables, before ALIBABA_CLOUD_ ones',
      {
        env: {
          ...ENV,
          ALIBABA_CLOUD_ACCESS_KEY_ID: 'x',
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'y',
          ALIBABA_CLOUD_REGION_ID: 'cn-beijing',
        },
      },
      { endpoint: HANGZHOU, bucket: 'b-env', region: 'cn-hangzhou', ...env },
    ],
    [
      'ALIBABA_CLOUD_ variables, before files',
      {
        env: {
          ALIBABA_CLOUD_ACCESS_KEY_ID: 'ac-id',
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'ac-secret',
          ALIBABA_CLOUD_SECURITY_TOKEN: 'ac-token',
          ALIBABA_CLOUD_REGION_ID: 'cn-beijing',
        },
        files: OSSUTIL,
      },
      {
        endpoint: 'https://oss-cn-beijing.aliyuncs.com',
        bucket: 'b-ini',
        region: 'cn-beijing',
        key: 'ac-id:ac-secret:ac-token',
        from: 'variables ALIBABA_CLOUD_*',
      },
    ],
    [
      'the older spelling ALICLOUD_',
      {
        env: {
          ALICLOUD_ACCESS_KEY_ID: 'old-id',
          ALICLOUD_ACCESS_KEY_SECRET: 'old-secret',
          ALICLOUD_REGION_ID: 'cn-hangzhou',
          OSS_BUCKET: 'b-env',
        },
      },
      {
        endpoint: HANGZHOU,
        bucket: 'b-env',
        region: 'cn-hangzhou',
        key: 'old-id:old-secret',
        from: 'variables ALICLOUD_*',
      },
    ],
    [
      'the default profile of ossutil, before the Aliyun CLI',
      { files: { ...OSSUTIL, ...ALIYUN } },
      {
        endpoint: 'https://oss-cn-shanghai.aliyuncs.com',
        bucket: 'b-ini',
        region: 'cn-shanghai',
        key: 'ini-id:ini-secret',
        from: 'profile default in ~/.ossutilconfig',
      },
    ],
    [
      'the current profile of the Aliyun CLI',
      { env: { OSS_BUCKET: 'b-env' }, files: ALIYUN },
      {
        endpoint: 'https://oss-us-west-1.aliyuncs.com',
        bucket: 'b-env',
        region: 'us-west-1',
        key: 'ali-id:ali-secret',
        from: 'profile work in ~/.aliyun/config.json',
      },
    ],
    [
      'the profile of the Aliyun CLI that ALIBABA_CLOUD_PROFILE names',
      { env: { OSS_BUCKET: 'b-env', ALIBABACLOUD_PROFILE: 'tmp' }, files: ALIYUN },
      {
        endpoint: 'https://oss-eu-central-1.aliyuncs.com',
        bucket: 'b-env',
        region: 'eu-central-1',
        key: 'STS.tmp:s:t',
        from: 'profile tmp in ~/.aliyun/config.json',
      },
    ],
    [
      'another configuration file',
      {
        env: { OSSUTIL_CONFIG_FILE: '~/elsewhere.ini' },
        files: {
          'elsewhere.ini':
            '[Credentials]\naccessKeyID=e\naccessKeySecret=f\nendpoint=b-1.oss-cn-hangzhou.aliyuncs.com',
        },
      },
      {
        endpoint: HANGZHOU,
        bucket: 'b-1',
        region: 'cn-hangzhou',
        key: 'e:f',
        from: 'profile default in ~/elsewhere.ini',
      },
    ],
    [
      'stdin, for a secret given as -',
      { env: ENV, flags: { accessKeyId: 'opt-id', accessKeySecret: '-' }, stdin: ' piped-secret\r\nnoise' },
      {
        endpoint: HANGZHOU,
        bucket: 'b-env',
        region: 'cn-hangzhou',
        key: 'opt-id:piped-secret',
        from: 'options',
      },
    ],
    [
      'variables without the white space around them, and not from empty ones',
      {
        env: {
          ...ENV,
          OSS_ACCESS_KEY_ID: ' oss-id\n',
          OSS_SESSION_TOKEN: '',
          OSS_ENDPOINT: ' ',
          OSS_PROFILE: '',
        },
      },
      { endpoint: HANGZHOU, bucket: 'b-env', region: 'cn-hangzhou', ...env },
    ],
  ])('%s', async (_, world, expected) => {
    expect(await summary(world)).toEqual(expected);
  });
});

describe('endpoint, region and bucket are derived from each other', () => {
  it.each<[string, World, [endpoint: string, region: string | null, bucket: string]]>([
    [
      'the region is in the endpoint',
      { env: { ...OSS, OSS_ENDPOINT: 'oss-cn-hangzhou.aliyuncs.com', OSS_BUCKET: 'b-env' } },
      [HANGZHOU, 'cn-hangzhou', 'b-env'],
    ],
    [
      'the bucket is in the endpoint',
      { env: OSS, flags: { endpoint: 'b-1.oss-cn-hangzhou.aliyuncs.com' } },
      [HANGZHOU, 'cn-hangzhou', 'b-1'],
    ],
    [
      'an option beats the bucket in the endpoint of a variable',
      { env: { ...OSS, OSS_ENDPOINT: 'b-1.oss-cn-hangzhou.aliyuncs.com' }, flags: { bucket: 'b-opt' } },
      [HANGZHOU, 'cn-hangzhou', 'b-opt'],
    ],
    [
      'the endpoint of an option beats the bucket of a variable',
      { env: ENV, flags: { endpoint: 'b-1.oss-cn-hangzhou.aliyuncs.com' } },
      [HANGZHOU, 'cn-hangzhou', 'b-1'],
    ],
    [
      'oss-cn-x is the region cn-x',
      { env: { ...ENV, OSS_REGION: 'oss-cn-beijing' } },
      ['https://oss-cn-beijing.aliyuncs.com', 'cn-beijing', 'b-env'],
    ],
    [
      'cn-x-internal is the internal endpoint',
      { env: { ...ENV, OSS_REGION: 'cn-beijing-internal' } },
      ['https://oss-cn-beijing-internal.aliyuncs.com', 'cn-beijing', 'b-env'],
    ],
    [
      'the region of an option rules out the endpoint of another region',
      { env: { ...ENV, OSS_ENDPOINT: HANGZHOU }, flags: { region: 'cn-beijing' } },
      ['https://oss-cn-beijing.aliyuncs.com', 'cn-beijing', 'b-env'],
    ],
    [
      'the region of an option leaves an address without a region alone',
      { env: { ...ENV, OSS_ENDPOINT: 'http://127.0.0.1:9000' }, flags: { region: 'cn-beijing' } },
      ['http://127.0.0.1:9000', 'cn-beijing', 'b-env'],
    ],
    [
      'an internal endpoint of the same region stays',
      { env: { ...ENV, OSS_ENDPOINT: 'oss-cn-hangzhou-internal.aliyuncs.com' } },
      ['https://oss-cn-hangzhou-internal.aliyuncs.com', 'cn-hangzhou', 'b-env'],
    ],
    [
      'region and endpoint of one place are both kept',
      { env: { ...ENV, OSS_REGION: 'cn-beijing', OSS_ENDPOINT: HANGZHOU } },
      [HANGZHOU, 'cn-beijing', 'b-env'],
    ],
    [
      'a custom domain has no region of its own',
      {
        env: OSS,
        flags: { endpoint: 'https://live.example.com', bucket: 'b-opt', addressingStyle: 'cname' },
      },
      ['https://live.example.com', null, 'b-opt'],
    ],
    [
      'a bucket host used as a custom domain stays whole',
      { env: OSS, flags: { endpoint: 'b-1.oss-cn-hangzhou.aliyuncs.com', addressingStyle: 'cname' } },
      ['https://b-1.oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou', 'b-1'],
    ],
    [
      'the profile local goes to another port of this machine',
      { flags: { profile: 'local', endpoint: 'http://[::1]:9000', bucket: 'b-opt' } },
      ['http://[::1]:9000', 'cn-hangzhou', 'b-opt'],
    ],
  ])('%s', async (_, world, expected) => {
    const { endpoint, region, bucket } = await resolve(world);
    expect([endpoint, region, bucket]).toEqual(expected);
  });
});

describe('what is wrong is said in one line, with a way on', () => {
  const SET_ALL =
    'Set OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_REGION and OSS_BUCKET, or start `oss-live emulator` and use --profile local.';
  const LOOKED = 'Looked in: options, variables OSS_*, variables ALIBABA_CLOUD_*';
  const NO_FILES = '~/.ossutilconfig (not there), ~/.aliyun/config.json (not there)';
  const OWN = 'Put your own there. Without an account, start `oss-live emulator` and use --profile local.';
  const NOTHING = 'No credentials, no region or endpoint, no bucket.';
  const EMPTY = 'Give a value, or leave the option out; is the variable in it set?';
  const BROKEN = 'Correct the file, or move it away.';
  const half = (missing: string, there: string) =>
    `Give ${missing} too, or take ${there} away; a key is never put together from two places.`;

  it.each<[World, 'usage' | 'configuration', string, string | null]>([
    [{}, 'configuration', `${NOTHING} ${LOOKED}, ${NO_FILES}.`, SET_ALL],
    [{ env: { OSS_ACCESS_KEY_ID: '  ' } }, 'configuration', `${NOTHING} ${LOOKED}, ${NO_FILES}.`, SET_ALL],
    [
      { env: { OSS_BUCKET: 'b-env', ALIBABA_CLOUD_IGNORE_PROFILE: 'TRUE' }, files: ALIYUN },
      'configuration',
      `No credentials, no region or endpoint. ${LOOKED}, ~/.ossutilconfig (not there).`,
      'Set OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_REGION, or start `oss-live emulator` and use --profile local.',
    ],
    [
      {
        files: {
          '.aliyun/config.json':
            '{"current":"","profiles":[{"name":"default","mode":"AK","access_key_id":""}]}',
        },
      },
      'configuration',
      `${NOTHING} ${LOOKED}, ~/.ossutilconfig (not there), profile default in ~/.aliyun/config.json.`,
      SET_ALL,
    ],
    [
      {
        env: {
          OSS_ACCESS_KEY_ID: 'id',
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's',
          OSS_REGION: 'cn-hangzhou',
          OSS_BUCKET: 'b-env',
        },
      },
      'configuration',
      'Incomplete credentials (variables OSS_*): OSS_ACCESS_KEY_ID without OSS_ACCESS_KEY_SECRET.',
      half('OSS_ACCESS_KEY_SECRET', 'OSS_ACCESS_KEY_ID'),
    ],
    [
      { env: ENV, flags: { stsToken: 'token' } },
      'configuration',
      'Incomplete credentials (options): --sts-token without --access-key-id and --access-key-secret.',
      half('--access-key-id and --access-key-secret', '--sts-token'),
    ],
    [
      {
        env: { OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'b-env' },
        files: { '.ossutilconfig': '[default]\naccessKeyId=a\n' },
      },
      'configuration',
      'Incomplete credentials (profile default in ~/.ossutilconfig): accessKeyId without accessKeySecret.',
      half('accessKeySecret', 'accessKeyId'),
    ],
    [
      {
        env: ENV,
        flags: { profile: 'empty' },
        files: { '.ossutilconfig': '[profile empty]\nregion=cn-hangzhou\n' },
      },
      'configuration',
      'No credentials in profile empty in ~/.ossutilconfig.',
      'Add a key to it, or leave the profile out (--profile, OSS_PROFILE).',
    ],
    [
      { env: OSS },
      'configuration',
      `No region or endpoint, no bucket. ${LOOKED}, ${NO_FILES}.`,
      'Set OSS_REGION and OSS_BUCKET, or add --region cn-hangzhou -b examplebucket',
    ],
    [
      { env: { ...OSS, OSS_REGION: 'cn-hangzhou' } },
      'configuration',
      `No bucket. ${LOOKED}, ${NO_FILES}.`,
      'Set OSS_BUCKET, or add -b examplebucket',
    ],
    [
      { env: { OSS_ACCESS_KEY_SECRET: 's' }, flags: { bucket: 'b-opt' } },
      'configuration',
      'Incomplete credentials (variables OSS_*): OSS_ACCESS_KEY_SECRET without OSS_ACCESS_KEY_ID. And no region or endpoint.',
      half('OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET'),
    ],
    [
      { flags: { profile: 'empty' }, files: { '.ossutilconfig': '[profile empty]\nlanguage=EN\n' } },
      'configuration',
      'No credentials in profile empty in ~/.ossutilconfig, no region or endpoint, no bucket.',
      'Add a key to it, or leave the profile out (--profile, OSS_PROFILE).',
    ],
    [
      {
        env: { OSS_ACCESS_KEY_ID: '…', OSS_ACCESS_KEY_SECRET: '…', OSS_BUCKET: '…', OSS_REGION: '…' },
      },
      'configuration',
      'variables OSS_*: OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_REGION and OSS_BUCKET hold placeholders from an example.',
      OWN,
    ],
    [
      { env: ENV, flags: { accessKeyId: 'LTAI****', accessKeySecret: '<secret>', bucket: '...' } },
      'configuration',
      'options: --access-key-id, --access-key-secret and --bucket hold placeholders from an example.',
      OWN,
    ],
    [
      { env: ENV, flags: { endpoint: 'oss-….aliyuncs.com' } },
      'configuration',
      'options: --endpoint holds a placeholder from an example.',
      OWN,
    ],
    [
      { files: { '.ossutilconfig': '[default]\naccessKeyId=…\naccessKeySecret=x\nregion=cn-hangzhou\n' } },
      'configuration',
      'profile default in ~/.ossutilconfig: accessKeyId holds a placeholder from an example.',
      OWN,
    ],
    [
      { env: { ...ENV, OSS_ACCESS_KEY_SECRET: '“secret”' } },
      'configuration',
      'variables OSS_*: OSS_ACCESS_KEY_SECRET has characters that no key has.',
      'Copy it again, without quotation marks and spaces.',
    ],
    [
      { env: ENV, flags: { profile: 'prod' } },
      'configuration',
      'There is no profile prod.',
      'There are: local (the emulator)',
    ],
    [
      { env: { OSS_PROFILE: 'prod' }, files: { ...OSSUTIL, ...ALIYUN } },
      'configuration',
      'There is no profile prod.',
      'There are: local (the emulator), default (~/.ossutilconfig), live (~/.ossutilconfig), bare (~/.ossutilconfig), work (~/.aliyun/config.json), tmp (~/.aliyun/config.json), sso (~/.aliyun/config.json)',
    ],
    [
      { env: { ALIBABA_CLOUD_PROFILE: 'prod' }, files: ALIYUN },
      'configuration',
      'There is no profile prod in ~/.aliyun/config.json.',
      'ALIBABA_CLOUD_PROFILE may name: work (~/.aliyun/config.json), tmp (~/.aliyun/config.json), sso (~/.aliyun/config.json)',
    ],
    [
      { env: { OSS_PROFILE: 'sso', OSS_BUCKET: 'b-env' }, files: ALIYUN },
      'configuration',
      'Profile sso (mode CloudSSO) has no keys that are good: it holds none.',
      'Log in again: aliyun configure --mode CloudSSO --profile sso',
    ],
    [
      { flags: { configFile: 'missing.ini' } },
      'configuration',
      'The configuration file ~/missing.ini does not exist.',
      'Check --config-file and OSSUTIL_CONFIG_FILE.',
    ],
    [
      { files: { '.ossutilconfig/not-a-file': '' } },
      'configuration',
      'Cannot read ~/.ossutilconfig (EISDIR).',
      'Check its owner and permissions.',
    ],
    [
      { files: { '.ossutilconfig': 'accessKeyId=a\naccessKeySecret=b\n' } },
      'configuration',
      'Cannot understand ~/.ossutilconfig: it has no [default], [profile …] or [Credentials] section.',
      BROKEN,
    ],
    [
      { files: { '.aliyun/config.json': '{"profiles": [{"access_key_secret": "very secret"' } },
      'configuration',
      'Cannot understand ~/.aliyun/config.json: it is not JSON.',
      BROKEN,
    ],
    [
      { files: { '.aliyun/config.json': '{"mode":"AK"}' } },
      'configuration',
      'Cannot understand ~/.aliyun/config.json: it has no list of profiles.',
      BROKEN,
    ],
    [
      { flags: { profile: 'local', endpoint: HANGZHOU } },
      'configuration',
      'Profile local is the emulator on this machine, and https://oss-cn-hangzhou.aliyuncs.com is not.',
      'Leave out the endpoint, or the profile (--profile, OSS_PROFILE).',
    ],
    [
      { env: { OSS_PROFILE: 'local' }, flags: { ...OPTIONS, endpoint: HANGZHOU } },
      'configuration',
      'Profile local is the emulator on this machine, and https://oss-cn-hangzhou.aliyuncs.com is not.',
      'Leave out the endpoint, or the profile (--profile, OSS_PROFILE).',
    ],
    [
      { flags: { profile: 'local', endpoint: 'http://127.0.0.1.example.com' } },
      'configuration',
      'Profile local is the emulator on this machine, and http://127.0.0.1.example.com is not.',
      'Leave out the endpoint, or the profile (--profile, OSS_PROFILE).',
    ],
    [
      { env: { ...ENV, OSS_ENDPOINT: 'b-1.oss-cn-hangzhou.aliyuncs.com' } },
      'configuration',
      'variables OSS_*: The endpoint belongs to bucket b-1, but the bucket is b-env.',
      'Use https://oss-cn-hangzhou.aliyuncs.com as the endpoint.',
    ],
    [
      { env: { ...ENV, OSS_REGION: 'China East 1' } },
      'configuration',
      'variables OSS_*: "China East 1" is not a region id.',
      'A region id looks like cn-hangzhou or ap-southeast-1.',
    ],
    [
      { env: ENV, flags: { region: 'China East 1' } },
      'usage',
      '"China East 1" is not a region id.',
      'A region id looks like cn-hangzhou or ap-southeast-1.',
    ],
    [
      { env: { ...ENV, OSS_BUCKET: 'My_Bucket' } },
      'configuration',
      'variables OSS_*: A bucket name has 3-63 characters of a-z, 0-9 and "-", with no "-" at either end; got "My_Bucket".',
      null,
    ],
    [{ env: ENV, flags: { bucket: '' } }, 'usage', '--bucket is empty.', EMPTY],
    [
      { env: ENV, flags: { accessKeyId: 'opt-id', accessKeySecret: '-' }, stdin: '\n' },
      'usage',
      '--access-key-secret - found nothing on stdin.',
      'Pipe the secret in, for example: pass show oss/secret | oss-live list -i "$(pass show oss/id)" -k -',
    ],
  ])('%j', async (world, kind, message, hint) => {
    const error = await resolve(world).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind, message });
    expect(hintOf(error as OssLiveError)).toBe(hint);
  });
});

describe('a profile that is named hides variables, and says which', () => {
  const local = { by: 'profile local', variables: [] as string[] };
  const real = { ...ENV, OSS_SESSION_TOKEN: 't', OSS_ENDPOINT: HANGZHOU };
  it.each<[string, World, typeof local]>([
    [
      'all that OSS_* says',
      { env: { ...real, OSS_PROFILE: 'local' } },
      {
        ...local,
        variables: [
          'OSS_ACCESS_KEY_ID',
          'OSS_ACCESS_KEY_SECRET',
          'OSS_SESSION_TOKEN',
          'OSS_ENDPOINT',
          'OSS_REGION',
          'OSS_BUCKET',
        ],
      },
    ],
    [
      'those of the other tools, and the role of an instance',
      {
        env: { ALICLOUD_ACCESS_KEY_ID: 'a', ALICLOUD_REGION_ID: 'cn-x', ALIBABA_CLOUD_ECS_METADATA: 'role' },
        flags: { profile: 'local' },
      },
      {
        ...local,
        variables: ['ALICLOUD_ACCESS_KEY_ID', 'ALICLOUD_REGION_ID', 'ALIBABA_CLOUD_ECS_METADATA'],
      },
    ],
    [
      'not what an option has said already',
      { env: { ...ENV, OSS_PROFILE: 'local' }, flags: { bucket: 'b-opt', region: 'cn-x' } },
      { ...local, variables: ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET'] },
    ],
    [
      'not what the profile is silent about',
      { env: ENV, flags: { profile: 'bare' }, files: OSSUTIL },
      {
        by: 'profile bare in ~/.ossutilconfig',
        variables: ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET'],
      },
    ],
    ['nothing without variables', { flags: { profile: 'local' } }, local],
    [
      'and without a profile none are hidden',
      { env: ENV, files: OSSUTIL },
      { by: null, variables: [] } as never,
    ],
  ])('%s', async (_, world, expected) => {
    expect((await resolve(world)).overridden).toEqual(expected);
  });

  it('and a placeholder among them does no harm', async () => {
    const world = { env: { OSS_PROFILE: 'local', OSS_ACCESS_KEY_ID: '…', OSS_BUCKET: '…' } };
    expect(await summary(world)).toMatchObject({ bucket: 'local', from: 'profile local' });
  });
});

describe('how requests are made', () => {
  it('has defaults', async () => {
    expect(await resolve({ env: ENV })).toEqual({
      endpoint: HANGZHOU,
      bucket: 'b-env',
      region: 'cn-hangzhou',
      credentials: { accessKeyId: 'oss-id', accessKeySecret: 'oss-secret', securityToken: null },
      credentialsExpireAt: null,
      credentialsEnd: expect.any(Function),
      renewCredentials: null,
      credentialsRefused: null,
      credentialsSource: 'variables OSS_*',
      signatureVersion: 'v4',
      addressing: null,
      network: { connectTimeoutSeconds: 10, readTimeoutSeconds: 60, proxy: null, noProxy: null, ca: null },
      retryAttempts: 3,
      overridden: { by: null, variables: [] },
    });
  });

  it('follows the options', async () => {
    const flags: GivenOptions = {
      signVersion: 'v1',
      addressingStyle: 'path',
      connectTimeout: 1,
      readTimeout: 2,
      retryTimes: 0,
    };
    expect(await resolve({ env: ENV, flags })).toMatchObject({
      signatureVersion: 'v1',
      addressing: 'path',
      network: { connectTimeoutSeconds: 1, readTimeoutSeconds: 2, proxy: null, noProxy: null, ca: null },
      retryAttempts: 1,
    });
  });
});

describe('the global options', () => {
  it('are the ones that ossutil users type, and ours', () => {
    expect(
      Object.entries(globalFlags).map(([name, flag]) => notation(name, flag).replace(/ <.*/, '')),
    ).toEqual([
      '-e, --endpoint',
      '--region',
      '-b, --bucket',
      '-i, --access-key-id',
      '-k, --access-key-secret',
      '-t, --sts-token',
      '-c, --config-file',
      '--profile',
      '--sign-version',
      '--addressing-style',
      '--proxy',
      '--ca-bundle',
      '--connect-timeout',
      '--read-timeout',
      '--retry-times',
      '-C, --channel',
      '--language',
      '--json',
      '-q, --quiet',
      '-v, --verbose',
      '--debug-sign',
      '-n, --dry-run',
      '-y, --yes',
      '--no-color',
    ]);
  });
});
