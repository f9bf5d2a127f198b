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
        'error: Which channel? None was named, and bucket examplebucket has none.\nhint: Create one: oss-live create <channel>\n',
    });
  });

  test('several channels, or a list that is denied, name the ways to say it', async () => {
    const hint =
      'hint: Name it as an argument, with --channel or in OSS_LIVE_CHANNEL, or choose one: oss-live use <channel>\n';
    const several = { request: LIST_TWO, answer: listPage([{ name: 'a' }, { name: 'b' }]) };
    expect(await run(createWorld(), 'info', [several])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Which channel? None was named, and bucket examplebucket has several.\n${hint}`,
    });
    expect(await run(createWorld(), 'info', [{ request: LIST_TWO, answer: DENIED }])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: Which channel? None was named, and listing the bucket is denied.\n${hint}403 AccessDenied, EC 0003-00000502, request id 65E6B2F0A1B2C3D4E5F60718\n`,
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
