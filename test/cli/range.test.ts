// Which part of what was recorded is meant, on an emulator with four pushes of 14 minutes, a minute apart.
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, type Ended, LOCAL_ENV, type World } from '../helpers/world.js';

const NOW = '2024-03-05T12:00:00Z';

const dataDir = temporaryFolder();
let emulator: Emulator;
beforeAll(async () => {
  emulator = createEmulator({ dataDir, now: () => new Date(NOW), seedMedia: true });
  await emulator.handle({ method: 'GET', target: '/_health', headers: [], body: null });
});
afterAll(() => emulator.close());

function run(argv: readonly string[], world: World = createWorld(), terminal?: number): Promise<Ended> {
  const place = { env: { ...LOCAL_ENV, NO_COLOR: '1' }, transport: emulator.handle, now: NOW };
  return world.run(argv, { ...place, ...(terminal === undefined ? {} : { terminal }) });
}

const time = (clock: string) => `2024-03-05T${clock}Z`;
/** What `push` would have written of a push to `demo`. */
function ledgerIn({ homeDir }: World, start: string, end: string): void {
  const folder = join(homeDir, '.local/state/oss-live');
  mkdirSync(folder, { recursive: true });
  const place = { endpoint: '127.0.0.1:8787', bucket: 'local', channelName: 'demo' };
  const line = { ...place, startTime: start, endTime: end, seconds: null, remoteAddr: null, source: 'a' };
  appendFileSync(join(folder, 'ledger.ndjson'), `${JSON.stringify(line)}\n`);
}

describe('vod takes', () => {
  test.each<[string[], string, string]>([
    [
      [],
      `Range: ${time('11:00:00')} to ${time('11:58:59')} (the latest session: 4 pushes, gaps of 1m 01s, 1m 01s and 1m 01s).\n`,
      '11:00:00',
    ],
    [
      ['--start', '--end'],
      `Range: ${time('11:00:00')} to ${time('11:58:59')} (the latest session: 4 pushes, gaps of 1m 01s, 1m 01s and 1m 01s).\n`,
      '11:00:00',
    ],
    [['--gap', '30'], `Range: ${time('11:45:00')} to ${time('11:58:59')} (the latest push).\n`, '11:45:00'],
    [
      ['--last', '--gap', '30s'],
      `Range: ${time('11:45:00')} to ${time('11:58:59')} (the latest push).\n`,
      '11:45:00',
    ],
    [
      ['--last', '2', '--gap', '30s'],
      `Range: ${time('11:30:00')} to ${time('11:58:59')} (the latest 2 sessions: 2 pushes).\n`,
      '11:30:00',
    ],
    [
      ['--start', '11:20', '--gap', '30'],
      `Range: ${time('11:20:00')} to ${time('11:58:59')} (the latest 3 sessions: 3 pushes).\n`,
      // The segment that reaches into it.
      '11:19:54',
    ],
    [['--since', '20m'], '', '11:39:55'],
    [['--today'], '', '00:00:00'],
  ])('%j: %sall that began from %s on', async (flags, stderr, from) => {
    const zone = process.env.TZ;
    process.env.TZ = 'UTC';
    const ended = await run(['vod', 'demo', ...flags]);
    process.env.TZ = zone;
    const stored = readdirSync(join(dataDir, 'local/demo')).filter((name) => name.endsWith('.ts'));
    const listed = ended.stdout.split('\n').filter((line) => line.endsWith('.ts'));
    const wanted = stored.filter((name) => Number.parseInt(name, 10) >= Date.parse(time(from)));
    // What else is said is about breaks and gaps.
    const said = /^Range: .*\n/.exec(ended.stderr)?.[0] ?? '';
    expect([ended.exitCode, said, listed]).toEqual([0, stderr, wanted.sort()]);
  });

  test('nothing of yesterday, and says what there is, as lines to type', async () => {
    const { exitCode, stdout, stderr } = await run(['vod', 'demo', '--yesterday', '--gap', '30']);
    expect([exitCode, stdout, stderr.split('\n').slice(0, 7)]).toEqual([
      10,
      '',
      [
        'What there is of demo:',
        ...[
          ['11:00:00', '11:13:59'],
          ['11:15:00', '11:28:59'],
          ['11:30:00', '11:43:59'],
          ['11:45:00', '11:58:59'],
        ].map(
          ([start, end]) =>
            `  oss-live vod demo --start ${time(start!)} --end ${time(end!)}  # 13m 59s, 1 push`,
        ),
        'error: demo: No ts file found in specified time span.',
        `hint: For the latest session: oss-live vod demo --start ${time('11:45:00')} --end ${time('11:58:59')}`,
      ],
    ]);
  });

  test.each([
    ['vod demo --yesterday --presign 12h -o week.m3u8', 'vod demo --presign 12h -o week.m3u8'],
    ['vod demo --start 2d --end 1d --ledger none --absolute', 'vod demo --ledger none --absolute'],
    ["vod-save 'a b.m3u8' demo --yesterday --gap 30m --split day", "vod-save 'a b.m3u8' demo --split day"],
    [
      'download demo --yesterday -o a.ts --jobs 3 --join --split push --allow-missing --retry-for 1m',
      'download demo -o a.ts --jobs 3 --join --split push --allow-missing --retry-for 1m',
    ],
    ['download demo --yesterday --jobs 8 -o class/', 'download demo -o class/'],
  ])('%s: nothing, and names a line that has its other options', async (line, named) => {
    const argv = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
    const { exitCode, stderr } = await run(argv);
    const range = `--start ${time('11:00:00')} --end ${time('11:58:59')}`;
    expect([exitCode, /^hint: .*$/m.exec(stderr)?.[0]]).toEqual([
      10,
      `hint: For the latest session: oss-live ${named} ${range}`,
    ]);
  });

  test('no push of which nothing is stored, and says so', async () => {
    const world = createWorld();
    ledgerIn(world, time('11:59:30'), time('11:59:40'));
    const { stderr } = await run(['vod', 'demo', '--gap', '20'], world);
    expect(stderr).toBe(`Nothing is stored of the push of ${time('11:59:30')}: it is passed over.
Range: ${time('11:45:00')} to ${time('11:58:59')} (the latest push).
`);
    expect((await run(['vod', 'demo', '--gap', '20', '--ledger', 'none'], world)).stderr).toBe(
      `Range: ${time('11:45:00')} to ${time('11:58:59')} (the latest push).\n`,
    );
  });

  test('names five of the pushes that are passed over, and none that are older than what is meant', async () => {
    const world = createWorld();
    ledgerIn(world, time('09:00:00'), time('09:10:00'));
    for (let second = 20; second < 27; second++)
      ledgerIn(world, time(`11:59:${second}`), time(`11:59:${second}.500`));
    const { stderr } = await run(['vod', 'demo', '--last', '9', '--gap', '20'], world);
    const named = ['22', '23', '24', '25', '26'].map((second) => time(`11:59:${second}`));
    expect(stderr.split('\n').slice(0, 7)).toEqual([
      ...named.map((start) => `Nothing is stored of the push of ${start}: it is passed over.`),
      'Nor of 2 pushes before that.',
      `Range: ${time('11:00:00')} to ${time('11:58:59')} (the latest 4 sessions: 4 pushes).`,
    ]);
  });
});

describe('what does not go together is refused before anything is sent', () => {
  test.each<[string[], string, string]>([
    [
      ['--last', '--since', '2h'],
      '--last and --since do not go together.',
      'Say --start and --end, or one of --last, --since, --today and --yesterday.',
    ],
    [
      ['--start', '--today'],
      '--start and --today do not go together.',
      'Say --start and --end, or one of --last, --since, --today and --yesterday.',
    ],
    [
      ['--today', '--yesterday'],
      '--today and --yesterday do not go together.',
      'Say --start and --end, or one of --last, --since, --today and --yesterday.',
    ],
    [['cam', '--last', '0'], '--last is a number of sessions, not "0".', 'Say --last or --last 3.'],
    [['cam', '--last=-1'], '--last is a number of sessions, not "-1".', 'Say --last or --last 3.'],
    [
      ['cam', '--since', '2099-01-01T00:00Z'],
      '--since (2099-01-01T00:00:00Z) is not before now (2024-03-05T12:00:00Z).',
      'Say how long ago: --since 2h.',
    ],
    [['cam', '--last', 'x'], '--last is a number of sessions, not "x".', 'Say --last or --last 3.'],
    [
      ['--last', 'cam'],
      '--last: "cam" is not a number of sessions.',
      'If it is the channel, put the channel first: oss-live vod cam --last',
    ],
    [['cam', '--gap', '0'], '--gap must be more than 0 seconds, not 0.', 'Say 3600, 90m, 12h or 7d.'],
    [['cam', '--ledger', ''], '--ledger needs a value.', 'Say a file, or none.'],
  ])('%j', async (flags, message, hint) => {
    const ended = await createWorld().run(['vod', ...flags], { now: NOW });
    expect(ended).toEqual({ exitCode: 2, stdout: '', stderr: `error: ${message}\nhint: ${hint}\n` });
  });
});

describe('a ledger that is named and cannot be read is told', () => {
  test.each([
    ['folder', 'it is a folder'],
    ['nothing', "ENOENT: no such file or directory, access '$HOME/nothing'"],
  ])('%s', async (name, reason) => {
    const world = createWorld();
    mkdirSync(join(world.homeDir, 'folder'));
    const { exitCode, stderr } = await run(['history', 'demo', '--ledger', name], world);
    expect([exitCode, stderr.replace(world.homeDir, '$HOME')]).toEqual([
      0,
      `warning: The ledger cannot be read: ${reason}.\n`,
    ]);
  });
});

test('nothing in the range of a channel that there never was says how channels are found', async () => {
  const { exitCode, stderr } = await run(['vod', 'demmo', '--since', '2h']);
  expect([exitCode, stderr.split('\n').slice(0, 2)]).toEqual([
    10,
    [
      'error: demmo: No ts file found in specified time span.',
      'hint: See `oss-live list` for the names, or make it with `oss-live create`.',
    ],
  ]);
});

describe('history', () => {
  test('refuses a range that ends before it begins', async () => {
    const { exitCode, stderr } = await run(['history', 'demo', '--start', 'now', '--end', '1h']);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      2,
      `error: --start (${NOW}) is not before --end (${time('11:00:00')}).`,
    ]);
  });

  const row = (start: string, end: string, session: number) =>
    `2024-03-05T${start}.000Z\t2024-03-05T${end}.000Z\t839\t127.0.0.1:1935\t${session}\n`;

  test('in a pipe has the number of the session behind each push, the latest is 1', async () => {
    const { stdout, stderr } = await run(['history', 'demo', '--gap', '30', '--last', '2']);
    expect([stdout, stderr]).toEqual([row('11:30:00', '11:43:59', 2) + row('11:45:00', '11:58:59', 1), '']);
    expect((await run(['history', 'demo', '--start', '11:40Z', '--end', '11:41Z'])).exitCode).toBe(2);
    const within = ['--start', time('11:20:00'), '--end', time('11:21:00')];
    expect((await run(['history', 'demo', '--gap', '30', ...within])).stdout).toBe(
      row('11:15:00', '11:28:59', 1),
    );
  });

  test('at a terminal has an empty line between sessions', async () => {
    const { stdout } = await run(['history', 'demo', '--gap', '30', '--last', '2'], createWorld(), 100);
    const lines = stdout.split('\n').map((line) => line.replace(/(T\d\d:\d\d:\d\d)[+-]\d\d:\d\d/g, '$1'));
    expect([lines.length, lines[0]?.slice(0, 5), lines[2], lines[4]]).toEqual([5, 'Start', '', '']);
  });

  test('of several channels fits into 80 columns, where the end is left out', async () => {
    const { stdout } = await run(['history', 'dem*', '--last', '2', '--gap', '30'], createWorld(), 80);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('Name  Start                      Duration  Publisher');
    expect(lines[1]?.replace(/[+-]\d\d:\d\d/, '')).toBe(
      'demo  2024-03-05T11:30:00  13m 59s   127.0.0.1:1935',
    );
    const piped = await run(['history', 'dem*', '--last', '1', '--gap', '30']);
    expect(piped.stdout.split('\t').slice(0, 3)).toEqual([
      ...['demo', '2024-03-05T11:45:00.000Z', '2024-03-05T11:58:59.000Z'],
    ]);
  });

  test('as JSON keeps what the service tells, and adds the sessions', async () => {
    const world = createWorld();
    ledgerIn(world, '2024-03-05T11:00:00.000Z', '2024-03-05T11:13:59.000Z');
    const { stdout } = await run(['history', 'demo', '--json'], world);
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual(['records', 'sessions', 'requestId']);
    expect(document.records[3]).toEqual({
      ...{ startTime: '2024-03-05T11:45:00.000Z', endTime: '2024-03-05T11:58:59.000Z' },
      remoteAddr: '127.0.0.1:1935',
    });
    const nothing = { playlistName: null, mediaSeconds: null, remoteAddr: '127.0.0.1:1935' };
    expect(document.sessions).toMatchObject([
      {
        ...{ channelName: 'demo', start: '2024-03-05T11:00:00.000Z', end: '2024-03-05T11:58:59.000Z' },
        running: false,
        pushes: [
          { ...nothing, start: '2024-03-05T11:00:00.000Z', source: 'a', knownFrom: 'ledger' },
          { ...nothing, source: null, knownFrom: 'history' },
          { ...nothing, source: null, knownFrom: 'history' },
          { ...nothing, source: null, knownFrom: 'history' },
        ],
      },
    ]);
  });

  test('of a channel that is gone names what shows the segments that are still there', async () => {
    emulator.control.addFault({
      match: { layer: 'http', op: 'GetLiveChannelHistory' },
      ...{ times: 5, effect: { status: 404, code: 'NoSuchLiveChannel', ec: '0026-00000021' } },
    });
    for (const flags of [[], ['--yesterday']]) {
      const { exitCode, stdout, stderr } = await run(['history', 'demo', ...flags]);
      expect([exitCode, stdout, stderr.split('\n').slice(0, 2)]).toEqual([
        5,
        '',
        [
          'error: demo is gone; what was recorded of it is still there.',
          'hint: See it: oss-live history demo --last',
        ],
      ]);
    }
    const named = await run(['history', 'demo', '--last']);
    expect([named.exitCode, named.stdout.split('\n').length, named.stderr]).toEqual([
      0,
      5,
      'warning: Channel demo is gone: what is told is known from the ledger and the names of segments.\n',
    ]);
    expect((await run(['history', 'nobody'])).stderr).toMatch(/^error: nobody: /);
  });

  test('goes on without the right to read the history, where something else tells', async () => {
    emulator.control.addFault({
      match: { layer: 'http', op: 'GetLiveChannelHistory' },
      ...{ times: 3, effect: { status: 403, code: 'AccessDenied', ec: '0003-00000001' } },
    });
    const told = await run(['history', 'demo', '--last']);
    expect([told.exitCode, told.stderr]).toEqual([
      0,
      'warning: The history of demo cannot be read: what is told is known from the ledger and the names of segments.\n',
    ]);
    expect(told.stdout.split('\n')).toHaveLength(5);
    expect((await run(['history', 'demo'])).exitCode).toBe(4);
  });
});
