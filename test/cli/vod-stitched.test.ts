// vod and vod-save of several pushes, against the emulator's hour of four.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import HLS from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presignUrl } from '../../src/index.js';
import type { Transport } from '../../src/protocol/wire.js';
import { openSeededHour, type SeededHour, TOKEN } from '../helpers/seeded-hour.js';
import { KEY } from '../helpers/sign-v1.js';
import { createWorld, type Ended, type WorldOptions } from '../helpers/world.js';

let hour: SeededHour;
beforeAll(async () => {
  hour = await openSeededHour();
});
afterAll(() => hour.close());

const NOW = '2026-03-05T12:00:00Z';
const env = { OSS_ENDPOINT: 'http://127.0.0.1:8787', OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' };

/** Runs a command line; with `denied` the key may not make these requests. */
async function ran(
  argv: readonly string[],
  {
    denied,
    world = createWorld(),
    ...options
  }: WorldOptions & { denied?: RegExp; world?: ReturnType<typeof createWorld> } = {},
): Promise<Ended> {
  const transport: Transport = async (request) => {
    if (!denied?.test(`${request.method} ${request.target}`)) return hour.emulator.handle(request);
    const body = '<Error><Code>AccessDenied</Code><Message>You have no right.</Message></Error>';
    return { status: 403, headers: [], body };
  };
  return world.run(argv, { now: NOW, transport, ...options, env: { ...env, ...options.env } });
}

const object = async (key: string) => {
  const { client } = hour.changed();
  const { body } = await client.getObject({ key });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

async function contentType(key: string): Promise<string | undefined> {
  const { url } = presignUrl(
    { method: 'GET', bucket: 'local', key },
    {
      ...{ endpoint: env.OSS_ENDPOINT, region: 'cn-hangzhou', credentials: KEY },
      ...{ signTime: new Date(NOW), expiresSeconds: 60 },
    },
  );
  const target = url.slice(env.OSS_ENDPOINT.length);
  const headers: [string, string][] = [['Host', '127.0.0.1:8787']];
  const answer = await hour.emulator.handle({ method: 'GET', target, headers, body: null });
  return answer.headers.find(([name]) => name === 'Content-Type')?.[1];
}

const REPORT = `Range: 2026-03-05T11:00:00Z to 2026-03-05T11:58:59Z (the latest session: 4 pushes, gaps of 1m 01s, 1m 01s and 1m 01s).
524 segments, 55m 53s with 3 breaks.
Nothing was recorded from 2026-03-05T11:13:58Z to 2026-03-05T11:15:00Z (1m 01s).
Nothing was recorded from 2026-03-05T11:28:58Z to 2026-03-05T11:30:00Z (1m 01s).
Nothing was recorded from 2026-03-05T11:43:58Z to 2026-03-05T11:45:00Z (1m 01s).
`;
const FROM_DISK = (file: string) =>
  `From disk: ffplay -protocol_whitelist file,http,https,tcp,tls,crypto ${file} (ffprobe and ffmpeg likewise)\n`;

const parsed = (text: string) => {
  HLS.setOptions({ strictMode: true });
  return (HLS.parse(text) as HLS.types.MediaPlaylist).segments;
};

describe('vod', () => {
  test('puts the pushes of a session together, and tells breaks and gaps', async () => {
    const { exitCode, stdout, stderr } = await ran(['vod', 'demo']);
    expect([exitCode, stderr]).toEqual([0, REPORT]);
    const segments = parsed(stdout);
    expect([segments.length, segments[0]?.uri]).toEqual([524, '1772708400064.ts']);
    expect(segments.filter(({ discontinuity }) => discontinuity)).toHaveLength(3);
  });

  test('--absolute writes full URLs, and says how they play from disk', async () => {
    const world = createWorld();
    const ended = await ran(['vod', 'demo', '--absolute', '-o', 'all day.m3u8'], { world });
    expect(ended).toEqual({
      ...{ exitCode: 0, stdout: '' },
      stderr: `${REPORT}Wrote 524 segments to all day.m3u8.\n${FROM_DISK("'all day.m3u8'")}`,
    });
    const [first] = parsed(readFileSync(join(world.homeDir, 'all day.m3u8'), 'utf8'));
    expect(first?.uri).toBe('http://127.0.0.1:8787/local/demo/1772708400064.ts');
  });

  test('--presign signs each URL, and says until when they are good', async () => {
    const { stdout, stderr } = await ran(['vod', 'demo', '--last', '--presign', '12h']);
    expect(stderr).toBe(
      `${REPORT}The URLs are good until 2026-03-06T00:00:00Z.\n${FROM_DISK('playlist.m3u8')}`,
    );
    const urls = parsed(stdout).map(({ uri }) => new URL(uri));
    expect(urls.every(({ searchParams }) => searchParams.get('x-oss-expires') === '43200')).toBe(true);
    const target = urls[300]?.href.slice(urls[300].origin.length) ?? '';
    const headers: [string, string][] = [['Host', '127.0.0.1:8787']];
    expect((await hour.emulator.handle({ method: 'GET', target, headers, body: null })).status).toBe(200);
  });

  test('--presign says what is cut to seven days', async () => {
    const { stdout, stderr } = await ran(['vod', 'demo', '--presign', '30d', '--json']);
    expect(stderr).toBe(
      '{"warning":{"message":"A signed URL is good for seven days at most: these until 2026-03-12T12:00:00Z."}}\n',
    );
    const { urlsExpireAt, from, seams, gaps } = JSON.parse(stdout);
    expect({ urlsExpireAt, from, seams, gaps: gaps.length, gap: gaps[0] }).toEqual({
      ...{ urlsExpireAt: '2026-03-12T12:00:00.000Z', from: 'stitched', seams: 3, gaps: 3 },
      gap: { startTime: '2026-03-05T11:13:58.364Z', endTime: '2026-03-05T11:15:00.064Z' },
    });
  });

  test('--presign with signature V1 goes beyond seven days', async () => {
    const { stdout, stderr } = await ran([
      'vod',
      'demo',
      '--presign',
      '30d',
      '--sign-version',
      'v1',
      '--json',
    ]);
    expect([stderr, JSON.parse(stdout).urlsExpireAt]).toEqual(['', '2026-04-04T12:00:00.000Z']);
  });

  test('--presign says what is cut to the life of the security token', async () => {
    const world = createWorld();
    mkdirSync(join(world.homeDir, '.aliyun'));
    const profile = {
      ...{ name: 'sts', mode: 'StsToken', access_key_id: 'STS.ExampleKeyId', region_id: 'cn-hangzhou' },
      ...{ access_key_secret: 'ExampleTemporarySecret', sts_token: TOKEN },
      sts_expiration: Date.parse('2026-03-05T13:00:00Z') / 1000,
    };
    const config = JSON.stringify({ current: 'sts', profiles: [profile] });
    writeFileSync(join(world.homeDir, '.aliyun/config.json'), config);
    const unset = { OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined };
    const { stderr, stdout } = await ran(['vod', 'demo', '--presign', '12h'], { world, env: unset });
    expect(stderr).toContain(
      'warning: The URLs are good no longer than the security token: until 2026-03-05T13:00:00Z.\n',
    );
    expect(stdout).toContain(`&x-oss-expires=3600&x-oss-security-token=${TOKEN}&`);
  });

  test('of several days asks for each, and finds what there is', async () => {
    const argv = ['vod', 'demo', '--start', '2026-03-03T00:00:00Z', '--end', 'now'];
    const { exitCode, stdout } = await ran(argv);
    expect([exitCode, parsed(stdout).length]).toEqual([0, 524]);
  });

  test('of several days without a segment names the sessions that there are', async () => {
    const argv = ['vod', 'demo', '--start', '2026-03-01T00:00:00Z', '--end', '2026-03-03T00:00:00Z'];
    expect(await ran(argv)).toEqual({
      ...{ exitCode: 10, stdout: '' },
      stderr: `error: demo: nothing was recorded from 2026-03-01T00:00:00Z to 2026-03-03T00:00:00Z.
hint: For the latest session: oss-live vod demo --start 2026-03-05T11:00:00Z --end 2026-03-05T11:58:59Z
`,
    });
  });

  test('of a channel that is gone finds the segments that are still there', async () => {
    const gone = await openSeededHour();
    await gone.changed().client.deleteLiveChannel({ channelName: 'demo' });
    try {
      const argv = ['vod', 'demo', '--start', '2026-03-05T00:00:00Z', '--end', 'now', '--absolute'];
      const ended = await createWorld().run(argv, { now: NOW, transport: gone.emulator.handle, env });
      expect([ended.exitCode, parsed(ended.stdout).length]).toEqual([0, 524]);
    } finally {
      await gone.close();
    }
  });

  test.each([
    [
      'can be listed',
      /&vod$/,
      'hint: The key needs oss:GetVodPlaylist. Without it: oss-live download demo --start 2026-03-05T11:00:00Z --end 2026-03-05T12:00:00Z',
    ],
    [
      'may not be listed',
      /&vod$|list-type/,
      'hint: The key needs the RAM action oss:GetVodPlaylist on this bucket.',
    ],
  ])('without oss:GetVodPlaylist says whether segments %s', async (_, denied, hint) => {
    const { exitCode, stderr } = await ran(['vod', 'demo', '--start', '1h', '--end', 'now'], { denied });
    expect([exitCode, stderr.split('\n')[1]]).toEqual([4, hint]);
  });

  /** A service that marks no breaks, and a key that may not do everything. */
  const unmarked =
    (denied: RegExp): Transport =>
    async (request) => {
      if (denied.test(request.target))
        return { status: 403, headers: [], body: '<Error><Code>AccessDenied</Code></Error>' };
      const answer = await hour.emulator.handle(request);
      if (!request.target.endsWith('&vod')) return answer;
      return { ...answer, body: String(answer.body).replaceAll('#EXT-X-DISCONTINUITY\n', '') };
    };

  test('of a day finds the breaks between pushes of which only the names of segments tell', async () => {
    const transport = unmarked(/comp=(stat|history)/);
    const argv = ['vod', 'demo', '--since', '90m'];
    const { stdout } = await createWorld().run(argv, { now: NOW, transport, env });
    const breaks = parsed(stdout).filter(({ discontinuity }) => discontinuity);
    expect(breaks.map(({ uri }) => uri)).toEqual([
      ...['1772709300064.ts', '1772710200064.ts', '1772711100064.ts'],
    ]);
  });

  test('says where it is not known whether the stream goes on', async () => {
    const transport = unmarked(/\.ts$|comp=(stat|history)/);
    const argv = ['vod', 'demo', '--since', '90m', '--absolute'];
    const { stdout, stderr } = await createWorld().run(argv, { now: NOW, transport, env });
    expect(stdout).not.toContain('DISCONTINUITY');
    expect(stderr).toContain(
      'warning: Whether the stream goes on is not known at 523 places, where segments could not be read (oss:GetObject).\n',
    );
  });
});

describe('vod-save', () => {
  test('stores several pushes as one playlist, as what the service gives for its own', async () => {
    const { exitCode, stdout, stderr } = await ran(['vod-save', 'class.m3u8', 'demo']);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: 'Saved\toss://local/demo/class.m3u8\nPlay URL\thttp://127.0.0.1:8787/local/demo/class.m3u8\n',
      stderr: REPORT,
    });
    expect(await object('demo/class.m3u8')).toBe((await ran(['vod', 'demo'])).stdout);
    expect(await contentType('demo/class.m3u8')).toBe('application/x-mpegURL');
  });

  test('does not replace what has the name, unless that is wanted', async () => {
    await ran(['vod-save', 'twice.m3u8', 'demo']);
    const { exitCode, stderr } = await ran(['vod-save', 'twice.m3u8', 'demo']);
    expect([exitCode, stderr]).toEqual([
      6,
      'error: demo/twice.m3u8 exists.\nhint: Add --yes to replace it, or give another name.\n',
    ]);
    expect((await ran(['vod-save', 'twice.m3u8', 'demo', '--yes'])).exitCode).toBe(0);
  });

  test('replaces nothing where nobody may look either', async () => {
    await ran(['vod-save', 'hidden.m3u8', 'demo']);
    const { exitCode, stderr } = await ran(['vod-save', 'hidden.m3u8', 'demo'], { denied: /^HEAD/ });
    expect(exitCode).toBe(6);
    expect(stderr).toContain(
      'warning: Whether hidden.m3u8 exists was not looked at: the key lacks oss:GetObject.\n',
    );
    expect(stderr).toContain('error: demo/hidden.m3u8 exists.\n');
  });

  test('never replaces the live playlist', async () => {
    const before = await object('demo/playlist.m3u8');
    const { exitCode, stderr } = await ran(['vod-save', 'playlist.m3u8', 'demo', '--yes']);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      6,
      'error: demo/playlist.m3u8 is the live playlist of the channel.',
    ]);
    expect(await object('demo/playlist.m3u8')).toBe(before);
  });

  test('is one JSON document', async () => {
    const { stdout } = await ran(['vod-save', 'json.m3u8', 'demo', '--json']);
    const { etag, requestId, gaps, ...document } = JSON.parse(stdout);
    expect([etag, requestId, gaps.length]).toEqual([expect.any(String), expect.any(String), 3]);
    expect(document).toEqual({
      ...{ channelName: 'demo', playlistName: 'json.m3u8', object: 'oss://local/demo/json.m3u8' },
      ...{ startTime: '2026-03-05T11:00:00.000Z', endTime: '2026-03-05T11:58:59.000Z' },
      playUrl: 'http://127.0.0.1:8787/local/demo/json.m3u8',
      ...{ from: 'stitched', segments: 524, seconds: 3353.2, seams: 3, unsettled: 0 },
    });
  });

  test('with --dry-run stores nothing, and shows what it would', async () => {
    const { exitCode, stdout } = await ran(['vod-save', 'dry.m3u8', 'demo', '-n']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'PUT http://127.0.0.1:8787/local/demo/dry.m3u8',
      'Content-Type: application/x-mpegURL',
      '',
      '#EXTM3U',
      '#EXT-X-VERSION:3',
    ]);
    await expect(object('demo/dry.m3u8')).rejects.toMatchObject({ code: 'NoSuchKey' });
  });

  test('without oss:PutObject names it', async () => {
    const { exitCode, stderr } = await ran(['vod-save', 'denied.m3u8', 'demo'], { denied: /^PUT/ });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('hint: The key needs the RAM action oss:PutObject on this bucket.\n');
  });
});

describe('vod-save --split day', () => {
  let night: SeededHour;
  beforeAll(async () => {
    process.env.TZ = 'UTC';
    night = await openSeededHour(new Date('2026-03-06T00:30:00Z'));
  });
  afterAll(() => night.close());

  const split = (argv: readonly string[] = []) =>
    createWorld().run(['vod-save', 'class.m3u8', 'demo', '--split', 'day', ...argv], {
      ...{ now: '2026-03-06T00:30:00Z', transport: night.emulator.handle, env },
    });
  const stored = async () =>
    (await night.changed().client.listObjects({ prefix: 'demo/', maxKeys: 1000 })).objects
      .map(({ key }) => key)
      .filter((key) => key.endsWith('.m3u8'));

  test('looks at all places before it writes to the first', async () => {
    const contentType = 'text/plain';
    await night.changed().client.putObject({ key: 'demo/class-2026-03-06.m3u8', body: 'mine', contentType });
    const { exitCode, stderr } = await split();
    expect([exitCode, stderr.split('\n').at(-3)]).toEqual([6, 'error: demo/class-2026-03-06.m3u8 exists.']);
    expect(await stored()).toEqual(['demo/class-2026-03-06.m3u8', 'demo/playlist.m3u8']);
  });

  test('stores a playlist for each day', async () => {
    const { exitCode, stdout, stderr } = await split(['--yes']);
    expect([exitCode, stdout]).toEqual([
      0,
      ['2026-03-05', '2026-03-06']
        .map(
          (day) =>
            `Saved\toss://local/demo/class-${day}.m3u8\nPlay URL\thttp://127.0.0.1:8787/local/demo/class-${day}.m3u8\n`,
        )
        .join(''),
    ]);
    expect(stderr.split('\n').slice(1)).toEqual([
      'class-2026-03-05.m3u8: 262 segments, 27m 56s with 1 break.',
      'Nothing was recorded from 2026-03-05T23:43:58Z to 2026-03-05T23:45:00Z (1m 01s).',
      'class-2026-03-06.m3u8: 262 segments, 27m 56s with 1 break.',
      'Nothing was recorded from 2026-03-06T00:13:58Z to 2026-03-06T00:15:00Z (1m 01s).',
      '',
    ]);
  });

  test('is one JSON document', async () => {
    const { playlists } = JSON.parse((await split(['--yes', '--json'])).stdout);
    expect(
      playlists.map(({ playlistName, startTime, seams }: Record<string, unknown>) => [
        playlistName,
        startTime,
        seams,
      ]),
    ).toEqual([
      ['class-2026-03-05.m3u8', '2026-03-05T23:30:00.000Z', 1],
      ['class-2026-03-06.m3u8', '2026-03-06T00:00:00.000Z', 1],
    ]);
  });

  test('refuses a name that has no room for the day before anything is sent', async () => {
    const name = `${'a'.repeat(120)}.m3u8`;
    const transport: Transport = () => Promise.reject(new Error('asked'));
    const { exitCode, stderr } = await createWorld().run(['vod-save', name, 'demo', '--split', 'day'], {
      now: NOW,
      transport,
      env,
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('A playlist name has 6-128 bytes')]);
  });
});
