// What the Aliyun CLI leaves in its file after a log-in with CloudSSO or OAuth.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { hintOf } from '../../src/cli/terminal/hints.js';
import { resolveSettings } from '../../src/settings/settings.js';
import { temporaryFolder } from '../helpers/store.js';

const NOW = 1_709_618_828;
const KEYS = { access_key_id: 'STS.cli', access_key_secret: 'cli-secret', sts_token: 'cli-token' };
const SSO = {
  ...{ name: 'it', mode: 'CloudSSO', ...KEYS, region_id: 'cn-hangzhou' },
  ...{ cloud_sso_sign_in_url: 'https://signin-cn-shanghai.alibabacloudsso.com/start/login' },
  ...{ access_token: 'rotating', cloud_sso_access_token_expire: NOW + 7200, sts_expiration: NOW + 3600 },
};
const OAUTH = {
  ...{ name: 'it', mode: 'OAuth', ...KEYS, region_id: 'cn-hangzhou', oauth_site_type: 'CN' },
  ...{ oauth_access_token: 'rotating', oauth_refresh_token: 'rotating-too', sts_expiration: NOW + 3600 },
};

function write(homeDir: string, profile: object): void {
  writeFileSync(join(homeDir, '.aliyun/config.json'), JSON.stringify({ current: 'it', profiles: [profile] }));
}

function home(profile: object): string {
  const homeDir = temporaryFolder();
  mkdirSync(join(homeDir, '.aliyun'));
  write(homeDir, profile);
  return homeDir;
}

function resolve(homeDir: string, seconds: () => number = () => NOW) {
  const around = { env: {}, platform: 'linux', homeDir, cwd: homeDir, stdin: Readable.from([]) } as const;
  return resolveSettings({ ...around, now: () => new Date(seconds() * 1000) }, { bucket: 'examplebucket' });
}

test.each([['CloudSSO', SSO] as const, ['OAuth', OAUTH] as const])(
  'the keys of %s are used until they end',
  async (mode, profile) => {
    const { credentials, credentialsExpireAt, credentialsSource } = await resolve(home(profile));
    expect([credentials, credentialsExpireAt, credentialsSource]).toEqual([
      { accessKeyId: 'STS.cli', accessKeySecret: 'cli-secret', securityToken: 'cli-token' },
      new Date((NOW + 3600) * 1000),
      `profile it in ~/.aliyun/config.json (${mode})`,
    ]);
  },
);

test('a command that runs on takes those that the CLI has written meanwhile', async () => {
  const homeDir = home(SSO);
  let seconds = NOW;
  const { renewCredentials, credentialsEnd } = await resolve(homeDir, () => seconds);
  seconds += 3500;
  expect(credentialsEnd()).toEqual(new Date((NOW + 3600) * 1000));
  expect((await renewCredentials?.())?.accessKeyId).toBe('STS.cli');
  write(homeDir, { ...SSO, access_key_id: 'STS.later', sts_expiration: NOW + 7200 });
  seconds += 200;
  expect((await renewCredentials?.())?.accessKeyId).toBe('STS.later');
  expect(credentialsEnd()).toEqual(new Date((NOW + 7200) * 1000));
});

test.each<[string, object, string, string]>([
  [
    'the log-in is still good',
    { ...SSO, sts_expiration: NOW },
    'Profile it (mode CloudSSO) has no keys that are good: they ended at 2024-03-05T06:07:08Z.',
    'The Aliyun CLI gets new ones: aliyun sts GetCallerIdentity --profile it',
  ],
  [
    'the log-in has ended too',
    { ...SSO, sts_expiration: NOW - 60, cloud_sso_access_token_expire: NOW - 30 },
    'Profile it (mode CloudSSO) has no keys that are good: they ended at 2024-03-05T06:06:08Z.',
    'Log in again: aliyun configure --mode CloudSSO --profile it',
  ],
  [
    'nobody has logged in',
    { name: 'it', mode: 'OAuth', oauth_site_type: 'CN', region_id: 'cn-hangzhou' },
    'Profile it (mode OAuth) has no keys that are good: it holds none.',
    'Log in again: aliyun configure --mode OAuth --profile it',
  ],
  [
    'they can be fetched anew',
    { ...OAUTH, sts_expiration: NOW - 60, oauth_refresh_token_expire: NOW + 60 },
    'Profile it (mode OAuth) has no keys that are good: they ended at 2024-03-05T06:06:08Z.',
    'The Aliyun CLI gets new ones: aliyun sts GetCallerIdentity --profile it',
  ],
  [
    'a mode holds nothing that signs',
    { name: 'it', mode: 'BearerToken', bearer_token: 'x', region_id: 'cn-hangzhou' },
    'Profile it has mode BearerToken, which oss-live cannot use.',
    'Give it a key: aliyun configure --mode AK --profile it; or set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET.',
  ],
])('where %s, the line that gets good keys is named', async (_, profile, message, hint) => {
  const error = await resolve(home(profile)).catch((error) => error);
  expect([error.kind, error.message, hintOf(error)]).toEqual(['configuration', message, hint]);
});

test.each([
  ['AK', { access_key_id: 'a', access_key_secret: 'b' }, 'a'],
  ['StsToken', { access_key_id: 'a', access_key_secret: 'b', sts_token: 'c' }, 'a'],
])('a profile without a mode is taken for %s by what it holds', async (mode, parts, id) => {
  const { credentials } = await resolve(home({ name: 'it', region_id: 'cn-hangzhou', ...parts }));
  expect([credentials.accessKeyId, Boolean(credentials.securityToken)]).toEqual([id, mode === 'StsToken']);
});
