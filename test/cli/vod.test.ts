import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Exchange, REQUEST_ID, refusal, scripted } from '../helpers/script.js';
import { createWorld, type Ended, type World, type WorldOptions } from '../helpers/world.js';

const now = '2024-03-05T06:30:15Z';
const PLAYLIST = `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-TARGETDURATION:7
#EXTINF:7.120,
1543895706266.ts
#EXTINF:5.840,
1543895706323.ts
#EXT-X-ENDLIST
`;
const idle: Exchange = {
  request: 'GET /cam?comp=stat&live',
  answer: { body: '<LiveChannelStat><Status>Idle</Status></LiveChannelStat>' },
};
const history: Exchange = {
  request: 'GET /cam?comp=history&live',
  answer: {
    body: `<LiveChannelHistory>
  <LiveRecord><StartTime>2024-03-04T01:00:00.000Z</StartTime><EndTime>2024-03-04T02:30:00.000Z</EndTime><RemoteAddr>198.51.100.23:40001</RemoteAddr></LiveRecord>
  <LiveRecord><StartTime>2024-03-05T06:00:00.000Z</StartTime><EndTime>2024-03-05T06:10:00.000Z</EndTime><RemoteAddr>203.0.113.9:40002</RemoteAddr></LiveRecord>
</LiveChannelHistory>`,
  },
};
/** Which names of segments there are from a moment on. */
const names = (fromMs: number, maxKeys: number, segments: readonly number[]): Exchange => ({
  request: `GET /?encoding-type=url&list-type=2&max-keys=${maxKeys}&prefix=cam%2F&start-after=cam%2F${fromMs}`,
  answer: {
    body: `<ListBucketResult><IsTruncated>false</IsTruncated>${segments
      .map((ms) => `<Contents><Key>cam/${ms}.ts</Key><Size>1</Size></Contents>`)
      .join('')}</ListBucketResult>`,
  },
});
/** Of the latest push, and of both, which are asked about at once. */
const latestStored = names(1709618399000, 10, [1709618400250]);
const bothStored = [names(1709513999000, 10, [1709514000250, 1709618400250]), latestStored];
/** What is asked of a range in which the latest push lies. */
const known = [idle, history, latestStored];
const nothingFound = refusal(
  400,
  'InvalidArgument',
  '0044-00000308',
  'No ts file found in specified time span.',
);

function playlistFor(startTime: number, endTime: number): Exchange {
  return {
    request: `GET /cam?endTime=${endTime}&startTime=${startTime}&vod`,
    answer: {
      headers: [
        ['x-oss-request-id', REQUEST_ID],
        ['etag', '"9C0C9A1AF2A8A5D4C4A7E0A1A3C5B7D9"'],
      ],
      body: PLAYLIST,
    },
  };
}

/** Runs one command line against a server that knows its part. */
async function ran(
  argv: readonly string[],
  exchanges: readonly Exchange[],
  { world = createWorld(), ...options }: WorldOptions & { world?: World } = {},
): Promise<Ended> {
  const script = scripted(exchanges);
  const ended = await world.run(argv, { now, transport: script.transport, ...options });
  script.finish();
  return ended;
}

describe('vod', () => {
  test('prints the playlist of the latest push and says on stderr which that is', async () => {
    expect(
      await ran(
        ['vod', 'cam', '--start', '--end'],
        [idle, history, latestStored, playlistFor(1709618400, 1709619000)],
      ),
    ).toEqual({
      exitCode: 0,
      stdout: PLAYLIST,
      stderr: 'Range: 2024-03-05T06:00:00Z to 2024-03-05T06:10:00Z (the latest push).\n',
    });
  });

  test('asks what was pushed in it, when both ends are given', async () => {
    const argv = ['vod', 'cam', '--start', '1h-ago', '--end', 'now'];
    expect(await ran(argv, [...known, playlistFor(1709616615, 1709620215)])).toEqual({
      exitCode: 0,
      stdout: PLAYLIST,
      stderr: '',
    });
  });

  test('takes a running push until now, and says that it is one', async () => {
    const live: Exchange = {
      request: idle.request,
      answer: {
        body: '<LiveChannelStat><Status>Live</Status><ConnectedTime>2024-03-05T06:20:00.000Z</ConnectedTime><RemoteAddr>203.0.113.9:40002</RemoteAddr></LiveChannelStat>',
      },
    };
    const { stderr } = await ran(
      ['vod', 'cam'],
      [live, history, names(1709619599000, 10, [1709619600250]), playlistFor(1709619600, 1709620215)],
    );
    expect(stderr).toBe(
      'Range: 2024-03-05T06:20:00Z to 2024-03-05T06:30:15Z (the latest push, still on air).\n',
    );
  });

  test('is one JSON document', async () => {
    const argv = ['vod', 'cam', '--start', '1709618400', '--end', '1709619000', '--json'];
    const { exitCode, stdout, stderr } = await ran(argv, [...known, playlistFor(1709618400, 1709619000)]);
    expect({ exitCode, stderr, document: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      stderr: '',
      document: {
        channelName: 'cam',
        startTime: '2024-03-05T06:00:00.000Z',
        endTime: '2024-03-05T06:10:00.000Z',
        file: null,
        playlist: PLAYLIST,
        etag: '"9C0C9A1AF2A8A5D4C4A7E0A1A3C5B7D9"',
        requestId: REQUEST_ID,
        ...{ from: 'service', segments: 2, seconds: 12.96, seams: 0, unsettled: 0, gaps: [] },
        urlsExpireAt: null,
      },
    });
  });

  test('of an empty range names the sessions that there are, as lines to type', async () => {
    const argv = ['vod', 'cam', '--start', '2h', '--end', '1h'];
    const empty = { ...playlistFor(1709613015, 1709616615), answer: nothingFound };
    expect(await ran(argv, [idle, history, empty, idle, history, ...bothStored])).toEqual({
      exitCode: 10,
      stdout: '',
      stderr: `What there is of cam:
  oss-live vod cam --start 2024-03-04T01:00:00Z --end 2024-03-04T02:30:00Z  # 1h 30m 00s, 1 push
  oss-live vod cam --start 2024-03-05T06:00:00Z --end 2024-03-05T06:10:00Z  # 10m 00s, 1 push
error: cam: No ts file found in specified time span.
hint: For the latest session: oss-live vod cam --start 2024-03-05T06:00:00Z --end 2024-03-05T06:10:00Z
400 InvalidArgument, EC 0044-00000308, request id ${REQUEST_ID}
`,
    });
  });

  test.each<[string[], string]>([
    [
      ['cam', '--start', '1709619000', '--end', '1709618400'],
      '--start (2024-03-05T06:10:00Z) is not before --end (2024-03-05T06:00:00Z).',
    ],
    [['cam', '--absolute', '--presign', '1h'], '--absolute and --presign do not go together.'],
    [['cam', '--presign', '0'], '--presign must be more than 0 seconds, not 0.'],
    [['cam', '--start', '3600', '--end'], '--start: 3600 is too small for a Unix time.'],
    [['--start', '--end', 'test-channel'], '--end: "test-channel" is not a time.'],
    [['cam', '--start', '-1h'], "Unknown option '-1h'."],
  ])('%j is refused with exit code 2 before anything is sent', async (argv, message) => {
    const { exitCode, stdout, stderr } = await ran(['vod', ...argv], []);
    expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([2, '', `error: ${message}`]);
  });

  test.each(['test-channel', '007'])('says where channel %s belongs, taken for a time', async (name) => {
    const { stderr } = await ran(['vod', '--start', '--end', name], []);
    expect(stderr).toContain(`put the channel first: oss-live vod ${name} --start --end\n`);
  });

  test('accepts --start=-1h', async () => {
    const { exitCode } = await ran(
      ['vod', 'cam', '--start=-1h', '--end', 'now'],
      [...known, playlistFor(1709616615, 1709620215)],
    );
    expect(exitCode).toBe(0);
  });
});

describe('vod --output', () => {
  const argv = ['vod', 'cam', '--start', '1709618400', '--end', '1709619000', '-o', 'day.m3u8'];
  const answer = playlistFor(1709618400, 1709619000);

  test('writes the file and nothing to stdout', async () => {
    const world = createWorld();
    expect(await ran(argv, [...known, answer], { world })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Wrote 2 segments to day.m3u8.\n',
    });
    expect(readdirSync(world.homeDir)).toEqual(['day.m3u8']);
    expect(readFileSync(join(world.homeDir, 'day.m3u8'), 'utf8')).toBe(PLAYLIST);
  });

  test('with --dry-run writes no file, and says what it would write', async () => {
    const world = createWorld();
    expect(await ran([...argv, '--dry-run'], [...known, answer], { world })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Would write 2 segments to day.m3u8.\n',
    });
    expect(readdirSync(world.homeDir)).toEqual([]);
  });

  test('keeps a file that exists, and asks for nothing', async () => {
    const world = createWorld();
    writeFileSync(join(world.homeDir, 'day.m3u8'), 'mine');
    expect(await ran(argv, [], { world })).toEqual({
      exitCode: 6,
      stdout: '',
      stderr: 'error: day.m3u8 exists.\nhint: Add --yes to replace it, or give another name.\n',
    });
    expect(readFileSync(join(world.homeDir, 'day.m3u8'), 'utf8')).toBe('mine');
  });

  test('replaces a file with --yes', async () => {
    const world = createWorld();
    writeFileSync(join(world.homeDir, 'day.m3u8'), 'mine');
    expect((await ran([...argv, '--yes'], [...known, answer], { world })).exitCode).toBe(0);
    expect(readFileSync(join(world.homeDir, 'day.m3u8'), 'utf8')).toBe(PLAYLIST);
  });

  test('leaves what was there alone when the answer is an error', async () => {
    const world = createWorld();
    writeFileSync(join(world.homeDir, 'day.m3u8'), 'mine');
    const failed = await ran(
      [...argv, '--yes'],
      [...known, { ...answer, answer: nothingFound }, idle, history, ...bothStored],
      { world },
    );
    expect(failed.exitCode).toBe(10);
    expect(readdirSync(world.homeDir)).toEqual(['day.m3u8']);
    expect(readFileSync(join(world.homeDir, 'day.m3u8'), 'utf8')).toBe('mine');
  });

  test.each([
    ['a folder', 'folder', 'folder is a folder.'],
    [
      'in a folder that is not there',
      'nowhere/day.m3u8',
      'nowhere/day.m3u8 cannot be written: there is no folder nowhere.',
    ],
  ])('%s is refused with exit code 2, and nothing is asked', async (_, file, message) => {
    const world = createWorld();
    mkdirSync(join(world.homeDir, 'folder'));
    const { exitCode, stderr } = await ran([...argv.slice(0, -1), file], [], { world });
    expect([exitCode, stderr]).toEqual([2, `error: ${message}\n`]);
  });

  test('- is stdout', async () => {
    expect((await ran([...argv.slice(0, -1), '-'], [...known, answer])).stdout).toBe(PLAYLIST);
  });
});

describe('vod-save', () => {
  const saved: Exchange = {
    request: 'POST /cam/day%20one.m3u8?endTime=1709619000&startTime=1709618400&vod',
    answer: {
      headers: [
        ['x-oss-request-id', REQUEST_ID],
        ['etag', '"9C0C9A1AF2A8A5D4C4A7E0A1A3C5B7D9"'],
      ],
    },
  };
  const look: Exchange = {
    request: 'GET /cam?live',
    answer: {
      body: `<LiveChannelConfiguration><Status>enabled</Status><Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName>live.m3u8</PlaylistName></Target></LiveChannelConfiguration>`,
    },
  };
  const free: Exchange = { request: 'HEAD /cam/day%20one.m3u8', answer: { status: 404 } };
  const taken: Exchange = { ...free, answer: { status: 200, headers: [['etag', '"5B3C1A2E"']] } };
  const argv = ['vod-save', 'day one.m3u8', 'cam', '--start', '1709618400', '--end', '1709619000'];

  test('says where the playlist is and how it is played', async () => {
    expect(await ran(argv, [look, free, ...known, saved])).toEqual({
      exitCode: 0,
      stdout: `Saved\toss://examplebucket/cam/day one.m3u8
Play URL\thttps://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam/day%20one.m3u8
`,
      stderr: '',
    });
  });

  test('is one JSON document', async () => {
    const { stdout } = await ran([...argv, '--json'], [look, free, ...known, saved]);
    expect(JSON.parse(stdout)).toEqual({
      channelName: 'cam',
      playlistName: 'day one.m3u8',
      startTime: '2024-03-05T06:00:00.000Z',
      endTime: '2024-03-05T06:10:00.000Z',
      object: 'oss://examplebucket/cam/day one.m3u8',
      playUrl: 'https://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam/day%20one.m3u8',
      etag: '"9C0C9A1AF2A8A5D4C4A7E0A1A3C5B7D9"',
      requestId: REQUEST_ID,
    });
  });

  test('takes the latest push when no range is given', async () => {
    const words = ['vod-save', 'day one.m3u8', 'cam'];
    const { exitCode } = await ran(words, [look, free, idle, history, latestStored, saved]);
    expect(exitCode).toBe(0);
  });

  test('with --dry-run sends nothing that changes anything', async () => {
    const { exitCode, stdout } = await ran([...argv, '-n'], [look, free, ...known]);
    expect([exitCode, stdout.split('\n')[0]]).toEqual([
      0,
      'POST https://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam/day%20one.m3u8?endTime=1709619000&startTime=1709618400&vod',
    ]);
  });

  test('of an empty range names the sessions that there are, as lines to type', async () => {
    const { exitCode, stderr } = await ran(argv, [
      look,
      free,
      ...known,
      { ...saved, answer: nothingFound },
      idle,
      history,
      ...bothStored,
    ]);
    expect([exitCode, stderr.split('\n')[4]]).toEqual([
      10,
      "hint: For the latest session: oss-live vod-save 'day one.m3u8' cam --start 2024-03-05T06:00:00Z --end 2024-03-05T06:10:00Z",
    ]);
  });

  test('never replaces the live playlist', async () => {
    const words = ['vod-save', 'live.m3u8', ...argv.slice(2), '--yes'];
    expect(await ran(words, [look])).toEqual({
      exitCode: 6,
      stdout: '',
      stderr: `error: cam/live.m3u8 is the live playlist of the channel.
hint: Viewers of the live stream would get the recording: give another name.
`,
    });
  });

  test('takes the usual name for the live one where the channel may not be read', async () => {
    const answer = refusal(403, 'AccessDenied', '0003-00000001', 'You have no right.');
    const words = ['vod-save', 'playlist.m3u8', ...argv.slice(2)];
    const { exitCode } = await ran(words, [{ ...look, answer }]);
    expect(exitCode).toBe(6);
  });

  test('does not replace what has the name, unless that is wanted', async () => {
    expect(await ran(argv, [look, taken])).toEqual({
      exitCode: 6,
      stdout: '',
      stderr: `error: cam/day one.m3u8 exists.
hint: Add --yes to replace it, or give another name.
`,
    });
    expect((await ran([...argv, '--yes'], [look, taken, ...known, saved])).exitCode).toBe(0);
  });

  test('says when nobody may look', async () => {
    // An answer to HEAD has no body; the document is in a header.
    const document =
      '<Error><Code>AccessDenied</Code><Message>You have no right.</Message><EC>0003-00000001</EC></Error>';
    const headers: [string, string][] = [['x-oss-err', Buffer.from(document).toString('base64')]];
    for (const answer of [{ status: 403, headers }, { status: 403 }]) {
      const { exitCode, stderr } = await ran(argv, [look, { ...free, answer }, ...known, saved]);
      expect([exitCode, stderr]).toEqual([
        0,
        'warning: Whether day one.m3u8 exists was not looked at: the key lacks oss:GetObject.\n',
      ]);
    }
  });

  test.each<[string[], string]>([
    [['day.ts', 'cam'], 'A playlist name ends in ".m3u8"; got "day.ts".'],
    [['a/b.m3u8', 'cam'], 'A playlist name contains no "/"; got "a/b.m3u8".'],
  ])('%j is refused with exit code 2', async (words, message) => {
    const { exitCode, stderr } = await ran(['vod-save', ...words], []);
    expect([exitCode, stderr]).toEqual([2, `error: ${message}\n`]);
  });
});
