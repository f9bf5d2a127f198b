import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { createEmulator } from '../../src/emulator/index.js';
import { InterruptedError } from '../../src/errors.js';
import { findProgram } from '../../src/ffmpeg/find-ffmpeg.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { clip } from '../helpers/media.js';
import { createStudio, happening } from '../helpers/studio.js';
import { createWorld, LOCAL_ENV } from '../helpers/world.js';

const { PATH } = process.env;
const checkEvent = schemaChecker('docs/push-events.schema.json');

test('the four lines of the manual work one after the other, with nothing but credentials and a bucket', async () => {
  const dataDir = join(createWorld().homeDir, 'data');
  const emulator = createEmulator({ dataDir });
  onTestFinished(() => emulator.close());
  const { url } = await emulator.listen();
  const env = { ...LOCAL_ENV, PATH };
  const world = createWorld({ env, transport: createTransport(), now: () => new Date() });
  copyFileSync(await clip({ seconds: 3, gop: 25 }), join(world.homeDir, '1.flv'));
  const run = (...argv: string[]) => world.run([...argv, '-e', url]);

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
  // The last picture has no duration, and the one before it is shown later than it is decoded.
  expect(Math.abs(seconds - 3)).toBeLessThanOrEqual(0.081);
  for (const [, , name = ''] of durations) {
    expect(statSync(join(dataDir, 'local', 'test-channel', name)).size).toBeGreaterThan(188);
  }
});

const stored = (dataDir: string): number =>
  readdirSync(join(dataDir, 'local'), { recursive: true }).filter((name) => String(name).endsWith('.ts'))
    .length;

/** A machine that is busy takes its time to see a stream go live, which has to go on as long. */
const LONG_SECONDS = 20;

describe.concurrent('push', () => {
  test('examines, goes live, tells where to watch, and ends with what to do next', async () => {
    const { run, url } = await createStudio(LONG_SECONDS);
    const { exitCode, stdout, stderr } = await run(['push', '1.flv', 'cam']);
    const play = `${url}/local/cam/playlist.m3u8`;
    const [seconds, bytes] = /^Pushed\t([\d.]+)\nSize\t(\d+)\n/.exec(stdout)?.slice(1) ?? [];
    expect(Number(seconds)).toBeCloseTo(LONG_SECONDS, 0);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Pushed\t${seconds}\nSize\t${bytes}\nDropped frames\t0\nPlay URL\t${play}\nVOD playlist\toss-live vod cam --start --end\n`,
    });
    // How far it is, now and then: how often depends on the machine.
    const progress = /^\d+s of 20s .*\n/gm;
    expect(stderr.replaceAll(progress, '')).toMatch(
      new RegExp(
        `^1\\.flv: H\\.264 Main 320x180, 25 fps, B-frames, key frames 1s apart; AAC 44\\.1 kHz stereo; [\\d.]+ Mbit/s; 20s
Pushing to channel cam; Ctrl-C ends it\\.
Channel cam is live \\(H264 320x180, AAC 44\\.1 kHz, after [\\d.]+s\\)\\.
Play URL: ${play}
$`,
      ),
    );
  });

  test('is a stream of events with --json, each as the schema says', async () => {
    const { events, url } = await createStudio(LONG_SECONDS);
    const pushed = await events(['1.flv', 'cam']);
    expect(pushed.events.flatMap(checkEvent)).toEqual([]);
    expect(pushed.names).toEqual(['preflight', 'connecting', 'live', 'ended']);
    expect(pushed.events.filter(({ event }) => event === 'progress').length).toBeGreaterThan(0);
    expect(pushed.stderr).toBe('');
    const playUrl = `${url}/local/cam/playlist.m3u8`;
    expect(pushed.event('live')).toMatchObject({ channelName: 'cam', playUrl, video: { width: 320 } });
    expect(pushed.event('ended')).toMatchObject({
      channels: [{ channelName: 'cam', playUrl, vodUrl: null, error: null }],
      ...{ droppedFrames: 0, reconnects: 0, gapSeconds: 0, interrupted: false, error: null },
    });
  });

  test('tells how it gets on in one line at a terminal, and takes the line away', async () => {
    const { run } = await createStudio(LONG_SECONDS);
    const { stderr } = await run(['push', '1.flv', 'cam'], { terminal: 120 });
    expect(stderr).toMatch(/1?\ds of 20s {2}.* {2}0 dropped {2}live/);
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  test('shows the command and masks the signature with --dry-run', async () => {
    const { run, url } = await createStudio();
    const ffmpeg = await findProgram('ffmpeg', { env: { PATH }, platform: process.platform, cwd: '/' });
    const argv = ['push', '1.flv', 'new', '-n', '--create', '--', '-metadata', 'title=a b'];
    const at = Math.floor(Date.now() / 1000);
    expect(await run(argv, { now: new Date(at * 1000).toISOString() })).toEqual({
      exitCode: 0,
      stdout: `${ffmpeg} -hide_banner -loglevel warning -nostats -progress pipe:1 -re -i file:1.flv -map 0:v:0 -map 0:a:0 -c copy -metadata 'title=a b' -f flv -flvflags no_duration_filesize -rw_timeout 12000000 '${url.replace('http', 'rtmp')}/local/live/new?Expires=${at + 3600}&OSSAccessKeyId=oss-****-key&Signature=***'\n`,
      stderr: '',
    });
    expect((await run(['info', 'new'])).exitCode).toBe(5);
  });

  test('ends the stream cleanly when it is interrupted, and still saves the recording', async () => {
    const { run, emulator, url, dataDir } = await createStudio(20);
    const controller = new AbortController();
    const ended = run(['push', '1.flv', 'cam', '--vod', 'all.m3u8'], { signal: controller.signal });
    await happening(emulator, 'push-started');
    const over = happening(emulator, 'push-ended');
    // Something has to be stored to be saved.
    await expect.poll(() => stored(dataDir)).toBeGreaterThan(0);
    controller.abort(new InterruptedError('SIGINT'));
    expect(await over).toMatchObject({ reason: 'unpublished' });
    const { exitCode, stdout } = await ended;
    expect(exitCode).toBe(130);
    expect(stdout).toContain(`VOD URL\t${url}/local/cam/all.m3u8\n`);
  });

  test('relays what ffmpeg says with -v and keeps it with --ffmpeg-log, masked', async () => {
    const { run, emulator, folder } = await createStudio();
    const reject = { text: 'SignatureDoesNotMatch: wrong key.' };
    emulator.control.addFault({ match: { layer: 'rtmp', op: 'publish' }, effect: { reject } });
    const { exitCode, stderr } = await run(['push', '1.flv', 'cam', '-v', '--ffmpeg-log', 'ffmpeg.log']);
    const log = readFileSync(join(folder, 'ffmpeg.log'), 'utf8');
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^ffmpeg: \[rtmp @ \S+\] Server error: SignatureDoesNotMatch: wrong key\.$/m);
    const [command = '', ...lines] = log.trimEnd().split('\n');
    expect(command).toMatch(/^\S+Z \/\S*ffmpeg .*Signature=\*{3}/);
    expect(lines.join('\n')).toMatch(
      /^\S+Z \[rtmp @ \S+\] Server error: SignatureDoesNotMatch: wrong key\.$/m,
    );
    expect(stderr + log).not.toMatch(/Signature=[^*]/);
  });

  test('with --json, tells what becomes of the channel, with -v what ffmpeg says, and how it ended', async () => {
    const { events, emulator } = await createStudio(1);
    const reject = { text: 'SignatureDoesNotMatch: wrong key.' };
    emulator.control.addFault({ match: { layer: 'rtmp', op: 'publish' }, effect: { reject } });
    const pushed = await events(['1.flv', 'new', '--create', '-v']);
    expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([4, []]);
    expect(new Set(pushed.names)).toEqual(new Set(['preflight', 'channel', 'connecting', 'ffmpeg', 'ended']));
    expect(pushed.event('channel')).toMatchObject({ channelName: 'new', state: 'created' });
    expect(pushed.event('ended')).toMatchObject({ error: { code: 'SignatureDoesNotMatch' } });
    expect(JSON.stringify(pushed.events)).not.toMatch(/Signature=[^*]/);

    const unseen = await events(['nope.flv', 'new']);
    expect([unseen.exitCode, unseen.names, unseen.events.flatMap(checkEvent)]).toEqual([2, ['ended'], []]);
  });

  test('goes on where looking is denied', async () => {
    const { run, emulator } = await createStudio();
    for (const op of ['GetLiveChannelInfo', 'GetLiveChannelStat']) {
      const effect = { status: 403, code: 'AccessDenied', ec: '0003-00000001' };
      emulator.control.addFault({ match: { layer: 'http', op }, effect });
    }
    const { exitCode, stderr } = await run(['push', '1.flv', 'cam']);
    expect([exitCode, stderr.match(/^Channel .*$/m)?.[0]]).toEqual([
      0,
      expect.stringMatching(/^Channel cam takes the stream/),
    ]);
  });
});

describe.concurrent('inputs', () => {
  test('several files are one stream, one after the other', async () => {
    const { events, emulator, folder } = await createStudio(2);
    copyFileSync(join(folder, '1.flv'), join(folder, "it's 2.flv"));
    const pushed = await events(['1.flv', "it's 2.flv", 'cam']);
    expect(pushed.exitCode).toBe(0);
    expect(pushed.event('preflight')).toMatchObject({ plan: { video: 'copy', audio: 'copy' } });
    expect(pushed.event('ended')?.seconds).toBeCloseTo(4, 0);
    const [history] = (await emulator.control.state()).buckets[0]?.channels.map((one) => one.history) ?? [];
    expect(history).toHaveLength(1);
  });

  test('files that are not alike are encoded, so that players can go on', async () => {
    const { events, folder } = await createStudio(LONG_SECONDS);
    const other = await clip({ seconds: 2, gop: 25, size: '640x360', sampleRate: 48_000 });
    copyFileSync(other, join(folder, '2.flv'));
    const pushed = await events(['1.flv', '2.flv', '--channel', 'cam']);
    expect(pushed.exitCode).toBe(0);
    expect(pushed.event('preflight')).toMatchObject({ plan: { video: 'h264', audio: 'aac' } });
    expect(pushed.event('live')).toMatchObject({ video: { width: 320, height: 180 } });
    expect(pushed.event('ended')?.seconds).toBeCloseTo(LONG_SECONDS + 2, 0);
  });

  test('stdin is sent as it comes', async () => {
    const { run, dataDir } = await createStudio();
    const stdin = readFileSync(await clip({ seconds: 2, gop: 25 }));
    const { exitCode, stderr } = await run(['push', '-', 'cam', '--input-format', 'flv'], { stdin });
    expect([exitCode, stderr.split('\n')[1]]).toEqual([
      0,
      'stdin can be read only once: if the connection breaks, only MPEG-TS can be taken up again.',
    ]);
    expect(stored(dataDir)).toBeGreaterThan(0);
  });

  test('a test pattern needs no file', async () => {
    const { events } = await createStudio();
    const pushed = await events(['test', 'cam', '--height', '180', '--', '-t', `${LONG_SECONDS}`]);
    expect(pushed.exitCode).toBe(0);
    expect(pushed.event('live')).toMatchObject({
      video: { width: 320, height: 180, codec: 'H264' },
      audio: { sampleRate: 44_100, codec: 'AAC' },
    });
  });

  test('a device is read with the format that is named, and encoded', async () => {
    const { events } = await createStudio();
    const pushed = await events(
      ['testsrc2=size=320x180:rate=25', 'cam', '--input-format', 'lavfi'].concat(['--', '-t', '2']),
    );
    expect([pushed.exitCode, pushed.event('preflight')?.plan]).toEqual([0, { video: 'h264', audio: 'aac' }]);
  });

  test('files are looped until somebody ends it', async () => {
    const { events } = await createStudio(1);
    const controller = new AbortController();
    const { exitCode, event } = await events(['1.flv', 'cam', '--loop'], {
      signal: controller.signal,
      onEvent({ event, seconds }) {
        if (event === 'progress' && Number(seconds) > 1.5) controller.abort(new InterruptedError('SIGTERM'));
      },
    });
    expect(exitCode).toBe(143);
    expect(event('ended')?.seconds).toBeGreaterThan(1.5);
    expect(event('progress')?.totalSeconds).toBeNull();
  });

  test('a channel before its file gets the line that is right', async () => {
    const { run } = await createStudio();
    const { exitCode, stderr } = await run(['push', 'cam', '1.flv']);
    expect([exitCode, stderr]).toEqual([
      2,
      'error: Which channel? 1.flv is a file.\nhint: The channel comes last: oss-live push 1.flv cam\n',
    ]);
  });

  test.each<[string, string[], string]>([
    ['missing', ['nope.flv', 'cam'], 'There is no file nope.flv.'],
    ['empty', ['empty.flv', 'cam'], 'empty.flv is empty.'],
    ['a folder', ['videos', 'cam'], 'videos is a folder, not a video.'],
    ['no video', ['notes.flv', 'cam', '-q'], 'notes.flv is not a video that ffmpeg can read.'],
    ['sound alone', ['sound.flv', 'cam', '-q'], 'sound.flv has no video.'],
    [
      'a URL among files',
      ['1.flv', 'rtsp://10.0.0.7/cam', '-C', 'cam'],
      'Several inputs in a row must be files.',
    ],
    ['stdin among files', ['1.flv', '-', '-C', 'cam'], 'Stdin cannot be one of several inputs.'],
    ['a file where the channel should be', ['1.flv', '1.flv'], 'Which channel? 1.flv is a file.'],
    ['a channel where --channel names one', ['1.flv', 'cam', '-C', 'cam'], 'There is no file cam.'],
    [
      '--to beside --channel',
      ['1.flv', '-C', 'a', '--to', 'b'],
      'Name the channels with --to alone, without --channel.',
    ],
    ['--to twice the same', ['1.flv', '--to', 'b', '--to', 'b'], '--to names b twice.'],
    [
      'two channels in one --to',
      ['1.flv', '--to', 'a,b'],
      '--to takes one channel; give it again for another.',
    ],
    ['a file after --to', ['1.flv', '--to', 'b.mp4'], '--to names a channel, and b.mp4 looks like a file.'],
    ['the second of two files missing', ['1.flv', 'b.mp4', '--create'], 'There is no file b.mp4.'],
    [
      'a bit rate in kilobits without saying so',
      ['1.flv', 'cam', '--video-bitrate', '2500'],
      '--video-bitrate 2500 is in bits per second: do you mean 2500k?',
    ],
    [
      'an input option as ffmpeg writes it',
      ['1.flv', 'cam', '--input-option', 'timeout 5'],
      '--input-option is not name=value.',
    ],
    [
      'an input option that there is not',
      ['1.flv', 'cam', '--input-option', 'nonsense=1'],
      'ffmpeg does not take the input option nonsense with this value, or at all.',
    ],
    [
      'progress at no interval',
      ['1.flv', 'cam', '--progress', 'often'],
      '--progress: "often" is not a duration.',
    ],
  ])('%s: nothing is sent', async (_, argv, message) => {
    const { run, emulator, folder } = await createStudio();
    mkdirSync(join(folder, 'videos'));
    writeFileSync(join(folder, 'empty.flv'), '');
    writeFileSync(join(folder, 'notes.flv'), readFileSync('package.json'));
    copyFileSync(await clip({ seconds: 1, video: null }), join(folder, 'sound.flv'));
    const { exitCode, stdout, stderr } = await run(['push', ...argv]);
    expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([2, '', `error: ${message}`]);
    expect(emulator.control.events().map(({ event }) => event)).not.toContain('push-started');
  });
});

describe.concurrent('the pre-flight', () => {
  test('encodes only the sound when only the sound does not fit', async () => {
    const { events, folder } = await createStudio();
    copyFileSync(await clip({ seconds: LONG_SECONDS, gop: 25, audio: 'mp3' }), join(folder, 'mp3.flv'));
    const pushed = await events(['mp3.flv', 'cam']);
    expect([pushed.exitCode, pushed.event('preflight')]).toEqual([
      0,
      expect.objectContaining({
        plan: { video: 'copy', audio: 'aac' },
        findings: [
          {
            level: 'note',
            code: 'audio-encoded',
            input: 'mp3.flv',
            message: 'mp3.flv has mp3 audio: the audio is encoded as AAC.',
          },
        ],
      }),
    ]);
    expect(pushed.event('live')).toMatchObject({ audio: { codec: 'AAC' } });
  });

  test('with --transcode always, segments are as long as the channel wants', async () => {
    const { run, dataDir, folder } = await createStudio();
    copyFileSync(await clip({ seconds: 4, gop: 500, audio: null }), join(folder, 'long.flv'));
    const strict = await run(['push', 'long.flv', 'cam', '--strict', '--audio', 'none']);
    expect([strict.exitCode, strict.stderr.split('\n').slice(1, 4)]).toEqual([
      2,
      [
        'warning: long.flv has up to 4s between key frames, so segments get that long instead of 1s; --transcode always fixes that.',
        'error: long.flv has up to 4s between key frames, so segments get that long instead of 1s; --transcode always fixes that.',
        'hint: Nothing was sent: without --strict this is only a warning.',
      ],
    ]);
    const argv = ['push', 'long.flv', 'cam', '--strict', '--audio', 'none', '--transcode', 'always'];
    expect((await run(argv)).exitCode).toBe(0);
    const playlist = readFileSync(join(dataDir, 'local', 'cam', 'playlist.m3u8'), 'utf8');
    // Lengths are from picture to picture: the last one has none.
    expect([...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds))).toEqual([
      1, 1, 0.96,
    ]);
  });

  test.each<[string, string[], number, string]>([
    ['none is installed', [], 9, 'ffmpeg is not installed, or not in PATH.'],
    [
      'the one named is not there',
      ['--ffmpeg', '/nowhere/ffmpeg'],
      9,
      '--ffmpeg: there is no program /nowhere/ffmpeg.',
    ],
  ])('for want of an ffmpeg: %s', async (_, argv, code, message) => {
    const { run } = await createStudio();
    const { exitCode, stderr } = await run(['push', '1.flv', 'cam', ...argv], { env: { PATH: '/nowhere' } });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([code, `error: ${message}`]);
  });

  test('for want of an ffprobe beside ffmpeg', async () => {
    const { run, folder } = await createStudio();
    const ffmpeg = join(folder, 'ffmpeg');
    writeFileSync(ffmpeg, '#!/bin/sh\n', { mode: 0o755 });
    const { exitCode, stderr } = await run(['push', '1.flv', 'cam', '--ffmpeg', ffmpeg], {
      env: { PATH: '/nowhere' },
    });
    expect([exitCode, stderr]).toEqual([
      9,
      `error: There is no ffprobe beside ${ffmpeg}, nor in PATH.\nhint: It comes with ffmpeg, and the input is examined with it: install both from the same place.\n`,
    ]);
  });
});

describe.concurrent('the channel', () => {
  test('is created with --create', async () => {
    const { run } = await createStudio(1);
    const without = await run(['push', '1.flv', 'new']);
    expect([without.exitCode, without.stderr.split('\n')[1]]).toEqual([
      5,
      'hint: Add --create to make it, or see the names: oss-live list',
    ]);
    const { exitCode, stderr } = await run(['push', '1.flv', 'new', '--create']);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Channel new: created.\n')]);
  });

  test('is enabled with --enable', async () => {
    const { run } = await createStudio(1);
    await run(['disable', 'cam']);
    expect(await run(['push', '1.flv', 'cam'])).toEqual({
      exitCode: 6,
      stdout: '',
      stderr:
        'error: Channel cam is disabled.\nhint: Add --enable, or enable it first: oss-live enable cam\n',
    });
    const { exitCode, stderr } = await run(['push', '1.flv', 'cam', '--enable']);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Channel cam is enabled.\n')]);
  });

  test('of somebody else is left alone, unless --wait lets that push end first', async () => {
    const { run, emulator } = await createStudio(12);
    const other = new AbortController();
    const first = run(['push', '1.flv', 'cam', '-q', '--loop'], { signal: other.signal });
    await happening(emulator, 'push-started');
    const refused = await run(['push', '1.flv', 'cam', '-q']);
    expect([refused.exitCode, refused.stderr]).toEqual([
      6,
      expect.stringMatching(
        /^error: Channel cam is live: 127\.0\.0\.1:\d+ has been pushing since \S+Z\.\nhint: Stop that push, or add --wait to start when it is over\.\n$/,
      ),
    ]);
    const waited = await run(['push', '1.flv', 'cam', '--wait', '--', '-t', '1'], {
      onStderr(text) {
        if (text.includes('waiting for its end')) other.abort(new InterruptedError('SIGINT'));
      },
    });
    expect([(await first).exitCode, waited.exitCode]).toEqual([130, 0]);
    expect(waited.stderr).toMatch(
      /^Channel cam is live: \S+ has been pushing since \S+; waiting for its end\.$/m,
    );
  });

  test('gets a playlist for this push alone, and a recording of it', async () => {
    const { events, dataDir, url } = await createStudio();
    const argv = ['1.flv', 'cam', '--playlist-name', 'rec-{date}-{time}.m3u8', '--vod', 'vod-{date}.m3u8'];
    const now = new Date(2026, 2, 5, 6, 7, 8);
    const started = Date.now();
    const clock = () => new Date(Date.now() - started + now.getTime());
    const { exitCode, event, stderr } = await events(argv, { now: clock });
    const [playUrl, vodUrl] = ['rec-20260305-060708.m3u8', 'vod-20260305.m3u8'].map(
      (name) => `${url}/local/cam/${name}`,
    );
    expect(exitCode).toBe(0);
    // The playlists carry the time of this clock, the signature and the range that of the service's.
    expect(stderr).toMatch(/The clock of this machine is [\dhms ]+ behind: correct it/);
    expect(event('ended')?.channels).toEqual([{ channelName: 'cam', playUrl, vodUrl, error: null }]);
    const playlists = ['rec-20260305-060708.m3u8', 'vod-20260305.m3u8'].map((name) =>
      readFileSync(join(dataDir, 'local', 'cam', name), 'utf8').match(/\d{13}\.ts/g),
    );
    expect(playlists[0]).toEqual(playlists[1]);
  });
});

describe.concurrent('several channels', () => {
  test('get the same stream, encoded once', async () => {
    const { events, run, dataDir } = await createStudio(3);
    await run(['create', 'two', '--frag-duration', '1']);
    const pushed = await events(['1.flv', '--to', 'cam', '--to', 'two', '--vod', 'all.m3u8']);
    expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([0, []]);
    const segments = ['cam', 'two'].map((channel) => {
      const names = readdirSync(join(dataDir, 'local', channel)).filter((name) => name.endsWith('.ts'));
      return names.sort().map((name) => statSync(join(dataDir, 'local', channel, name)).size);
    });
    expect(segments[0]).toEqual(segments[1]);
    expect(segments[0]?.length).toBeGreaterThan(1);
    expect(pushed.event('ended')?.channels).toMatchObject([
      { channelName: 'cam', vodUrl: expect.stringContaining('/local/cam/all.m3u8'), error: null },
      { channelName: 'two', vodUrl: expect.stringContaining('/local/two/all.m3u8'), error: null },
    ]);
  });

  test('go on when one of them fails, which is exit 8', async () => {
    const { events, run, emulator } = await createStudio(4);
    await run(['create', "o'two", '--frag-duration', '1']);
    const match = { layer: 'rtmp', op: 'publish', channel: 'cam' } as const;
    emulator.control.addFault({ match, effect: { dropAfterMs: 1000 } });
    const pushed = await events(['1.flv', '--to', 'cam', '--to', "o'two"]);
    expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([8, []]);
    const error = {
      code: 'ConnectionLost',
      message: 'The connection to the server was lost: Connection reset by peer.',
    };
    expect(pushed.event('lost')).toMatchObject({ channelName: 'cam', error });
    expect(pushed.event('ended')).toMatchObject({
      channels: [
        { channelName: 'cam', error },
        { channelName: "o'two", error: null },
      ],
      error: null,
    });
    expect(pushed.event('ended')?.seconds).toBeCloseTo(4, 0);
  });
});

describe('a recording that is saved', () => {
  test('never replaces the live playlist, and another only when that is wanted', async () => {
    const studio = await createStudio(1);
    const named = (vod: string, ...more: string[]) =>
      studio.run(['push', '1.flv', 'cam', '-q', '--vod', vod, ...more]);
    const live = await named('playlist.m3u8', '--yes');
    expect([live.exitCode, live.stderr.split('\n')[0]]).toEqual([
      ...[6, 'error: cam/playlist.m3u8 is the live playlist of the channel.'],
    ]);
    expect((await named('all.m3u8')).exitCode).toBe(0);
    const again = await named('all.m3u8');
    expect([again.exitCode, again.stderr]).toEqual([
      6,
      'error: cam/all.m3u8 exists.\nhint: Add --yes to replace it, or give another name.\n',
    ]);
    expect((await named('all.m3u8', '--yes')).exitCode).toBe(0);
  });

  test('asks whoever sits at a terminal', async () => {
    const studio = await createStudio(1);
    const argv = ['push', '1.flv', 'cam', '-q', '--vod', 'all.m3u8'];
    await studio.run(argv);
    const no = await studio.run(argv, { terminal: 100, typed: 'n\n' });
    expect([no.exitCode, no.stderr.split('\n')[0]]).toEqual([
      6,
      expect.stringContaining('cam/all.m3u8 exists. Replace it? [y/N] '),
    ]);
    expect((await studio.run(argv, { terminal: 100, typed: 'y\n' })).exitCode).toBe(0);
  });

  test('is saved where nobody may look, which is said', async () => {
    const studio = await createStudio(1);
    studio.emulator.control.addFault({
      match: { layer: 'http', op: 'HeadObject' },
      effect: { status: 403, code: 'AccessDenied', ec: '0003-00000001' },
    });
    const { exitCode, stderr } = await studio.run(['push', '1.flv', 'cam', '--vod', 'all.m3u8']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      '\nwarning: Whether there was a playlist of that name was not looked at: the key lacks oss:GetObject.\n',
    );
  });
});
