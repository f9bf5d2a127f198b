// The settings files of ossutil 1, ossutil 2 and the Aliyun CLI, with every section that these write.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { roleCredentials } from '../../src/settings/role-credentials.js';
import { resolveSettings } from '../../src/settings/settings.js';
import type { GivenOptions } from '../../src/settings/sources.js';

// What a role is asked for; STS and the metadata of an instance are not on this machine.
vi.mock('../../src/settings/role-credentials.js', { spy: true });
const asked = vi.mocked(roleCredentials);

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'files', name), 'utf8');
const FILES = {
  'ossutil 1': { '.ossutilconfig': fixture('ossutil-1.ini') },
  'ossutil 2': { '.ossutilconfig': fixture('ossutil-2.ini') },
  aliyun: { '.aliyun/config.json': fixture('aliyun-config.json') },
};

function resolve(files: Record<string, string>, given: GivenOptions) {
  const homeDir = mkdtempSync(join(tmpdir(), 'oss-live-home-'));
  mkdirSync(join(homeDir, '.aliyun'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(homeDir, name), text);
  const around = { env: {}, platform: 'linux', homeDir, cwd: homeDir, now: () => new Date(0) } as const;
  return resolveSettings({ ...around, stdin: Readable.from([]) }, given);
}

type Where = [endpoint: string, region: string | null, addressing: string | null];

test.each<[keyof typeof FILES, string, GivenOptions, Where]>([
  ['ossutil 1', 'any', {}, ['https://oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou', null]],
  ['ossutil 1', 'beijing-bucket', {}, ['https://oss-cn-beijing-internal.aliyuncs.com', 'cn-beijing', null]],
  // The region of the other buckets would sign it wrongly.
  ['ossutil 1', 'fast-bucket', {}, ['https://oss-accelerate.aliyuncs.com', null, null]],
  ['ossutil 1', 'both-bucket', {}, ['https://live.example.com', null, 'cname']],
  [
    'ossutil 1',
    'both-bucket',
    { endpoint: 'oss-cn-beijing.aliyuncs.com' },
    ['https://oss-cn-beijing.aliyuncs.com', 'cn-beijing', null],
  ],
  ['ossutil 1', 'both-bucket', { region: 'cn-beijing' }, ['https://live.example.com', 'cn-beijing', null]],
  ['ossutil 2', 'any', {}, ['https://oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou', null]],
  ['ossutil 2', 'own-bucket', {}, ['https://oss-us-west-1.aliyuncs.com', 'us-west-1', null]],
  ['ossutil 2', 'nested-bucket', {}, ['https://oss-cn-shenzhen.aliyuncs.com', 'cn-shenzhen', 'path']],
  [
    'ossutil 2',
    'nested-bucket',
    { addressingStyle: 'virtual' },
    ['https://oss-cn-shenzhen.aliyuncs.com', 'cn-shenzhen', 'virtual'],
  ],
  ['ossutil 2', 'inline-bucket', {}, ['https://oss-cn-beijing-internal.aliyuncs.com', 'cn-beijing', null]],
  [
    'ossutil 2',
    'nested-bucket',
    { profile: 'chooser' },
    ['https://oss-cn-shanghai.aliyuncs.com', 'cn-shanghai', null],
  ],
  ['ossutil 2', 'any', { profile: 'plain' }, ['https://oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou', 'path']],
  ['aliyun', 'any', {}, ['https://oss-cn-shenzhen.aliyuncs.com', 'cn-shenzhen', null]],
])('%s: bucket %s with %j is where the file says', async (tool, bucket, given, expected) => {
  const { endpoint, region, addressing } = await resolve(FILES[tool], { bucket, ...given });
  expect([endpoint, region, addressing]).toEqual(expected);
});

test('the region of the Aliyun CLI does not sign what is at the endpoint of ossutil', async () => {
  const both = { ...FILES['ossutil 1'], ...FILES.aliyun };
  const { endpoint, region } = await resolve(both, { bucket: 'fast-bucket' });
  expect([endpoint, region]).toEqual(['https://oss-accelerate.aliyuncs.com', null]);
});

test.each<[keyof typeof FILES, string | undefined, [id: string, secret: string, token: string | null]]>([
  ['ossutil 1', undefined, ['LTAIone', 'one-secret', null]],
  ['ossutil 2', undefined, ['LTAItwo', 'two-secret', null]],
  ['ossutil 2', 'sts', ['STS.two', 'two-secret', 'two-token']],
  ['ossutil 2', 'plain', ['LTAIplain', 'plain-secret', null]],
  ['ossutil 2', 'own', ['LTAIown', 'own-secret', null]],
  ['aliyun', undefined, ['LTAIcli', 'cli-secret', null]],
  ['aliyun', 'temporary', ['STS.cli', 'cli-secret', 'cli-token']],
])('%s: profile %s has a key', async (tool, profile, expected) => {
  const { credentials, renewCredentials } = await resolve(FILES[tool], { bucket: 'any', profile });
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  expect([[accessKeyId, accessKeySecret, securityToken], renewCredentials]).toEqual([expected, null]);
});

const role = { ram_role_arn: 'acs:ram::1234567890123456:role/live' };
const session = { ram_session_name: 'live' };

test.each<[keyof typeof FILES, string, Record<string, unknown>]>([
  [
    'ossutil 2',
    'role',
    {
      mode: 'RamRoleArn',
      ...{ access_key_id: 'LTAIbase', access_key_secret: 'base-secret', sts_region: 'cn-beijing' },
      ...{ ...role, ...session },
    },
  ],
  ['ossutil 2', 'heir', { mode: 'RamRoleArn', access_key_id: 'LTAIbase', ...role }],
  ['ossutil 2', 'ecs', { mode: 'EcsRamRole', ram_role_name: 'live-role' }],
  ['aliyun', 'role', { mode: 'RamRoleArn', access_key_id: 'LTAIcli', ...role, ...session }],
  ['aliyun', 'instance', { mode: 'EcsRamRole', ram_role_name: 'live-role' }],
  ['aliyun', 'instance-role', { mode: 'RamRoleArnWithRoleName', ram_role_name: 'live-role', ...role }],
  ['aliyun', 'chain', { mode: 'ChainableRamRoleArn', source_profile: 'keys', ...role }],
  ['aliyun', 'command', { mode: 'External', process_command: 'print-keys' }],
  ['aliyun', 'uri', { mode: 'CredentialsURI', credentials_uri: 'http://127.0.0.1/' }],
  ['aliyun', 'pod', { mode: 'OIDC', oidc_token_file: '/token', ...role }],
])(
  '%s: profile %s asks for the keys of its role, and never signs with its own',
  async (tool, profile, expected) => {
    const credentials = {
      accessKeyId: 'STS.role',
      accessKeySecret: 'role-secret',
      securityToken: 'role-token',
    };
    asked.mockReturnValueOnce(async () => ({ credentials, expiresAt: null }));
    const settings = await resolve(FILES[tool], { bucket: 'any', profile });
    expect(settings.credentials).toEqual(credentials);
    expect(asked).toHaveBeenLastCalledWith(
      expect.objectContaining(expected),
      tool === 'aliyun' ? expect.anything() : null,
    );
  },
);

test('ossutil 1: without a key the AkService is asked', async () => {
  const keys = { AccessKeyId: 'STS.ecs', AccessKeySecret: 'ecs-secret', SecurityToken: 'ecs-token' };
  const answer = { ...keys, Code: 'Success', Expiration: '2999-01-01T00:00:00Z' };
  const server = createServer((_, response) => void response.end(JSON.stringify(answer)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const text = fixture('ossutil-1.ini')
    .replace(/^ *accessKey.*\n/gm, '')
    .replace('100.100.100.200', `127.0.0.1:${port}`);
  const { credentials, credentialsSource } = await resolve({ '.ossutilconfig': text }, { bucket: 'any' });
  expect([credentials, credentialsSource]).toEqual([
    { accessKeyId: 'STS.ecs', accessKeySecret: 'ecs-secret', securityToken: 'ecs-token' },
    'profile default in ~/.ossutilconfig (AkService)',
  ]);
  server.close();
  server.closeAllConnections();
});

test.each<[keyof typeof FILES, GivenOptions, string]>([
  [
    'ossutil 2',
    { bucket: 'odd-bucket' },
    '[buckets first] in ~/.ossutilconfig, bucket odd-bucket: oss-live cannot read what it says.',
  ],
  [
    'ossutil 2',
    { bucket: 'any', profile: 'open' },
    'Profile open has mode Anonymous, which oss-live cannot use.',
  ],
  [
    'aliyun',
    { bucket: 'any', profile: 'pair' },
    'Profile pair has mode RsaKeyPair, which oss-live cannot use.',
  ],
  [
    'aliyun',
    { bucket: 'any', profile: 'sso' },
    'Profile sso (mode CloudSSO) has no keys that are good: it holds none.',
  ],
  [
    'aliyun',
    { bucket: 'any', profile: 'browser' },
    'Profile browser (mode OAuth) has no keys that are good: it holds none.',
  ],
  [
    'aliyun',
    { bucket: 'any', profile: 'half' },
    'Incomplete credentials (profile half in ~/.aliyun/config.json): access_key_id and access_key_secret without sts_token.',
  ],
])('%s: %j is refused by name', async (tool, given, message) => {
  await expect(resolve(FILES[tool], given)).rejects.toMatchObject({ kind: 'configuration', message });
});
