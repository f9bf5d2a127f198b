import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { createEmulator } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, type WorldOptions } from '../helpers/world.js';

const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [localProfile] });
const transport = createTransport();
let env: Record<string, string | undefined>;

beforeAll(async () => {
  const { url } = await emulator.listen();
  env = {
    ...{ OSS_ENDPOINT: url, OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local' },
    ...{ OSS_ACCESS_KEY_ID: 'LTAI5tLocalKey0001', OSS_ACCESS_KEY_SECRET: localProfile.accessKeySecret },
    PATH: process.env.PATH,
  };
});
afterAll(async () => {
  await transport.close();
  await emulator.close();
});

function world(more: Record<string, string | undefined> = {}, options: WorldOptions = {}) {
  return createWorld({ transport, env: { ...env, ...more }, now: () => new Date(), ...options });
}

const OWN = { OSS_ACCESS_KEY_ID: localProfile.accessKeyId };
const fixes = (findings: { name: string; state: string; fix: string | null }[], state: string) =>
  findings.filter((finding) => finding.state === state).map(({ name, fix }) => [name, fix]);

test('a document has the settings with their sources, what is ignored, and each finding with its fix', async () => {
  const { run, homeDir } = world(OWN);
  mkdirSync(join(homeDir, '.aliyun'));
  writeFileSync(
    join(homeDir, '.ossutilconfig'),
    '[default]\naccessKeyId=a\naccessKeySecret=b\nregion=cn-beijing\n',
  );
  writeFileSync(join(homeDir, '.aliyun/config.json'), '{');
  const ended = await run(['doctor', '--json', '-b', 'local'], {
    env: { ...env, ...OWN, OSS_SECURITY_TOKEN: 'never read' },
  });
  const { settings, ignored, findings } = JSON.parse(ended.stdout);
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  expect(settings).toEqual([
    { name: 'key', value: 'oss-****-key', source: 'variables OSS_*' },
    { name: 'secret', value: '***', source: 'variables OSS_*' },
    { name: 'endpoint', value: env.OSS_ENDPOINT, source: 'variables OSS_*' },
    { name: 'region', value: 'cn-hangzhou', source: 'variables OSS_*' },
    { name: 'bucket', value: 'local', source: 'options' },
    { name: 'channel', value: null, source: null },
  ]);
  expect(ignored.map(({ message }: { message: string }) => message)).toEqual([
    'OSS_BUCKET: overridden by options',
    'credentials of profile default in ~/.ossutilconfig: overridden by variables OSS_*',
    'region of profile default in ~/.ossutilconfig: overridden by variables OSS_*',
    'Cannot understand ~/.aliyun/config.json: it is not JSON.',
    'OSS_SECURITY_TOKEN: no such setting is read (oss-live help environment)',
  ]);
  expect(fixes(findings, 'failed')).toEqual([]);
  expect(fixes(findings, 'warning').map(([name]) => name)).toEqual(['cors', 'lifecycle']);
});

test('a secret that is wrong is told with its likely cause, and is the exit code', async () => {
  const { run } = world({ ...OWN, OSS_ACCESS_KEY_SECRET: 'not-the-secret' });
  const { exitCode, stdout } = await run(['doctor', '--json']);
  expect([exitCode, fixes(JSON.parse(stdout).findings, 'failed')]).toEqual([
    4,
    [['credentials', 'Both signed the same text: the secret does not belong to this key id. Copy it anew.']],
  ]);
  expect(stdout).not.toContain('not-the-secret');
});

test('without settings the machine is looked at all the same', async () => {
  const { run } = world({ OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined });
  const { exitCode, stdout } = await run(['doctor']);
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  expect(exitCode).toBe(3);
  expect(rows[0]).toEqual([
    'failed',
    'settings',
    'No credentials. Looked in: options, variables OSS_*, variables ALIBABA_CLOUD_*, ~/.ossutilconfig (not there), ~/.aliyun/config.json (not there)',
    'Set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or start `oss-live emulator` and use --profile local.',
  ]);
  expect(rows.slice(1, 4).map(([state, name]) => [state, name])).toEqual([
    ['ok', 'node'],
    ['ok', 'ffmpeg'],
    ['ok', 'ffprobe'],
  ]);
  expect(new Set(rows.slice(4, -1).map(([state, , why]) => `${state}: ${why}`))).toEqual(
    new Set(['notTested: there are no settings']),
  );
});

test('a terminal sees the fix below what it mends', async () => {
  const { run } = world(OWN);
  const { stdout } = await run(['doctor', 'gone', '--no-color'], { terminal: 80 });
  expect(stdout).toContain(
    'FAILED   channel      there is no channel gone\n         fix: Make it: oss-live create gone\n',
  );
  expect(stdout).toContain('live for a moment: oss-live doctor gone --publish\n');
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ ok, 2 warnings, 1 failed, \d not tested$/);
  expect(stdout.split('\n').filter((line) => line.length > 80 && !/fix:|next:/.test(line))).toEqual([]);
});

test('a machine without ffmpeg is told how to get it', async () => {
  const { exitCode, stdout } = await world({ ...OWN, PATH: '/nowhere' }).run(['doctor', '--json']);
  const { findings } = JSON.parse(stdout);
  expect([exitCode, fixes(findings, 'failed')]).toEqual([
    9,
    [
      [
        'ffmpeg',
        'Install it: sudo apt-get install ffmpeg (dnf, apk or pacman elsewhere); or name it with --ffmpeg or OSS_LIVE_FFMPEG.',
      ],
    ],
  ]);
});

test('an ffmpeg that hangs is no fault of the network', async () => {
  const ffmpeg = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(ffmpeg, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
  const { exitCode, stdout } = await world(OWN).run(['doctor', '--json', '--ffmpeg', ffmpeg]);
  const { findings } = JSON.parse(stdout) as { findings: { name: string }[] };
  expect([exitCode, findings.find(({ name }) => name === 'ffmpeg')]).toMatchObject([
    9,
    {
      state: 'failed',
      message: `${ffmpeg} did not answer within 4s.`,
      fix: 'This machine may be busy with something else: try again.',
    },
  ]);
});
