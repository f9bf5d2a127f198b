// npm run conformance as it is run, against an emulator in the place of a bucket that somebody else uses too.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cleanEnvironment } from '../../scripts/clean-environment.js';
import { type Client, createClient, createEmulator, type Emulator } from '../../src/index.js';
import { temporaryFolder } from '../helpers/store.js';

const ROOT = join(import.meta.dirname, '../..');
const credentials = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};

let emulator: Emulator;
let client: Client;
let variables: Record<string, string>;

beforeAll(async () => {
  emulator = createEmulator({
    dataDir: temporaryFolder(),
    buckets: ['examplebucket'],
    credentials: [credentials],
  });
  const { url } = await emulator.listen();
  client = createClient({ endpoint: url, bucket: 'examplebucket', region: 'cn-hangzhou', credentials });
  variables = {
    ...{ OSS_ENDPOINT: url, OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'examplebucket' },
    ...{ OSS_ACCESS_KEY_ID: credentials.accessKeyId, OSS_ACCESS_KEY_SECRET: credentials.accessKeySecret },
  };
});
afterAll(() => emulator.close());

/** What is in the bucket: names of channels, keys of objects. */
async function contents(): Promise<string[]> {
  const { channels } = await client.listLiveChannel();
  const { objects } = await client.listObjects();
  return [...channels.map(({ name }) => name ?? ''), ...objects.map(({ key }) => key)];
}

/** Somebody else's, whose names begin nearly as ours do. */
const OTHERS = ['oss-live-conformance', 'oss-live-conformance.txt'];
beforeEach(async () => {
  await client.putLiveChannel({ channelName: OTHERS[0]! });
  await client.putObject({ key: OTHERS[1]!, body: 'mine', contentType: 'text/plain' });
});

function start(args: readonly string[], env: Record<string, string> = variables) {
  const child = spawn(process.execPath, ['scripts/conformance.js', ...args], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...cleanEnvironment(), ...env },
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  const ended = once(child, 'close').then(([code]) => ({ exitCode: code as number | null, ...said }));
  return { child, ended };
}

/** A run that is in the middle of a push. */
async function startPushing() {
  const run = start([
    '--yes',
    '--no-story',
    '--only',
    'silence-ends-a-push',
    '--out',
    join(temporaryFolder(), 'r.json'),
  ]);
  await expect
    .poll(async () => (await emulator.control.state()).buckets[0]?.channels.some(({ live }) => live !== null))
    .toBe(true);
  return run;
}

test('a run says what it found, hides what is secret, and leaves what was there', async () => {
  const out = join(temporaryFolder(), 'report.json');
  const { exitCode, stdout, stderr } = await start([
    '--yes',
    '--no-story',
    '--only',
    'refusal-codes,disabled-over-rtmp',
    '--out',
    out,
  ]).ended;
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `2 as assumed, 0 differ, 0 unclear. Report: ${out}\n`,
  });
  expect(stderr).toMatch(
    /as-assumed {2}disabled-over-rtmp: error NetStream.Publish.Denied "LiveChannelDisabled: .*\n(?:.|\n)*Removed 1 channels and \d+ objects\.\n$/,
  );
  const text = readFileSync(out, 'utf8');
  const report = JSON.parse(text);
  expect(report).toMatchObject({
    region: 'cn-hangzhou',
    story: null,
    rows: [{ id: 'refusal-codes' }, { id: 'disabled-over-rtmp' }],
  });
  expect(report.rows[1].evidence).toContainEqual(
    expect.stringMatching(/^< rtmp onStatus 0 .*LiveChannelDisabled/),
  );
  for (const secret of Object.values(credentials)) expect(text + stderr).not.toContain(secret);
  expect(text).not.toMatch(/Signature=(?!\*)/);
  expect(await contents()).toEqual(OTHERS);
});

test('a bucket that does otherwise is told, with exit 1', async () => {
  emulator.control.addFault({
    id: 'other',
    match: { layer: 'http', op: 'GetLiveChannelInfo' },
    effect: { status: 403, code: 'Forbidden' },
  });
  const { exitCode, stdout } = await start([
    '--yes',
    '--no-story',
    '--only',
    'refusal-codes',
    '--out',
    join(temporaryFolder(), 'r.json'),
  ]).ended;
  emulator.control.removeFault('other');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^differs: refusal-codes: a channel that is not there: 403 Forbidden null instead of 404/,
  );
  expect(await contents()).toEqual(OTHERS);
});

test('Ctrl-C in the middle of a push removes all that was made', async () => {
  const { child, ended } = await startPushing();
  child.kill('SIGINT');
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /Stopping, and removing what was made\.\nRemoved 1 channels and \d+ objects\.\nInterrupted\.\n$/,
  );
  expect(await contents()).toEqual(OTHERS);
});

test('what a run had to leave that was killed, the next one removes', async () => {
  const { child, ended } = await startPushing();
  child.kill('SIGKILL');
  await ended;
  expect((await contents()).length).toBeGreaterThan(OTHERS.length);
  const next = await start([
    '--yes',
    '--no-story',
    '--only',
    'canonical-request',
    '--out',
    join(temporaryFolder(), 'r.json'),
  ]).ended;
  expect(next.stderr).toMatch(/^Removed what an earlier run had left: 1 channels, \d+ objects\.\n/);
  expect(next.exitCode).toBe(0);
  expect(await contents()).toEqual(OTHERS);
});

test.each<[string, readonly string[], Record<string, string>, number, RegExp]>([
  [
    'nobody can be asked',
    [],
    {},
    6,
    /^This asks the bucket examplebucket at 127\.0\.0\.1:\d+\.(?:.|\n)*Nobody can be asked here: give --yes\.\n$/,
  ],
  ['a variable is missing', ['--yes'], { OSS_BUCKET: '' }, 2, /^Not set: OSS_BUCKET\.\nUsage: /],
  [
    'a row is unknown',
    ['--yes', '--only', 'histori'],
    {},
    2,
    /^No probe asks about histori\. There are: refusal-codes, /,
  ],
  ['an option is unknown', ['--all'], {}, 2, /^Unknown option '--all'/],
])('nothing is asked when %s', async (_case, args, more, exitCode, words) => {
  const ended = await start(args, { ...variables, ...more }).ended;
  expect(ended).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(words) });
  expect(await contents()).toEqual(OTHERS);
});
