// A real push by ffmpeg, and the players that people watch a channel with.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import HLS from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../src/emulator/index.js';
import { complaints, openBrowser, type PlayerBrowser } from '../helpers/browser.js';
import { asking, channelXml, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import { type ClipOptions, clip } from '../helpers/media.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

let emulator: Emulator;
let listening: Listening;
let ask: ReturnType<typeof asking>;
let browser: PlayerBrowser;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY], acl: 'public-read' });
  [listening, browser] = await Promise.all([emulator.listen(), openBrowser()]);
  ask = asking(emulator);
  HLS.setOptions({ strictMode: true });
});

afterAll(async () => {
  await browser.close();
  await emulator.close();
});

const urlOf = (key: string): string => `${listening.url}/local/${key}`;
const textOf = async (url: string): Promise<string> => (await fetch(url)).text();
/** The last segment of a push may outlast its pictures by a frame of sound. */
const aSecond = expect.closeTo(1, 1) as number;
const namesIn = (playlist: string): string[] => playlist.match(/^\d+\.ts$/gm) ?? [];

/** One second per key frame; a test pattern, or one colour everywhere. */
function source({ colour, ...options }: ClipOptions & { colour?: string }): Promise<string> {
  const extra = colour === undefined ? [] : ['-vf', `drawbox=c=${colour}:t=fill`];
  return clip({ gop: 25, ...options, extra });
}

function ffmpeg(channel: string, input: readonly string[], options: Options = {}) {
  const url = publishUrl({ base: listening.rtmpUrl, channel });
  return execa('ffmpeg', ['-v', 'error', ...input, '-c', 'copy', '-f', 'flv', url], options);
}

const recordsOf = async (channel: string): Promise<number> =>
  (await ask({ target: `/${channel}?comp=history&live` })).text.split('<LiveRecord>').length - 1;

/** Resolves when everything is stored, which ffmpeg does not wait for. */
async function push(channel: string, file: string): Promise<void> {
  const before = await recordsOf(channel);
  await ffmpeg(channel, ['-i', file]);
  await eventually(
    () => recordsOf(channel),
    (records) => records > before,
  );
}

/** Everything that was ever pushed to a channel, as a playlist. */
async function savedVod(channel: string): Promise<string> {
  const endTime = Math.ceil(Date.now() / 1000) + 1;
  const target = `/${channel}/all.m3u8?endTime=${endTime}&startTime=${endTime - 3600}&vod`;
  expect(await ask({ method: 'POST', target })).toMatchObject({ status: 200, text: '' });
  return urlOf(`${channel}/all.m3u8`);
}

async function complaintsOf(program: string, args: readonly string[]): Promise<string> {
  const { stderr } = await execa(program, ['-v', 'warning', ...args]);
  return stderr;
}

/** Of a colour: within 50 of 255. */
const [little, much] = [expect.closeTo(0, -2), expect.closeTo(255, -2)];

/** What hls-parser, in its strict mode, finds in a playlist. */
function parsed(text: string) {
  const playlist = HLS.parse(text);
  if (playlist.isMasterPlaylist) throw new Error('a master playlist');
  const { version, targetDuration, mediaSequenceBase, endlist } = playlist as HLS.types.MediaPlaylist;
  const segments = (playlist as HLS.types.MediaPlaylist).segments.map(({ uri, duration, discontinuity }) => ({
    uri,
    duration,
    discontinuity: discontinuity === true,
  }));
  return { version, targetDuration, mediaSequenceBase, endlist, segments };
}

describe('while it is pushed, a channel', () => {
  const over = new AbortController();
  let running: Promise<unknown>;

  beforeAll(async () => {
    // Long enough for a player that a busy machine keeps waiting.
    await createChannel(ask, 'live', channelXml({ fragDuration: 1, fragCount: 12 }));
    const input = ['-re', '-stream_loop', '-1', '-i', await source({ seconds: 4, size: '640x360' })];
    running = ffmpeg('live', input, { cancelSignal: over.signal, reject: false });
    const isFull = (playlist: string) => namesIn(playlist).length === 12;
    await eventually(() => textOf(urlOf('live/playlist.m3u8')), isFull);
  });

  afterAll(async () => {
    over.abort();
    await running;
  });

  test('plays in hls.js, on a page of another origin', async () => {
    const player = await browser.play(urlOf('live/playlist.m3u8'));
    const first = await eventually(player.state, ({ frames }) => frames > 0);
    const later = await eventually(player.state, ({ seconds }) => seconds > first.seconds + 4);
    expect(later).toMatchObject({ size: '640x360', ended: false });
    expect(later.frames - first.frames).toBeGreaterThan(50);
    expect(later.errors.filter(({ fatal }) => fatal)).toEqual([]);
  });

  test('is read by ffprobe and ffmpeg without a complaint', async () => {
    const url = urlOf('live/playlist.m3u8');
    expect(await complaintsOf('ffprobe', [url])).toBe('');
    expect(await complaintsOf('ffmpeg', ['-i', url, '-t', '3', '-f', 'null', '-'])).toBe('');
  });

  test('has a playlist that hls-parser accepts when it is strict', async () => {
    const text = await textOf(urlOf('live/playlist.m3u8'));
    expect(parsed(text)).toEqual({
      version: 3,
      targetDuration: 1,
      mediaSequenceBase: expect.any(Number),
      endlist: false,
      segments: namesIn(text).map((uri) => ({ uri, duration: aSecond, discontinuity: false })),
    });
  });
});

describe('after two pushes, a channel', () => {
  let vod: string;

  beforeAll(async () => {
    await createChannel(ask, 'show');
    await push('show', await source({ seconds: 3, colour: 'red' }));
    await push('show', await source({ seconds: 3, colour: 'blue', size: '640x360' }));
    vod = await savedVod('show');
  });

  test('plays in hls.js from one end to the other', async () => {
    const player = await browser.play(vod);
    const blue = await eventually(player.state, ({ ended }) => ended);
    expect(blue.first).toEqual({ size: '320x180', colour: [much, little, little] });
    expect(blue).toMatchObject({ size: '640x360', colour: [little, little, much] });
    expect(complaints(blue)).toEqual([]);
    expect(blue.seconds).toBeGreaterThan(5.9);
    expect(blue.seconds).toBeLessThan(6.2);
    expect(blue.frames).toBeGreaterThan(130);
  });

  test('is read by ffprobe and ffmpeg without a complaint', async () => {
    expect(await complaintsOf('ffprobe', [vod])).toBe('');
    // One by one: where the sound of the first push outlasts its pictures, ffmpeg itself would let the two overlap.
    for (const track of ['0:v', '0:a'])
      expect(await complaintsOf('ffmpeg', ['-i', vod, '-map', track, '-f', 'null', '-'])).toBe('');
  });

  test('has a playlist that hls-parser accepts when it is strict', async () => {
    const text = await textOf(vod);
    const names = namesIn(text);
    expect(names).toHaveLength(6);
    expect(parsed(text)).toEqual({
      version: 3,
      targetDuration: 1,
      mediaSequenceBase: 0,
      endlist: true,
      segments: names.map((uri, index) => ({
        uri,
        // The last picture of a push has no duration, and B-frames take another from its end.
        duration: index % 3 === 2 ? 0.92 : aSecond,
        discontinuity: index === 3,
      })),
    });
  });
});

/** Level 2 is warnings. All categories would include what GStreamer finds missing on the machine. */
const GSTREAMER_WARNINGS = [
  ...['tsdemux', 'mpegtsbase', 'mpegtspacketizer', 'mpegtspesparser', 'baseparse', 'h264parse'],
  ...['codecparsers_h264', 'aacparse', 'videodecoder', 'audiodecoder', 'libav'],
]
  .map((category) => `${category}:2`)
  .join();

describe('GStreamer', () => {
  test('decodes a push without a warning to the pictures that were sent', async () => {
    const folder = temporaryFolder();
    const file = await source({ seconds: 4 });
    await createChannel(ask, 'cam');
    await push('cam', file);
    const playlist = await textOf(await savedVod('cam'));
    const segments = namesIn(playlist).map(async (name) =>
      Buffer.from(await (await fetch(urlOf(`cam/${name}`))).arrayBuffer()),
    );
    await writeFile(join(folder, 'all.ts'), Buffer.concat(await Promise.all(segments)));

    const { stderr } = await execa(
      'gst-launch-1.0',
      [
        ...['-q', 'filesrc', `location=${folder}/all.ts`, '!', 'tsdemux', 'name=in'],
        ...['in.', '!', 'queue', '!', 'h264parse', '!', 'avdec_h264'],
        ...['!', 'filesink', `location=${folder}/pictures`],
        ...['in.', '!', 'queue', '!', 'aacparse', '!', 'avdec_aac', '!', 'fakesink'],
      ],
      { env: { GST_DEBUG: GSTREAMER_WARNINGS } },
    );
    expect(stderr).toBe('');
    const decode = (...input: string[]) =>
      execa('ffmpeg', ['-v', 'error', ...input, '-map', '0:v', '-f', 'framemd5', '-']);
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '320x180', '-i', `${folder}/pictures`];
    const sent = picturesIn((await decode('-i', file)).stdout);
    expect(sent).toHaveLength(100);
    expect(picturesIn((await decode(...raw)).stdout)).toEqual(sent);
  });
});

/** The hashes of a framemd5 listing. */
function picturesIn(listing: string): (string | undefined)[] {
  return listing
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').at(-1)?.trim());
}
