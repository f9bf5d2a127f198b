// Places where a channel goes on otherwise than it was: real pushes by ffmpeg, watched with hls.js to their end.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../src/emulator/index.js';
import { complaints, openBrowser, type PlayerBrowser, type PlayerState } from '../helpers/browser.js';
import { asking, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import { readFlvFile, writeFlvFile } from '../helpers/flv-file.js';
import { type ClipOptions, clip, codedFrames, decodingErrors } from '../helpers/media.js';
import { shifted } from '../helpers/segmenting.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

const SECONDS = 4;
const BASE: ClipOptions = { seconds: SECONDS, size: '640x360', channels: 1 };
const scratch = temporaryFolder();

let emulator: Emulator;
let listening: Listening;
let ask: ReturnType<typeof asking>;
let browser: PlayerBrowser;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY], acl: 'public-read' });
  [listening, browser] = await Promise.all([emulator.listen(), openBrowser()]);
  ask = asking(emulator);
});

afterAll(async () => {
  await browser.close();
  await emulator.close();
});

const endsOf = (channel: string): number =>
  emulator.control.events().filter((event) => event.event === 'push-ended' && event.channel === channel)
    .length;
const warningsOf = (channel: string): unknown[] =>
  emulator.control
    .events()
    .filter((event) => event.event === 'push-warning' && event.channel === channel)
    .map(({ text }) => text);

/** Resolves when everything is stored. Fails if ffmpeg was not let to its end. */
async function push(channel: string, input: readonly string[]): Promise<void> {
  const before = endsOf(channel);
  const url = publishUrl({ base: listening.rtmpUrl, channel });
  await execa('ffmpeg', ['-v', 'error', ...input, '-c', 'copy', '-f', 'flv', url]);
  await eventually(
    () => endsOf(channel),
    (ends) => ends > before,
  );
}

interface Stored {
  playlist: string;
  /** Durations, rounded, with a `disc` where the playlist has one. */
  cuts: string;
  /** All segments in one file. */
  path: string;
}

async function stored(channel: string): Promise<Stored> {
  const endTime = Math.ceil(Date.now() / 1000) + 1;
  await ask({
    method: 'POST',
    target: `/${channel}/all.m3u8?endTime=${endTime}&startTime=${endTime - 3600}&vod`,
  });
  const base = `${listening.url}/local/${channel}`;
  const text = await (await fetch(`${base}/all.m3u8`)).text();
  const segments = await Promise.all(
    (text.match(/^\d+\.ts$/gm) ?? []).map(async (name) =>
      Buffer.from(await (await fetch(`${base}/${name}`)).arrayBuffer()),
    ),
  );
  const path = join(scratch, `${channel}.ts`);
  writeFileSync(path, Buffer.concat(segments));
  const cuts = [...text.matchAll(/#EXT-X-DISCONTINUITY\n|#EXTINF:([\d.]+)/g)]
    .map(([, seconds]) => (seconds === undefined ? 'disc' : Math.round(Number(seconds))))
    .join(' ');
  return { playlist: `${base}/all.m3u8`, cuts, path };
}

/** Played to the end without a complaint of hls.js. */
async function played(playlist: string): Promise<PlayerState> {
  const player = await browser.play(playlist);
  const state = await eventually(player.state, (now) => now.ended || complaints(now).length > 0);
  expect(complaints(state)).toEqual([]);
  expect(state.ended).toBe(true);
  return state;
}

const mediaOf = (path: string) => readFlvFile(path).filter(({ type }) => type !== 'data');

async function hashesOf(path: string) {
  const { video, audio } = await codedFrames(path);
  return { video: video.map(({ hash }) => hash), audio: audio.map(({ hash }) => hash) };
}

/** The clip as a transport stream, as cameras and recorders give it. */
async function transportStream(options: ClipOptions): Promise<string> {
  const source = await clip(options);
  const path = join(scratch, 'source.ts');
  await execa('ffmpeg', ['-v', 'error', '-y', '-i', source, '-c', 'copy', path]);
  return path;
}

test('a copied transport stream plays with its sound from the first segment on', async () => {
  await createChannel(ask, 'late');
  const source = await transportStream(BASE);
  await push('late', ['-i', source]);
  const { playlist, cuts, path } = await stored('late');
  expect(cuts).toBe('2 2');
  expect(await hashesOf(path)).toEqual(await hashesOf(source));
  expect(await decodingErrors(path)).toBe('');
  const { frames, seconds } = await played(playlist);
  expect(frames).toBeGreaterThan(SECONDS * 25 - 20);
  expect(Math.round(seconds)).toBe(SECONDS);
});

test('a transport stream that is pushed again after a loss plays over the join', async () => {
  await createChannel(ask, 'again');
  const source = await transportStream(BASE);
  await push('again', ['-t', '3', '-i', source]);
  await push('again', ['-ss', '1', '-i', source]);
  await push('again', ['-ss', '2', '-i', source]);
  const { playlist, cuts } = await stored('again');
  expect(cuts.match(/disc/g)).toHaveLength(2);
  const { seconds } = await played(playlist);
  expect(seconds).toBeGreaterThan(6.5);
});

describe('in the middle of a push', () => {
  test.each<[name: string, channel: string, next: Partial<ClipOptions>]>([
    ['AAC of 44.1 kHz becomes AAC of 48 kHz', 'rate', { sampleRate: 48_000 }],
    ['mono becomes stereo', 'stereo', { channels: 2 }],
    ['640x360 becomes 1280x720', 'size', { size: '1280x720' }],
    ['the SPS becomes another for the same size', 'sps', { extra: ['-level', '5.1'] }],
    ['everything becomes another', 'all', { size: '1280x720', channels: 2, sampleRate: 48_000 }],
  ])('%s', async (_, channel, next) => {
    await createChannel(ask, channel);
    const [first, second] = await Promise.all([clip(BASE), clip({ ...BASE, ...next })]);
    const source = join(scratch, `${channel}.flv`);
    writeFlvFile(source, [...mediaOf(first), ...shifted(mediaOf(second), SECONDS * 1000)]);
    await push(channel, ['-i', source]);
    const { playlist, cuts, path } = await stored(channel);
    expect(cuts).toBe('2 2 disc 2 2');
    const [one, two, both] = await Promise.all([hashesOf(first), hashesOf(second), hashesOf(path)]);
    expect(both).toEqual({ video: [...one.video, ...two.video], audio: [...one.audio, ...two.audio] });
    expect(warningsOf(channel)).toEqual([]);
    const { seconds, size, frames } = await played(playlist);
    expect(size).toBe(next.size ?? BASE.size);
    expect(Math.round(seconds)).toBe(2 * SECONDS);
    expect(frames).toBeGreaterThan(2 * SECONDS * 25 - 20);
  });
});

test('a damaged picture is left out of a push that goes on', async () => {
  await createChannel(ask, 'broken');
  const source = await clip(BASE);
  const messages = mediaOf(source);
  // No other picture refers to it: where one is missing that is needed, Chromium's decoder gives up.
  const damaged = messages.filter(({ type, payload }) => type === 'video' && payload[1] === 1)[71];
  const broken = join(scratch, 'broken.flv');
  writeFlvFile(
    broken,
    messages.map((message) =>
      message === damaged ? { ...message, payload: message.payload.subarray(0, -7) } : message,
    ),
  );
  await push('broken', ['-i', broken]);
  const { playlist, cuts, path } = await stored('broken');
  expect(cuts).toBe('2 2');
  const [published, kept] = await Promise.all([hashesOf(source), hashesOf(path)]);
  published.video.splice(71, 1);
  expect(kept).toEqual(published);
  expect(warningsOf('broken')).toEqual(['Left out: An H.264 frame is cut short.']);
  await played(playlist);
});
