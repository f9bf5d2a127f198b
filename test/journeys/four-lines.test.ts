// The four lines of the README, as written, against a running emulator and with the real ffmpeg.
import { copyFileSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse, types } from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../helpers/emulator.js';
import { clip, decodingErrors, probeStreams } from '../helpers/media.js';
import { createMachine, type Ended, type RunningEmulator, startEmulator } from '../helpers/program.js';

const CLIP = { seconds: 8, size: '640x360', gop: 50 };
const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;
const ADDRESS = /^127\.0\.0\.1:\d+$/;

describe('with the documented variables', () => {
  const machine = createMachine();
  let emulator: RunningEmulator;
  const line = (text: string): Promise<Ended> => machine.sh(text, emulator.variables);

  beforeAll(async () => {
    emulator = await startEmulator(machine);
    symlinkSync(await clip(CLIP), join(machine.folder, '1.flv'));
  });
  afterAll(() => emulator.stop());

  test('oss-live create test-channel', async () => {
    const { url, rtmpUrl } = emulator.ready;
    expect(await line('oss-live create test-channel')).toEqual({
      exitCode: 0,
      stdout: `Publish URL\t${rtmpUrl}/local/live/test-channel\nPlay URL\t${url}/local/test-channel/playlist.m3u8\n`,
      stderr:
        'Channel test-channel: created.\nNext: oss-live push 1.flv test-channel, or oss-live sign-rtmp test-channel\nTo watch, also on a private bucket: oss-live url test-channel\n',
    });
  });

  test('oss-live sign-rtmp --expires 3600', async () => {
    const earliest = Math.floor(Date.now() / 1000) + 3600;
    const { exitCode, stdout, stderr } = await line('oss-live sign-rtmp --expires 3600');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'Channel test-channel (the one last created here)\n',
    });
    const [, address, expires] =
      /^(rtmp:\S+)\?Expires=(\d+)&OSSAccessKeyId=oss-live-local-key&Signature=[\w%]+\n$/.exec(stdout) ?? [];
    expect(address).toBe(`${emulator.ready.rtmpUrl}/local/live/test-channel`);
    const latest = Math.floor(Date.now() / 1000) + 3600;
    expect([Number(expires) >= earliest, Number(expires) <= latest]).toEqual([true, true]);
  });

  test('oss-live push 1.flv, which stat sees', async () => {
    const push = line('oss-live push 1.flv');
    const stat = await eventually(
      async () => JSON.parse((await line('oss-live stat --json')).stdout),
      ({ video, audio }) => Boolean(video && audio),
    );
    // The bandwidth of the first ten seconds is not known before they are over.
    expect(stat).toEqual({
      status: 'Live',
      connectedTime: expect.stringMatching(WHOLE_SECONDS),
      remoteAddr: expect.stringMatching(ADDRESS),
      video: { width: 640, height: 360, frameRate: 25, bandwidth: 0, codec: 'H264' },
      audio: { bandwidth: 0, sampleRate: 44100, codec: 'AAC' },
      requestId: expect.any(String),
    });
    const { exitCode, stdout } = await push;
    expect({ exitCode, stdout: stdout.split('\n') }).toEqual({
      exitCode: 0,
      stdout: [
        expect.stringMatching(/^Pushed\t(7\.9|8\.0)\d*$/),
        expect.stringMatching(/^Size\t\d+$/),
        'Dropped frames\t0',
        `Play URL\t${emulator.ready.url}/local/test-channel/playlist.m3u8`,
        'VOD playlist\toss-live vod test-channel --start --end',
        '',
      ],
    });
  });

  test('oss-live vod --start --end > playlist.m3u8, whose segments play', async () => {
    expect(await line('oss-live vod --start --end > playlist.m3u8')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(
        /^Channel test-channel \(the one last created here\)\nRange: \S+Z to \S+Z \(the latest push\)\.\nThe push has just ended: if its last moments are missing, ask again in ten seconds\.\n$/,
      ),
    });
    const path = join(machine.folder, 'playlist.m3u8');
    const playlist = parse(readFileSync(path, 'utf8'));
    if (!(playlist instanceof types.MediaPlaylist)) throw new Error('not a media playlist');
    const { version, endlist, targetDuration, segments } = playlist;
    // A key frame each 2 s: the first one after FragDuration (5 s) begins the next segment.
    expect({ version, endlist, targetDuration, durations: segments.map(({ duration }) => duration) }).toEqual(
      {
        version: 3,
        endlist: true,
        targetDuration: 6,
        durations: [6, expect.closeTo(2, 1)],
      },
    );
    for (const { uri } of segments) {
      expect(uri).toMatch(/^\d{13}\.ts$/);
      copyFileSync(join(emulator.ready.dataDir, 'local/test-channel', uri), join(machine.folder, uri));
    }
    const kinds = (await probeStreams(path)).map(({ codec_name, width, sample_rate }) => [
      codec_name,
      width ?? sample_rate,
    ]);
    expect(kinds.sort()).toEqual([
      ['aac', '44100'],
      ['h264', 640],
    ]);
    expect(await decodingErrors(path)).toBe('');
    const frames = await machine.sh(
      'ffprobe -v error -count_packets -select_streams v -show_entries stream=nb_read_packets -of csv=p=0 playlist.m3u8',
    );
    expect(Number.parseInt(frames.stdout, 10)).toBe(CLIP.seconds * 25);
  });

  test('"$(oss-live sign-rtmp)" is an address for any encoder', async () => {
    expect(
      await line(
        'ffmpeg -v error -i 1.flv -c copy -f flv -flvflags no_duration_filesize "$(oss-live sign-rtmp -q)"',
      ),
    ).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    await eventually(
      () => line('oss-live history -q | wc -l'),
      ({ stdout }) => stdout.trim() === '2',
    );
  });

  test('pipes get tab-separated lines', async () => {
    const cells = async (command: string): Promise<string[][]> => {
      const { stdout } = await line(`${command} | cat`);
      return stdout
        .replace(/\n$/, '')
        .split('\n')
        .map((row) => row.split('\t'));
    };
    expect(await cells('oss-live list')).toEqual([
      ['test-channel', 'enabled', expect.stringMatching(WHOLE_SECONDS), ''],
    ]);
    expect(await cells('oss-live info')).toEqual([
      ['Channel', 'test-channel'],
      ['Description', ''],
      ['Status', 'enabled'],
      ['Type', 'HLS'],
      ['Segment seconds', '5'],
      ['Segments listed', '3'],
      ['Playlist', 'playlist.m3u8'],
    ]);
    expect(await cells('oss-live stat')).toEqual([
      ['Channel', 'test-channel'],
      ['Status', 'Idle'],
    ]);
    const [first] = await cells('oss-live history');
    expect(first).toEqual([
      expect.stringMatching(WHOLE_SECONDS),
      expect.stringMatching(WHOLE_SECONDS),
      expect.stringMatching(/^([789]|1\d)$/),
      expect.stringMatching(ADDRESS),
      '1',
    ]);
  });

  test('--json is one document', async () => {
    const document = async (command: string): Promise<unknown> => {
      const { exitCode, stdout, stderr } = await line(`${command} --json`);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const requestId = expect.stringMatching(/^[0-9A-F]{24}$/);
    const { url, rtmpUrl } = emulator.ready;
    expect(await document('oss-live list')).toEqual({
      prefix: '',
      marker: '',
      maxKeys: 1000,
      isTruncated: false,
      nextMarker: '',
      channels: [
        {
          name: 'test-channel',
          description: '',
          status: 'enabled',
          lastModified: expect.stringMatching(WHOLE_SECONDS),
          publishUrls: [`${rtmpUrl}/local/live/test-channel`],
          playUrls: [`${url}/local/test-channel/playlist.m3u8`],
        },
      ],
      requestId,
    });
    expect(await document('oss-live info')).toEqual({
      description: '',
      status: 'enabled',
      target: { type: 'HLS', fragDuration: 5, fragCount: 3, playlistName: 'playlist.m3u8' },
      requestId,
    });
    expect(await document('oss-live stat')).toMatchObject({ status: 'Idle', video: null, audio: null });
    const record = {
      startTime: expect.stringMatching(WHOLE_SECONDS),
      endTime: expect.stringMatching(WHOLE_SECONDS),
      remoteAddr: expect.stringMatching(ADDRESS),
    };
    const push = (more: object) => ({
      ...{ start: record.startTime, end: record.endTime, remoteAddr: record.remoteAddr, playlistName: null },
      ...{ source: null, mediaSeconds: null, knownFrom: 'history', ...more },
    });
    const known = { playlistName: 'playlist.m3u8', source: expect.any(String), knownFrom: 'ledger' };
    expect(await document('oss-live history')).toEqual({
      records: [record, record],
      sessions: [
        {
          ...{ channelName: 'test-channel', start: record.startTime, end: record.endTime, running: false },
          pushes: [push({ ...known, mediaSeconds: expect.any(Number) }), push({})],
        },
      ],
      requestId,
    });
  });
});

test('the four lines, with OSS_PROFILE=local on the emulator of its defaults', async () => {
  const machine = createMachine();
  symlinkSync(await clip({ seconds: 3 }), join(machine.folder, '1.flv'));
  const { emulator, variables } = await defaultEmulator();
  const lines = [
    'oss-live create test-channel',
    'oss-live sign-rtmp --expires 3600',
    'oss-live push 1.flv',
    'oss-live vod --start --end > playlist.m3u8',
  ];
  const ended = await machine.sh(lines.join(' && '), variables);
  await emulator.stop();
  expect(ended.exitCode).toBe(0);
  expect(readFileSync(join(machine.folder, 'playlist.m3u8'), 'utf8')).toMatch(
    /^#EXTM3U\n(#.*\n)+#EXTINF:\d\.\d{3},\n\d{13}\.ts\n#EXT-X-ENDLIST\n$/,
  );

  /** Its port may be taken, by the emulator of whoever runs this test or by anything else; that is left alone. */
  async function defaultEmulator() {
    try {
      return { emulator: await startEmulator(machine, []), variables: { OSS_PROFILE: 'local' } };
    } catch (error) {
      if (!/127\.0\.0\.1:8787, with its data|Port 8787 on 127\.0\.0\.1 is in use/.test(String(error)))
        throw error;
      const emulator = await startEmulator(machine);
      return { emulator, variables: emulator.variables };
    }
  }
});
