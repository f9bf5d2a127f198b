// export, plan and apply, against an emulator.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, type Ended, LOCAL_ENV, type World, type WorldOptions } from '../helpers/world.js';

let emulator: Emulator;
beforeAll(() => {
  emulator = createEmulator({ dataDir: temporaryFolder(), buckets: ['local', 'other'] });
});
afterAll(() => emulator.close());

let world: World;
beforeEach(async () => {
  world = createWorld();
  const names = (await run('list')).stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
  if (names.length > 0) await run('delete -', { stdin: names.join('\n') });
});

/** What was sent that changes something. */
let changed: string[] = [];

function run(line: string, options: WorldOptions = {}): Promise<Ended> {
  changed = [];
  return world.run(line.split(' '), {
    ...{ env: { ...LOCAL_ENV, NO_COLOR: '1' }, now: () => new Date() },
    transport: async (request, given) => {
      if (request.method !== 'GET') changed.push(`${request.method} ${request.target.split('?')[0]}`);
      return (await emulator.handle({ ...request, ...given })) as never;
    },
    ...options,
  });
}

function file(text: string, name = 'channels.yaml'): void {
  writeFileSync(join(world.homeDir, name), text);
}

const TWO = 'channels:\n  a: { fragDuration: 2, description: Door }\n  b:\n';

test('a file is planned, applied, and then nothing differs', async () => {
  file(TWO);
  expect(await run('plan')).toEqual({
    exitCode: 6,
    stdout: 'a\tcreate\t\nb\tcreate\t\n',
    stderr: '2 to create, 0 unchanged.\n',
  });
  expect(await run('apply')).toEqual({
    exitCode: 0,
    stdout: 'a\tcreated\nb\tcreated\n',
    stderr: '2 changed, 0 unchanged.\n',
  });
  expect(await run('plan')).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'All channels are as the file says.\n',
  });
  expect([await run('apply'), changed]).toEqual([
    { exitCode: 0, stdout: '', stderr: 'All 2 channels are as the file says.\n' },
    [],
  ]);
});

test('what differs is said, and changed without touching the rest', async () => {
  await run('create a --frag-count 7 --playlist-name own.m3u8');
  await run('create b --status disabled');
  file('channels:\n  a: { fragDuration: 2, description: Door }\n  b: { status: enabled }\n');
  expect((await run('plan', { terminal: 80 })).stdout).toBe(
    'Channel  Action  What\n' +
      'a        change  description "" -> "Door", fragDuration 5 -> 2\n' +
      'b        enable  -\n',
  );
  expect((await run('apply')).stdout).toBe('a\tchanged\nb\tenabled\n');
  expect(JSON.parse((await run('info a --json')).stdout)).toMatchObject({
    description: 'Door',
    target: { fragDuration: 2, fragCount: 7, playlistName: 'own.m3u8' },
  });
});

test('an export is a file of what there is, which differs in nothing', async () => {
  await run('create a 10 9 直播 --frag-duration 2');
  const exported = await run('export');
  expect(exported.stdout.split('\n').slice(0, 4)).toEqual([
    'endpoint: http://127.0.0.1:8787',
    'bucket: local',
    'channels:',
    '  "10":',
  ]);
  file(exported.stdout);
  expect((await run('plan --prune')).exitCode).toBe(0);
  expect(await run('apply - -b other -q', { stdin: exported.stdout })).toMatchObject({ exitCode: 0 });
  expect((await run('list -b other')).stdout.split('\n')).toHaveLength(5);
  expect(Object.keys(JSON.parse((await run('export 1* a --json')).stdout).channels)).toEqual(['10', 'a']);
});

test('an export that lacks something is none', async () => {
  await run('create a');
  const ended = await run('export a gone');
  expect([ended.exitCode, ended.stdout]).toEqual([8, '']);
});

test('with --prune it deletes what the file does not have, after a yes', async () => {
  await run('create a b old-1 old-2');
  file('channels: { a: , b: }\n');
  const plan = await run('plan --prune');
  expect([plan.exitCode, plan.stdout]).toEqual([6, 'old-1\tdelete\t\nold-2\tdelete\t\n']);
  const refused = await run('apply --prune');
  expect([refused.exitCode, refused.stderr, changed]).toEqual([
    2,
    'error: Nothing was changed: 2 channels would be deleted, old-1, old-2.\nhint: See all of it with oss-live plan --prune; to go on add --yes.\n',
    [],
  ]);
  expect((await run('apply --prune --dry-run')).stdout).toBe('old-1\tdelete\t\nold-2\tdelete\t\n');
  expect(changed).toEqual([]);
  expect((await run('apply --prune --yes')).stdout).toBe('old-1\tdeleted\nold-2\tdeleted\n');
});

test('what is wrong with the file is told before anything is sent', async () => {
  file('channels:\n  a: { fragDuraton: 2 }\n', 'bad.yaml');
  for (const command of ['plan', 'apply']) {
    expect([await run(`${command} bad.yaml`), changed]).toEqual([
      {
        exitCode: 2,
        stdout: '',
        stderr: 'error: bad.yaml:2:8: there is no setting "fragDuraton".\nhint: Did you mean fragDuration?\n',
      },
      [],
    ]);
  }
  expect((await run('plan nowhere.yaml')).stderr).toBe(
    'error: There is no file nowhere.yaml.\nhint: To begin with the channels that there are: oss-live export > channels.yaml\n',
  );
  expect(await run('plan .')).toEqual({ exitCode: 2, stdout: '', stderr: 'error: . is a folder.\n' });
});

test('options count more than the file, and the file more than variables', async () => {
  file('bucket: other\nchannels: { only-there: }\n');
  expect((await run('apply')).exitCode).toBe(0);
  expect((await run('list -b other --prefix only')).stdout).toContain('only-there');
  expect((await run('apply -b local')).exitCode).toBe(0);
  expect((await run('list --prefix only')).stdout).toContain('only-there');
});

test('snapshots are sent when something else changes, or when asked for', async () => {
  const snapshot = 'snapshot: { roleName: r, destBucket: pictures, notifyTopic: t, interval: 5 }';
  file(`channels:\n  a: { ${snapshot} }\n`);
  expect((await run('apply')).stdout).toBe('a\tcreated\n');
  expect((await run('plan')).exitCode).toBe(0);
  expect((await run('apply --snapshots')).stdout).toBe('a\tchanged\n');
});

test('of a thousand channels the one that was changed is found, and nothing else is touched', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `cam-${String(index).padStart(4, '0')}`);
  expect((await run('create - --frag-duration 2', { stdin: names.join('\n') })).exitCode).toBe(0);
  const exported = (await run('export')).stdout;
  const line = '  cam-0500:\n    status: enabled\n    fragDuration: 2\n';
  expect(exported.split(line)).toHaveLength(2);
  file(exported.replace(line, line.replace('2\n', '4\n')));

  expect(await run('plan')).toEqual({
    exitCode: 6,
    stdout: 'cam-0500\tchange\tfragDuration 2 -> 4\n',
    stderr: '1 to change, 999 unchanged.\n',
  });
  expect([await run('apply'), changed]).toEqual([
    { exitCode: 0, stdout: 'cam-0500\tchanged\n', stderr: '1 changed, 999 unchanged.\n' },
    ['PUT /local/cam-0500'],
  ]);
  expect((await run('plan --prune')).exitCode).toBe(0);
});
