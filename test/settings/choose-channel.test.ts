import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CREATED, DENIED, INFO, listPage, NO_HISTORY, NO_SUCH_CHANNEL } from '../helpers/answers.js';
import { type Exchange, refusal, scripted } from '../helpers/script.js';
import { createWorld, type World, type WorldOptions } from '../helpers/world.js';

const LIST_TWO = 'GET /?live&max-keys=2';

/** Runs `line` in the world against a server that expects exactly these exchanges. */
async function run(world: World, line: string, exchanges: readonly Exchange[], options: WorldOptions = {}) {
  const script = scripted(exchanges);
  const ended = await world.run(line.split(' '), { ...options, transport: script.transport });
  script.finish();
  return ended;
}

const lookAt = (name: string): Exchange => ({ request: `GET /${name}?live`, answer: INFO });

/** A file is in the way of its state folder. */
function worldWithoutState(): { world: World; stateDir: string } {
  const { homeDir } = createWorld();
  writeFileSync(join(homeDir, 'file'), '');
  const stateDir = join(homeDir, 'file/state');
  return { world: createWorld({ env: { OSS_LIVE_STATE_DIR: stateDir } }), stateDir };
}

async function worldAfterCreate(name: string): Promise<World> {
  const world = createWorld();
  await run(world, `create ${name}`, [
    { request: `GET /${name}?live`, answer: NO_SUCH_CHANNEL },
    { request: `PUT /${name}?live`, answer: CREATED },
  ]);
  return world;
}

describe('which channel is meant', () => {
  test('an argument or --channel beats OSS_LIVE_CHANNEL, and none of them is remarked upon', async () => {
    const world = createWorld({ env: { OSS_LIVE_CHANNEL: 'from-env' } });
    expect((await run(world, 'info from-argument', [lookAt('from-argument')])).stderr).toBe('');
    expect((await run(world, 'info both -C both', [lookAt('both')])).stderr).toBe('');
    expect((await run(world, 'info -C from-option', [lookAt('from-option')])).stderr).toBe('');
    expect((await run(world, 'info', [lookAt('from-env')])).stderr).toBe('');
  });

  test('the one chosen with use beats the one last created', async () => {
    const world = await worldAfterCreate('created');
    await run(world, 'use chosen', [lookAt('chosen')]);
    expect((await run(world, 'info', [lookAt('chosen')])).stderr).toBe(
      'Channel chosen (chosen with oss-live use)\n',
    );
    await run(world, 'use --clear', []);
    expect((await run(world, 'info', [lookAt('created')])).stderr).toBe(
      'Channel created (the one last created here)\n',
    );
  });

  test('what is remembered holds for its own bucket only', async () => {
    const world = await worldAfterCreate('created');
    const ended = await run(world, 'info -b otherbucket', [
      { request: LIST_TWO, answer: listPage([{ name: 'only' }]) },
      lookAt('only'),
    ]);
    expect(ended.stderr).toBe('Channel only (the only channel of bucket otherbucket)\n');
  });

  test('a deleted channel is not the one that is meant any more', async () => {
    const world = await worldAfterCreate('created');
    await run(world, 'delete created', [
      lookAt('created'),
      { request: 'GET /created?comp=history&live', answer: NO_HISTORY },
      { request: 'DELETE /created?live', answer: { status: 204 } },
    ]);
    const ended = await run(world, 'info', [{ request: LIST_TWO, answer: listPage([]) }]);
    expect(ended).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Which channel? None was named, and bucket examplebucket has none.\nhint: Create one: oss-live create test-channel\n',
    });
  });

  test('several channels, or a list that is denied, name the ways to say it', async () => {
    const hint =
      'hint: Name it as an argument, with --channel or in OSS_LIVE_CHANNEL, or choose one: oss-live use ';
    const several = { request: LIST_TWO, answer: listPage([{ name: 'a' }, { name: 'b' }]) };
    expect(await run(createWorld(), 'info', [several])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Which channel? None was named, and bucket examplebucket has several.\n${hint}a\n`,
    });
    expect(await run(createWorld(), 'info', [{ request: LIST_TWO, answer: DENIED }])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Which channel? None was named, and listing the bucket is denied.\n${hint}test-channel\n403 AccessDenied, EC 0003-00000502, request id 65E6B2F0A1B2C3D4E5F60718\n`,
    });
  });

  test('wrong keys stay wrong keys', async () => {
    const answer = refusal(403, 'SignatureDoesNotMatch', '0002-00000201', 'The signature does not match.');
    const ended = await run(createWorld(), 'info', [{ request: LIST_TWO, answer }]);
    expect(ended).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/^error: The signature does not match\./),
    });
  });

  test('a state folder that cannot be written costs the memory and nothing else', async () => {
    const { world } = worldWithoutState();
    const created = await run(world, 'create cam-42', [
      { request: 'GET /cam-42?live', answer: NO_SUCH_CHANNEL },
      { request: 'PUT /cam-42?live', answer: CREATED },
    ]);
    expect(created.exitCode).toBe(0);
    const ended = await run(world, 'info', [
      { request: LIST_TWO, answer: listPage([{ name: 'cam-42' }]) },
      lookAt('cam-42'),
    ]);
    expect(ended).toMatchObject({
      exitCode: 0,
      stderr: 'Channel cam-42 (the only channel of bucket examplebucket)\n',
    });
  });

  test('-q takes the channel without a word', async () => {
    const world = await worldAfterCreate('created');
    expect((await run(world, 'info -q', [lookAt('created')])).stderr).toBe('');
  });
});

describe('a channel that was not named', () => {
  test.each(['disable', 'status disabled'])('is not switched off by %s without --yes', async (line) => {
    const world = await worldAfterCreate('created');
    expect(await run(world, `${line} -q`, [])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Disabling cuts a running push, and created was not named.\nhint: Name it: oss-live disable created, or confirm with --yes.\n',
    });
    const sent = await run(world, `${line} -q --yes`, [
      { request: 'PUT /created?live&status=disabled', answer: {} },
    ]);
    expect(sent.exitCode).toBe(0);
  });

  test('is enabled without asking', async () => {
    const world = await worldAfterCreate('created');
    const ended = await run(world, 'enable', [{ request: 'PUT /created?live&status=enabled', answer: {} }]);
    expect(ended).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Channel created (the one last created here)\nChannel created is enabled.\n',
    });
  });
});

describe('use', () => {
  test('shows the choice, or says that there is none', async () => {
    const world = await worldAfterCreate('created');
    expect(await run(world, 'use', [])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'No channel selected; last created: created.\n',
    });
    await run(world, 'use cam-42', [lookAt('cam-42')]);
    expect(await run(world, 'use', [])).toEqual({ exitCode: 0, stdout: 'cam-42\n', stderr: '' });
  });

  test('does not choose a channel that does not exist', async () => {
    const world = createWorld();
    const ended = await run(world, 'use cam-42', [
      { request: 'GET /cam-42?live', answer: NO_SUCH_CHANNEL },
      { request: 'GET /?live&max-keys=1000', answer: listPage([{ name: 'cam-41' }, { name: 'hall' }]) },
    ]);
    expect(ended.exitCode).toBe(5);
    expect(ended.stderr).toContain('hint: Did you mean cam-41? oss-live use cam-41\n');
    expect((await run(world, 'use', [])).stderr).toBe('No channel selected.\n');
  });

  test('chooses a channel that may not be looked at', async () => {
    const ended = await run(createWorld(), 'use cam-42', [{ request: 'GET /cam-42?live', answer: DENIED }]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: 'Commands without a channel now mean cam-42.\n' });
  });

  test('with --dry-run chooses nothing', async () => {
    const world = createWorld();
    expect(await run(world, 'use cam-42 -n', [lookAt('cam-42')])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Commands without a channel would mean cam-42.\n',
    });
    expect((await run(world, 'use', [])).stderr).toBe('No channel selected.\n');
  });

  test('says when the choice cannot be kept', async () => {
    const { world, stateDir } = worldWithoutState();
    expect(await run(world, 'use cam-42', [lookAt('cam-42')])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `error: The choice cannot be written to ${stateDir}.\nhint: Make the folder writable, or name another in OSS_LIVE_STATE_DIR.\n`,
    });
  });
});

describe('a profile that hides variables', () => {
  const URL = /^rtmp:\/\/127\.0\.0\.1:8787\/local\/live\/cam\?/;

  test('says so once, and how to use them', async () => {
    const world = createWorld({ env: { OSS_PROFILE: 'local' } });
    const named = 'OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_ENDPOINT and OSS_BUCKET';
    expect(await run(world, 'sign-rtmp cam', [])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(URL),
      stderr: `The profile local overrides ${named}; to use them: unset OSS_PROFILE\n`,
    });
    expect((await run(createWorld(), 'sign-rtmp cam --profile local', [])).stderr).toBe(
      `The profile local overrides ${named}; to use them: leave --profile out\n`,
    );
    expect((await run(world, 'sign-rtmp cam -q', [])).stderr).toBe('');
  });
});

describe('a channel written with its bucket, oss://bucket/channel', () => {
  const OTHER = { env: { OSS_BUCKET: undefined, OSS_LIVE_CHANNEL: undefined } };
  const host = /^rtmp:\/\/([\w-]+)\.oss-cn-hangzhou\.aliyuncs\.com\/live\/([^?]+)\?/;

  test.each<[string, string, Record<string, string | undefined>]>([
    ['an argument', 'sign-rtmp oss://otherbucket/cam', {}],
    ['an argument, before OSS_BUCKET', 'sign-rtmp oss://otherbucket/cam/', { OSS_BUCKET: 'examplebucket' }],
    ['an argument that agrees with -b', 'sign-rtmp OSS://otherbucket/cam -b otherbucket', {}],
    ['--channel', 'sign-rtmp -C oss://otherbucket/cam', {}],
    ['OSS_LIVE_CHANNEL', 'sign-rtmp', { OSS_LIVE_CHANNEL: 'oss://otherbucket/cam' }],
    ['OSS_LIVE_CHANNEL and -b', 'sign-rtmp -b otherbucket', { OSS_LIVE_CHANNEL: 'oss://otherbucket/cam' }],
    [
      'OSS_LIVE_CHANNEL for the bucket alone',
      'sign-rtmp cam',
      { OSS_LIVE_CHANNEL: 'oss://otherbucket/another' },
    ],
  ])('%s', async (_, line, env) => {
    const { exitCode, stdout } = await run(createWorld({ env: { ...OTHER.env, ...env } }), line, []);
    const [, bucket, channel] = host.exec(stdout) ?? [];
    expect([exitCode, bucket, channel]).toEqual([0, 'otherbucket', 'cam']);
  });

  test.each<[string, Record<string, string>, number, string]>([
    [
      'sign-rtmp oss://otherbucket/cam -b examplebucket',
      {},
      2,
      'error: The channel is in bucket otherbucket, but --bucket is examplebucket.\nhint: Leave --bucket out: the bucket is in the name of the channel.\n',
    ],
    [
      'sign-rtmp',
      { OSS_LIVE_CHANNEL: 'oss://otherbucket/cam' },
      3,
      'error: OSS_LIVE_CHANNEL is in bucket otherbucket, but the bucket is examplebucket.\nhint: Name a channel of that bucket, or leave the bucket out of OSS_LIVE_CHANNEL.\n',
    ],
    [
      'delete oss://otherbucket/a oss://examplebucket/b',
      {},
      2,
      'error: One call is about one bucket, and these channels are in otherbucket and examplebucket.\n',
    ],
    [
      'push 1.flv --to oss://otherbucket/a --to oss://examplebucket/b',
      {},
      2,
      'error: One call is about one bucket, and these channels are in otherbucket and examplebucket.\n',
    ],
    [
      'info oss://otherbucket',
      {},
      2,
      'error: "oss://otherbucket" is not a channel in a bucket.\nhint: A channel in a bucket is written oss://examplebucket/test-channel\n',
    ],
    [
      'vod-save oss://otherbucket/cam',
      {},
      2,
      'error: vod-save does not take oss://otherbucket/cam there.\nhint: Usage: oss-live vod-save [options] <playlist> [channel]\n',
    ],
    ['create ..', {}, 2, 'error: ".." is no channel name: it means a folder.\n'],
    ['delete .', {}, 2, 'error: "." is no channel name: it means a folder.\n'],
  ])('%s is refused', async (line, env, exitCode, stderr) => {
    expect(await run(createWorld({ env }), line, [])).toEqual({ exitCode, stdout: '', stderr });
  });
});
