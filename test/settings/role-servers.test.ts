// Roles whose keys have to be asked for, of servers that check what they are asked: STS, and the metadata of an instance.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/settings/settings.js';
import { type OwnAuthority, ownAuthority } from '../helpers/own-authority.js';
import { createMachine, PROGRAM } from '../helpers/program.js';
import { temporaryFolder } from '../helpers/store.js';

const SERVERS = join(import.meta.dirname, '../helpers/role-servers.mjs');
const ROLE = { ram_role_arn: 'acs:ram::1234567890123456:role/live', ram_session_name: 'live' };
const HOUR = Math.floor(Date.now() / 1000) + 3600;

const folder = temporaryFolder();
const started: ChildProcess[] = [];
let authority: OwnAuthority;

beforeAll(async () => {
  authority = await ownAuthority(folder, ['IP:127.0.0.1']);
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

interface Servers {
  port: number;
  /** What was asked so far. */
  asked: Record<string, unknown>[];
}

async function startServers(words: readonly string[], within: readonly string[] = []): Promise<Servers> {
  const [program = '', ...args] = [...within, process.execPath, SERVERS, ...words];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const lines = createInterface({ input: child.stdout });
  const [ready] = await once(lines, 'line');
  const asked: Record<string, unknown>[] = [];
  lines.on('line', (line) => asked.push(JSON.parse(line)));
  return { port: JSON.parse(ready).port, asked };
}

function startSts(): Promise<Servers> {
  return startServers(['none', authority.cert, authority.key]);
}

function homeWith(profiles: readonly object[]): string {
  const home = temporaryFolder();
  mkdirSync(join(home, '.aliyun'));
  writeFileSync(join(home, '.aliyun/config.json'), JSON.stringify({ current: 'it', profiles }));
  return home;
}

function resolve(homeDir: string, seconds: () => number = () => Date.now() / 1000) {
  const around = { env: {}, platform: 'linux', homeDir, cwd: homeDir, stdin: Readable.from([]) } as const;
  const given = { bucket: 'examplebucket', region: 'cn-hangzhou', caBundle: authority.ca };
  return resolveSettings({ ...around, now: () => new Date(seconds() * 1000) }, given);
}

const KEY = { access_key_id: 'LTAIcli', access_key_secret: 'cli-secret' };
const SSO = {
  ...{ name: 'sso', mode: 'CloudSSO', access_key_id: 'STS.sso', access_key_secret: 'sso-secret' },
  ...{ sts_token: 'sso-token', sts_expiration: HOUR },
};

describe('STS', () => {
  const tokenFile = join(folder, 'token');

  test.each<[string, object[], object]>([
    [
      'assumes a role with a key',
      [{ name: 'it', mode: 'RamRoleArn', ...KEY, ...ROLE, expired_seconds: 1800 }],
      { asked: 'AssumeRole', role: ROLE.ram_role_arn, session: 'live', seconds: '1800' },
    ],
    [
      'assumes one with the keys of another profile, in any letter case of the mode',
      [
        { name: 'it', mode: 'chainableramrolearn', source_profile: 'keys', ...ROLE },
        { name: 'keys', mode: 'AK', ...KEY },
      ],
      { asked: 'AssumeRole', role: ROLE.ram_role_arn, session: 'live', seconds: '3600' },
    ],
    [
      'assumes one with the keys that the CLI got of CloudSSO',
      [{ name: 'it', mode: 'ChainableRamRoleArn', source_profile: 'sso', ...ROLE }, SSO],
      { asked: 'AssumeRole', role: ROLE.ram_role_arn, session: 'live', seconds: '3600' },
    ],
    [
      'takes the token of a pod',
      [{ name: 'it', mode: 'OIDC', oidc_provider_arn: 'arn', oidc_token_file: tokenFile, ...ROLE }],
      { asked: 'AssumeRoleWithOIDC', role: ROLE.ram_role_arn, session: 'live', seconds: '3600' },
    ],
  ])('%s', async (_, profiles, asked) => {
    writeFileSync(tokenFile, 'pod-token');
    const sts = await startSts();
    const [first, ...others] = profiles;
    const home = homeWith([{ ...first, sts_endpoint: `127.0.0.1:${sts.port}` }, ...others]);
    const before = readFileSync(join(home, '.aliyun/config.json'), 'utf8');
    const { credentials, credentialsExpireAt } = await resolve(home);
    expect(credentials).toEqual({
      accessKeyId: 'STS.role1',
      accessKeySecret: 'role-secret',
      securityToken: 'role-token',
    });
    expect(Number(credentialsExpireAt) - Date.now()).toBeGreaterThan(500_000);
    expect(sts.asked).toEqual([asked]);
    expect(readFileSync(join(home, '.aliyun/config.json'), 'utf8')).toBe(before);
  });

  test('is asked again before the keys end', async () => {
    const sts = await startSts();
    const home = homeWith([
      { name: 'it', mode: 'RamRoleArn', ...KEY, ...ROLE, sts_endpoint: `127.0.0.1:${sts.port}` },
    ]);
    let seconds = Date.now() / 1000;
    const { renewCredentials } = await resolve(home, () => seconds);
    const keys: (string | undefined)[] = [];
    for (const passed of [0, 30, 61]) {
      seconds += passed;
      keys.push((await renewCredentials?.())?.accessKeyId);
    }
    expect([keys, sts.asked.length]).toEqual([['STS.role2', 'STS.role2', 'STS.role3'], 3]);
  });

  test('that knows another secret is told by name, without what was said', async () => {
    const sts = await startSts();
    const wrong = { ...KEY, access_key_secret: 'not-this-one' };
    const home = homeWith([
      { name: 'it', mode: 'RamRoleArn', ...wrong, ...ROLE, sts_endpoint: `127.0.0.1:${sts.port}` },
    ]);
    const error = await resolve(home).catch((error: Error) => error);
    expect(error).toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(
        /^Profile it \(mode RamRoleArn\) gives no credentials: .*SignatureDoesNotMatch/,
      ),
      advice: { do: 'askAliyunCli', for: 'keys', mode: 'RamRoleArn', profile: 'it' },
    });
    expect(String(error)).not.toContain('not-this-one');
  });

  test('that cannot be reached is a matter of the network', async () => {
    const home = homeWith([{ name: 'it', mode: 'RamRoleArn', ...KEY, ...ROLE, sts_endpoint: '127.0.0.1:1' }]);
    await expect(resolve(home)).rejects.toMatchObject({
      ...{ kind: 'network', code: 'ConnectionRefused' },
      message: expect.stringContaining('Profile it (mode RamRoleArn) gives no credentials: Nothing listens'),
    });
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(process.platform === 'linux' && isRoot)('the role of an instance', () => {
  /** A network of its own, where the address of the metadata is this machine. */
  async function instance(version: 'v1' | 'v2') {
    const script =
      'ip link set lo up && ip address add 100.100.100.200/32 dev lo && echo $$ && exec sleep 600';
    const keeper = spawn('unshare', ['-n', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(keeper);
    const [pid] = await once(createInterface({ input: keeper.stdout }), 'line');
    const inside = ['nsenter', '-t', String(pid), '-n'];
    const servers = await startServers(['100.100.100.200', authority.cert, authority.key, version], inside);
    const machine = createMachine();
    return {
      ...servers,
      async sign(profiles: readonly object[], env: Record<string, string> = {}) {
        const words = [
          'sign-rtmp',
          'cam',
          '-b',
          'examplebucket',
          '--region',
          'cn-hangzhou',
          '--ca-bundle',
          authority.ca,
        ];
        const home = homeWith(profiles);
        const options = {
          env: { ...machine.environment, HOME: home, ...env },
          extendEnv: false,
          reject: false,
        } as const;
        const [command = '', ...args] = [...inside, ...PROGRAM, ...words];
        const { stdout, stderr } = await execa(command, args, options);
        return stdout === '' ? stderr : new URL(stdout).searchParams.get('OSSAccessKeyId');
      },
    };
  }

  const path = '/latest/meta-data/ram/security-credentials/live-role';

  test('is had by a token of IMDSv2, also to assume another role', async () => {
    const { sign, asked, port } = await instance('v2');
    expect(await sign([{ name: 'it', mode: 'EcsRamRole', ram_role_name: 'live-role' }])).toBe('STS.instance');
    expect(asked.splice(0)).toEqual([
      { asked: 'PUT /latest/api/token' },
      { asked: `GET ${path}`, token: 'metadata-token' },
    ]);
    // The name of the role is asked for where none is said, and the variable is as good as a profile.
    expect(await sign([{ name: 'it', mode: 'EcsRamRole' }])).toBe('STS.instance');
    expect(asked.splice(0).map((one) => one.asked)).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/ram/security-credentials/',
      'PUT /latest/api/token',
      `GET ${path}`,
    ]);
    expect(await sign([], { ALIBABA_CLOUD_ECS_METADATA: 'live-role' })).toBe('STS.instance');
    asked.splice(0);
    const other = { ram_role_name: 'live-role', ...ROLE, sts_endpoint: `127.0.0.1:${port}` };
    expect(await sign([{ name: 'it', mode: 'RamRoleArnWithRoleName', ...other }])).toBe('STS.role1');
    expect(asked.map((one) => one.asked)).toEqual(['PUT /latest/api/token', `GET ${path}`, 'AssumeRole']);
  });

  test('is had of an older metadata service, which knows no tokens', async () => {
    const { sign, asked } = await instance('v1');
    expect(await sign([{ name: 'it', mode: 'EcsRamRole', ram_role_name: 'live-role' }])).toBe('STS.instance');
    expect(asked.map((one) => one.asked)).toEqual(['PUT /latest/api/token', `GET ${path}`]);
    expect(await sign([{ name: 'it', mode: 'EcsRamRole', ram_role_name: 'other' }])).toContain(
      'hint: Is this an ECS instance with a RAM role?',
    );
  });
});
