// Commands on several channels at once, against an emulator.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, type Ended, LOCAL_ENV, type WorldOptions } from '../helpers/world.js';

let emulator: Emulator;
beforeAll(() => {
  emulator = createEmulator({ dataDir: temporaryFolder() });
});
afterAll(() => emulator.close());

/** The method and the channel of each request, in the order in which they came. */
let asked: string[] = [];

function run(line: string, options: WorldOptions = {}): Promise<Ended> {
  asked = [];
  const env = { ...LOCAL_ENV, NO_COLOR: '1' };
  return createWorld().run(line.split(' '), {
    ...{ env, now: () => new Date() },
    transport: async (request, given) => {
      asked.push(`${request.method} ${request.target.replace('/local/', '').replace(/[?].*/, '')}`);
      return (await emulator.handle({ ...request, ...given })) as never;
    },
    ...options,
  });
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

async function named(prefix: string): Promise<string[]> {
  return lines((await run(`list --prefix ${prefix}`)).stdout).map((line) => line.split('\t')[0]!);
}

describe('several channels', () => {
  test('are created, told with their URLs, and left alone the second time', async () => {
    const first = await run('create new-1 new-2 new-1 --frag-duration 2');
    const url = (name: string) =>
      `rtmp://127.0.0.1:8787/local/live/${name}\thttp://127.0.0.1:8787/local/${name}/playlist.m3u8`;
    expect(first).toEqual({
      exitCode: 0,
      stdout: `new-1\tcreated\t${url('new-1')}\nnew-2\tcreated\t${url('new-2')}\n`,
      stderr: '',
    });
    expect((await run('create new-1 new-2')).stdout).toBe(
      `new-1\tunchanged\t${url('new-1')}\nnew-2\tunchanged\t${url('new-2')}\n`,
    );
  });

  test('come from stdin, as names or as a list prints them', async () => {
    const list = 'in-1\tenabled\t2024-03-05T06:07:08.000Z\tDoor\r\n\nin-2\noss://local/in-3\n';
    expect((await run('create -', { stdin: list })).exitCode).toBe(0);
    expect(await named('in-')).toEqual(['in-1', 'in-2', 'in-3']);
    const elsewhere = await run('create -', { stdin: 'in-4\noss://other/in-5\n' });
    expect([elsewhere.exitCode, elsewhere.stderr, asked]).toEqual([
      2,
      'error: Line 2 of stdin is in bucket other.\nhint: One call is about one bucket.\n',
      [],
    ]);
    const wrong = await run('create -', { stdin: 'in-4\nin/5\n' });
    expect([wrong.exitCode, wrong.stderr, asked]).toEqual([
      2,
      'error: A channel name contains no "/"; got "in/5".\n',
      [],
    ]);
  });

  test('are found by patterns, each once', async () => {
    await run('create pat-1 pat-2 pat-10 other-1');
    const { stdout } = await run('info pat-? other-1 pat-1* --json');
    const { channels } = JSON.parse(stdout);
    expect(channels.map(({ channelName }: { channelName: string }) => channelName)).toEqual([
      ...['other-1', 'pat-1', 'pat-10', 'pat-2'],
    ]);
    expect(channels[1]).toEqual({
      ...{ channelName: 'pat-1', description: '', status: 'enabled', requestId: expect.any(String) },
      target: { type: 'HLS', fragDuration: 5, fragCount: 3, playlistName: 'playlist.m3u8' },
    });
  });

  test('a pattern that fits nothing is an error, and a channel may be called so', async () => {
    const none = await run('stat nobody-*');
    expect([none.exitCode, none.stderr]).toEqual([
      5,
      'error: No channel matches nobody-*.\nhint: oss-live list shows them all.\n',
    ]);
    expect((await run('create star-*')).exitCode).toBe(0);
    expect((await run('stat -C star-*')).stdout).toBe('Channel\tstar-*\nStatus\tIdle\n');
    await run('delete star-* --yes');
  });

  test('are enabled and disabled together', async () => {
    await run('create sw-1 sw-2');
    expect(await run('disable sw-*')).toEqual({
      exitCode: 0,
      stdout: 'sw-1\tdisabled\nsw-2\tdisabled\n',
      stderr: '2 of 2 channels are disabled.\n',
    });
    expect((await run('stat sw-1 sw-2', { terminal: 80 })).stdout).toBe(
      'Name  Status    Connected  Publisher  Video  Audio  Bandwidth\n' +
        'sw-1  Disabled  -          -          -      -      -\n' +
        'sw-2  Disabled  -          -          -      -      -\n',
    );
    expect((await run('status sw-1 sw-2 enabled')).stdout).toBe('sw-1\tenabled\nsw-2\tenabled\n');
  });

  test('of which some fail: the others are done, and a table says which', async () => {
    await run('create some-1 some-3');
    const ended = await run('enable some-1 some-2 some-3 gone-4', { terminal: 80 });
    expect(ended).toEqual({
      exitCode: 8,
      stdout: 'Name    Status\nsome-1  enabled\nsome-3  enabled\n',
      stderr:
        '2 of 4 channels are enabled.\n' +
        'Failed  Code               Message\n' +
        'some-2  NoSuchLiveChannel  The specified live channel does not exist.\n' +
        'gone-4  NoSuchLiveChannel  The specified live channel does not exist.\n' +
        'error: 2 of 4 channels failed.\n' +
        'hint: See `oss-live list` for the names, or make it with `oss-live create`.\n',
    });
    const { stdout, exitCode } = await run('stat some-1 some-2 --json');
    expect([exitCode, JSON.parse(stdout).channels[1]]).toEqual([
      8,
      {
        ...{ channelName: 'some-2', requestId: expect.any(String), code: 'NoSuchLiveChannel' },
        message: 'The specified live channel does not exist.',
      },
    ]);
  });

  test('what is wrong for all of them is asked once', async () => {
    const wrong = { ...LOCAL_ENV, OSS_PROFILE: undefined, OSS_ENDPOINT: 'http://127.0.0.1:8787' };
    const keys = { OSS_BUCKET: 'local', OSS_ACCESS_KEY_ID: 'LTAI5tNobody', OSS_ACCESS_KEY_SECRET: 'x' };
    const ended = await run('stat a b c d', { env: { ...wrong, ...keys, OSS_REGION: 'cn-hangzhou' } });
    expect([ended.exitCode, asked.length]).toEqual([4, 1]);
  });

  test('no more than --jobs are worked on at once, and results keep their order', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `job-${String(index).padStart(2, '0')}`);
    let [running, most] = [0, 0];
    const ended = await run(`create ${names.join(' ')} --jobs 3`, {
      transport: async (request, given) => {
        running++;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        return (await emulator.handle({ ...request, ...given }).finally(() => running--)) as never;
      },
    });
    expect([ended.exitCode, most]).toEqual([0, 3]);
    expect(lines(ended.stdout).map((line) => line.split('\t')[0])).toEqual(names);
  });

  test('found by a pattern are deleted only with a yes', async () => {
    await run('create del-1 del-2 del-3 del-4');
    const refused = await run('delete del-*');
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      "error: Nothing was deleted: 'del-*' would delete 4 channels.\n" +
        "hint: See which: oss-live delete 'del-*' --dry-run; to go on add --yes.\n",
    ]);
    expect(await named('del-')).toHaveLength(4);
    const asked = await run('delete del-*', { terminal: 80, typed: 'y\n' });
    expect([asked.exitCode, asked.stderr.split('\n')[0]]).toEqual([
      0,
      'This deletes 4 channels, del-1, del-2 … del-4. Go on? [y/N] Deleted del-1.',
    ]);
    expect(await named('del-')).toEqual([]);
  });

  test('with --dry-run nothing is changed, and every request is shown', async () => {
    await run('create dry-1 dry-2');
    for (const line of ['disable dry-*', 'delete dry-*', 'create dry-3 dry-4']) {
      const { stdout, exitCode } = await run(`${line} --dry-run --json`);
      expect([exitCode, JSON.parse(stdout).requests.length]).toEqual([0, 2]);
      expect(asked.filter((request) => !request.startsWith('GET'))).toEqual([]);
    }
  });

  test('history of many over one network warns of nothing', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `many-${at}`);
    await run(`create ${names.join(' ')}`);
    const { url } = await emulator.listen();
    const warnings: string[] = [];
    const hear = (warning: Error) => warnings.push(warning.message);
    process.on('warning', hear);
    const told = await run(`history many-* --json -e ${url}`, { transport: createTransport() });
    // A warning comes a turn later.
    await new Promise(setImmediate);
    process.off('warning', hear);
    expect([JSON.parse(told.stdout).channels.length, told.stderr, warnings]).toEqual([12, '', []]);
  });

  test('history of each', async () => {
    await run('create his-1 his-2');
    expect(await run('history his-1 his-2')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});
