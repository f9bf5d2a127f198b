import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator } from '../src/emulator/emulator.js';
import { InterruptedError } from '../src/errors.js';
import { findProgram } from '../src/push/find-ffmpeg.js';
import { createTransport } from '../src/transport.js';
import { clip } from './helpers/media.js';
import { type RtmpPeer, rtmpPeer } from './helpers/rtmp-peer.js';
import { type Exchange, refusal, scripted } from './helpers/script.js';
import { createWorld, type Ended, type World, type WorldOptions } from './helpers/world.js';

const PATH = process.env.PATH;
const open: { close(): Promise<void> }[] = [];
let ffmpeg = '';
let source = '';

beforeAll(async () => {
  ffmpeg =
    (await findProgram('ffmpeg', { env: { PATH }, platform: process.platform, cwd: '/' })) ?? 'no ffmpeg';
  source = await clip({ seconds: 3, gop: 25 });
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A home folder with a video in it. */
function worldWithVideo(defaults: WorldOptions = {}): World {
  const world = createWorld(defaults);
  copyFileSync(source, join(world.homeDir, '1.flv'));
  return world;
}

async function peerOf(options: Parameters<typeof rtmpPeer>[0] = {}): Promise<RtmpPeer> {
  const peer = await rtmpPeer(options);
  open.push(peer);
  return peer;
}

function info(status: string, playlistName = 'live.m3u8'): Exchange {
  return {
    request: 'GET /examplebucket/cam?live',
    answer: {
      body: `<LiveChannelConfiguration><Description></Description><Status>${status}</Status><Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName>${playlistName}</PlaylistName></Target></LiveChannelConfiguration>`,
    },
  };
}
const idle: Exchange = {
  request: 'GET /examplebucket/cam?comp=stat&live',
  answer: { body: '<LiveChannelStat><Status>Idle</Status></LiveChannelStat>' },
};

interface Push extends WorldOptions {
  world?: World;
  exchanges?: readonly Exchange[];
  peer?: RtmpPeer;
}

/** HTTP goes to a script, RTMP to a peer; nothing listens where there is none. */
async function push(
  argv: readonly string[],
  { world, exchanges = [], peer, ...options }: Push = {},
): Promise<Ended> {
  const script = scripted(exchanges);
  const ended = await (world ?? worldWithVideo()).run(
    ['push', '-e', `http://${peer?.host ?? '127.0.0.1:1'}`, ...argv],
    {
      transport: script.transport,
      ...options,
      env: { PATH, OSS_REGION: 'cn-hangzhou', ...options.env },
    },
  );
  script.finish();
  return ended;
}

describe('the four lines of the manual', () => {
  test('work one after the other, with nothing but credentials and a bucket', async () => {
    const dataDir = join(createWorld().homeDir, 'data');
    const emulator = createEmulator({ dataDir });
    open.push(emulator);
    const { url } = await emulator.listen();
    const world = worldWithVideo({ env: { PATH, OSS_PROFILE: 'local' } });
    const run = async (...argv: string[]) => {
      return world.run([...argv, '-e', url], { transport: createTransport(), now: new Date().toISOString() });
    };

    expect((await run('create', 'test-channel')).exitCode).toBe(0);

    const signed = await run('sign-rtmp', '--expires', '3600');
    const answer = await emulator.authorizePublish(signed.stdout.trim());
    expect([signed.exitCode, answer]).toEqual([0, { accept: true, reason: null }]);

    const pushed = await run('push', '1.flv');
    expect([pushed.exitCode, pushed.stderr.includes('error')]).toEqual([0, false]);
    expect(pushed.stdout).toContain(`Play URL\t${url}/local/test-channel/playlist.m3u8\n`);
    expect(pushed.stdout).toContain('VOD playlist\toss-live vod test-channel --start --end\n');

    const vod = await run('vod', '--start', '--end');
    const durations = [...vod.stdout.matchAll(/^#EXTINF:([\d.]+),\n(\d{13}\.ts)$/gm)];
    expect(vod.exitCode).toBe(0);
    const seconds = durations.reduce((sum, [, duration]) => sum + Number(duration), 0);
    expect(Math.abs(seconds - 3)).toBeLessThanOrEqual(0.04);
    for (const [, , name = ''] of durations) {
      expect(statSync(join(dataDir, 'local', 'test-channel', name)).size).toBeGreaterThan(188);
    }
  });
});

describe('push', () => {
  test("publishes under the channel's own playlist and ends with what to do next", async () => {
    const peer = await peerOf();
    const ended = await push(['1.flv', 'cam'], { peer, exchanges: [info('enabled'), idle] });
    const [name = ''] = peer.names;
    expect(name).toMatch(
      /^examplebucket\/live\/cam\?Expires=1709622428&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=[^&]+&playlistName=live\.m3u8$/,
    );
    expect(peer.ends).toEqual(['unpublished']);
    const play = `http://${peer.host}/examplebucket/cam/live.m3u8`;
    const [seconds, bytes] = /^Pushed\t([\d.]+)\nSize\t(\d+)\n/.exec(ended.stdout)?.slice(1) ?? [];
    expect(Number(seconds)).toBeCloseTo(3, 0);
    expect(ended).toEqual({
      exitCode: 0,
      stdout: `Pushed\t${seconds}\nSize\t${bytes}\nDropped frames\t0\nPlay URL\t${play}\nVOD playlist\toss-live vod cam --start --end\n`,
      stderr: `Pushing 1.flv to channel cam; Ctrl-C ends it.\nPlay URL: ${play}\n`,
    });
  });

  test('tells how it gets on in one line at a terminal, and takes the line away', async () => {
    const peer = await peerOf();
    const { stderr } = await push(['1.flv', 'cam'], {
      peer,
      exchanges: [info('enabled'), idle],
      terminal: 100,
    });
    const clear = '\r\u001b[2K';
    expect(stderr).toMatch(/\d:00:0\d {2}\d+\.\d\d Mbit\/s {2}\d\.\d\dx {2}0 dropped/);
    expect(stderr.endsWith(clear)).toBe(true);
  });

  test('is a stream of events with --json', async () => {
    const peer = await peerOf();
    const { stdout, stderr } = await push(['1.flv', 'cam', '--json'], {
      peer,
      exchanges: [info('enabled'), idle],
    });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const facts = {
      channelName: 'cam',
      input: '1.flv',
      playUrl: `http://${peer.host}/examplebucket/cam/live.m3u8`,
    };
    const { seconds, bytes } = events[1] ?? {};
    expect({ stderr, events }).toEqual({
      stderr: '',
      events: [
        { event: 'start', ...facts },
        { event: 'end', ...facts, seconds, bytes, droppedFrames: 0, interrupted: false },
      ],
    });
    expect(seconds).toBeGreaterThan(2.9);
  });

  test('shows the command and masks the signature with --dry-run', async () => {
    const argv = [
      '1.flv',
      'cam',
      '-n',
      '-e',
      'https://oss-cn-hangzhou.aliyuncs.com',
      '--',
      '-c:v',
      'libx264',
    ];
    const request = 'GET /cam?live';
    expect(await push(argv, { exchanges: [{ ...info('enabled'), request }] })).toEqual({
      exitCode: 0,
      stdout: `${ffmpeg} -hide_banner -loglevel warning -nostats -progress pipe:1 -re -i 1.flv -map 0:v:0 -map '0:a:0?' -c copy -c:v libx264 -f flv -flvflags no_duration_filesize -rw_timeout 5000000 'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam?Expires=1709622428&OSSAccessKeyId=LTAI****0001&Signature=***&playlistName=live.m3u8'\n`,
      stderr: '',
    });
  });

  test('ends the stream cleanly when it is interrupted', async () => {
    const peer = await peerOf();
    const controller = new AbortController();
    const ended = push(['1.flv', 'cam'], {
      peer,
      exchanges: [info('enabled')],
      signal: controller.signal,
    });
    await peer.streaming;
    controller.abort(new InterruptedError('SIGINT'));
    const { exitCode, stdout, stderr } = await ended;
    expect([exitCode, peer.ends]).toEqual([130, ['unpublished']]);
    expect(stdout).toContain('VOD playlist\toss-live vod cam --start --end\n');
    expect(stderr).not.toContain('error');
  });

  test('goes on without the playlist name when the settings may not be read', async () => {
    const peer = await peerOf();
    const denied = refusal(403, 'AccessDenied', '0003-00000001', 'You have no right to access this object.');
    const exchanges = [{ ...info('enabled'), answer: denied }, idle];
    expect((await push(['1.flv', 'cam'], { peer, exchanges })).exitCode).toBe(0);
    expect(peer.names[0]).not.toContain('playlistName');
  });

  test('waits until the service has noticed the end', async () => {
    const peer = await peerOf();
    const live = { ...idle, answer: { body: '<LiveChannelStat><Status>Live</Status></LiveChannelStat>' } };
    const exchanges = [info('enabled'), live, live, idle];
    expect((await push(['1.flv', 'cam'], { peer, exchanges })).exitCode).toBe(0);
  });

  test('relays what ffmpeg says with -v, masked', async () => {
    const peer = await peerOf({ refuse: 'SignatureDoesNotMatch: wrong key.' });
    const { exitCode, stderr } = await push(['1.flv', 'cam', '-v'], { peer, exchanges: [info('enabled')] });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^ffmpeg: \[rtmp @ \S+\] Server error: SignatureDoesNotMatch: wrong key\.$/m);
    expect(stderr).toMatch(
      /^ffmpeg: rtmp:\S+&OSSAccessKeyId=LTAI\*{4}0001&Signature=\*{3}&playlistName=\S+: .*$/m,
    );
    expect(stderr).not.toMatch(/Signature=[^*]/);
  });
});

describe('push is refused', () => {
  test('before anything is asked, for an input that cannot be one', async () => {
    const world = worldWithVideo();
    mkdirSync(join(world.homeDir, 'videos'));
    writeFileSync(join(world.homeDir, 'empty.flv'), '');
    const told = async (input: string) => {
      const { exitCode, stdout, stderr } = await push([input, 'cam'], { world });
      return [exitCode, stdout, stderr];
    };
    expect(await told('nope.flv')).toEqual([2, '', 'error: There is no file nope.flv.\n']);
    expect(await told('empty.flv')).toEqual([2, '', 'error: empty.flv is empty.\n']);
    expect(await told('videos')).toEqual([2, '', 'error: videos is a folder, not a video.\n']);
    expect(await told('-')).toEqual([
      2,
      '',
      'error: The input cannot be read from stdin.\nhint: Give a file or a URL.\n',
    ]);
  });

  test('for an input that is no video', async () => {
    const world = worldWithVideo();
    writeFileSync(join(world.homeDir, 'notes.flv'), readFileSync('package.json'));
    const peer = await peerOf();
    const { exitCode, stderr } = await push(['notes.flv', 'cam', '-q'], {
      world,
      peer,
      exchanges: [info('enabled')],
    });
    expect([exitCode, stderr, peer.names]).toEqual([
      2,
      'error: notes.flv is not a video that ffmpeg can read.\n',
      [],
    ]);
  });

  test.each<[string, string[], Record<string, string | undefined>, string]>([
    [
      'none is installed',
      [],
      { PATH: '/nowhere' },
      'error: ffmpeg is not installed, or not in PATH.\nhint: Install it: sudo apt-get install ffmpeg (dnf, apk or pacman elsewhere); or name it with --ffmpeg or OSS_LIVE_FFMPEG.\n',
    ],
    [
      'the one named is not there',
      ['--ffmpeg', '/nowhere/ffmpeg'],
      {},
      'error: --ffmpeg: there is no program /nowhere/ffmpeg.\nhint: Without --ffmpeg the ffmpeg in PATH is used.\n',
    ],
    [
      'the one of the variable is not there',
      [],
      { OSS_LIVE_FFMPEG: '/nowhere/ffmpeg' },
      'error: OSS_LIVE_FFMPEG: there is no program /nowhere/ffmpeg.\nhint: Without OSS_LIVE_FFMPEG the ffmpeg in PATH is used.\n',
    ],
  ])('for want of an ffmpeg: %s', async (_, argv, env, stderr) => {
    expect(await push(['1.flv', 'cam', ...argv], { env })).toEqual({ exitCode: 9, stdout: '', stderr });
  });

  test('for a channel that is disabled', async () => {
    expect(await push(['1.flv', 'cam'], { exchanges: [info('disabled')] })).toEqual({
      exitCode: 6,
      stdout: '',
      stderr: 'error: Channel cam is disabled.\nhint: Enable it first: oss-live enable cam\n',
    });
  });

  test('for a channel that does not exist', async () => {
    const absent = refusal(404, 'NoSuchLiveChannel', '0026-00000021', 'No such live channel.');
    const { exitCode, stderr } = await push(['1.flv', 'cam'], {
      exchanges: [{ ...info('enabled'), answer: absent }],
    });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([5, 'error: No such live channel.']);
  });

  test('by a server where RTMP is closed', async () => {
    const { exitCode, stdout, stderr } = await push(['1.flv', 'cam', '-q'], { exchanges: [info('enabled')] });
    expect([exitCode, stdout, stderr]).toEqual([
      7,
      '',
      'error: No connection to 127.0.0.1:1 for RTMP: Connection refused.\nhint: A firewall may close the RTMP port (1935 unless the endpoint names one).\n',
    ]);
  });
});
