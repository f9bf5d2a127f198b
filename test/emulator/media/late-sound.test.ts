// Sound whose header, or itself, comes behind the picture it belongs to.
import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip, codedFrames, decodingErrors } from '../../helpers/media.js';
import { isHeader, push, saveSegments, scratchFile } from '../../helpers/segmenting.js';
import { checkTransportStream } from '../../helpers/ts-check.js';

const BOTH = { 256: 0x1b, 257: 0x0f };
const PICTURE = { 256: 0x1b };

const isSoundHeader = (message: MediaMessage): boolean => message.type === 'audio' && isHeader(message);
const byTime = (messages: MediaMessage[]): MediaMessage[] =>
  messages.sort((one, other) => one.timestampMs - other.timestampMs);

async function stored({ collector }: ReturnType<typeof push>) {
  const path = saveSegments(collector);
  const [frames, errors] = await Promise.all([codedFrames(path), decodingErrors(path)]);
  return {
    cuts: collector.shape,
    streams: collector.segments.map(({ bytes }) => checkTransportStream(bytes).streams),
    pictures: frames.video.map(({ hash }) => hash),
    sound: frames.audio.map(({ hash }) => hash),
    errors,
  };
}

describe('a copied transport stream, whose AAC header ffmpeg sends empty at first', () => {
  let messages: MediaMessage[];
  let published: Awaited<ReturnType<typeof codedFrames>>;

  beforeAll(async () => {
    const [ts, flv] = [scratchFile('ts'), scratchFile('flv')];
    const copy = (from: string, to: string) => execa('ffmpeg', ['-v', 'error', '-i', from, '-c', 'copy', to]);
    await copy(await clip({ seconds: 6 }), ts);
    await copy(ts, flv);
    messages = readFlvFile(flv).filter(({ type }) => type !== 'data');
    published = await codedFrames(flv);
  });

  test('is sent as it was said', () => {
    const kinds = messages.slice(0, 8).map((message) => message.payload.subarray(0, 2).toString('hex'));
    const header = kinds.lastIndexOf('af00');
    expect(kinds.slice(0, 3)).toEqual(['1700', 'af00', '1701']);
    expect(messages[1]!.payload.length).toBe(2);
    expect(messages[header]!.payload.toString('hex')).toBe('af001210');
    expect(header).toBeGreaterThan(2);
  });

  test('has its sound in every segment, and no discontinuity', async () => {
    const pushed = push(messages, { fragDurationSeconds: 2 });
    expect(pushed.warnings).toEqual([]);
    const { cuts, ...rest } = await stored(pushed);
    expect(cuts.replace(/\d\.\d{3}$/, 'rest')).toBe('2.000 2.000 rest');
    expect(rest).toEqual({
      streams: [BOTH, BOTH, BOTH],
      pictures: published.video.map(({ hash }) => hash),
      sound: published.audio.map(({ hash }) => hash),
      errors: '',
    });
  });

  test('of one key frame keeps all its sound', async () => {
    const short = messages.filter(({ timestampMs }) => timestampMs < 1900);
    const { streams, sound } = await stored(push(short, { fragDurationSeconds: 2 }));
    expect(streams).toEqual([BOTH]);
    expect(sound.length).toBe(short.filter((m) => m.type === 'audio' && !isHeader(m)).length);
  });
});

describe('an encoder whose sound header is late', () => {
  const HEADER_AT = 2500;
  let messages: MediaMessage[];
  let published: Awaited<ReturnType<typeof codedFrames>>;

  beforeAll(async () => {
    const source = await clip({ seconds: 9 });
    messages = readFlvFile(source).filter(({ type }) => type !== 'data');
    published = await codedFrames(source);
  });

  const late = (headerAtMs: number, soundFromMs: number) =>
    byTime(
      messages
        .filter((m) => m.type === 'video' || isHeader(m) || m.timestampMs >= soundFromMs)
        .map((m) => (isSoundHeader(m) ? { ...m, timestampMs: headerAtMs } : m)),
    );

  test('sound before its header is held and stored, in the segment that was begun for it', async () => {
    const { cuts, streams, sound, errors } = await stored(push(late(HEADER_AT, 0)));
    expect(cuts).toBe('6.000 2.920');
    expect({ streams, errors }).toEqual({ streams: [BOTH, BOTH], errors: '' });
    expect(sound).toEqual(published.audio.map(({ hash }) => hash));
  });

  test('sound that begins within three seconds is in the first segment', async () => {
    const { cuts, streams, sound, errors } = await stored(push(late(2900, 2900)));
    expect(cuts).toBe('6.000 2.920');
    expect({ streams, errors }).toEqual({ streams: [BOTH, BOTH], errors: '' });
    expect(sound).toEqual(published.audio.filter(({ dts }) => dts >= 2900).map(({ hash }) => hash));
  });

  test('sound that begins later gets a segment of its own, with a discontinuity', async () => {
    const { collector } = push(late(4500, 4500));
    expect(collector.shape).toBe('6.000 disc 2.920');
    expect(collector.segments.map(({ bytes }) => checkTransportStream(bytes).streams)).toEqual([
      PICTURE,
      BOTH,
    ]);
    // ffmpeg does not look six seconds ahead for a track.
    const path = scratchFile('ts');
    writeFileSync(path, collector.segments[1]!.bytes);
    expect((await codedFrames(path)).audio.map(({ hash }) => hash)).toEqual(
      published.audio.filter(({ dts }) => dts >= 4500).map(({ hash }) => hash),
    );
  });

  test('a header that never comes costs the sound, and is told', async () => {
    const headless = messages.filter((message) => !isSoundHeader(message));
    const { collector, warnings } = push(headless);
    expect(collector.shape).toBe('6.000 2.920');
    expect(warnings).toEqual(['Audio is dropped: its sequence header has not come.']);
  });
});

/** Pictures of one clip, and its sound up to a time; from there on the sound of another. */
async function otherSoundFrom(atMs: number, gop: number, seconds: number): Promise<MediaMessage[]> {
  const first = readFlvFile(await clip({ seconds, gop }));
  const second = readFlvFile(await clip({ seconds, gop, sampleRate: 48_000 }));
  return byTime([
    ...first.filter((m) => m.type === 'video' || (m.type === 'audio' && m.timestampMs < atMs)),
    ...second
      .filter((m) => m.type === 'audio' && (isHeader(m) || m.timestampMs >= atMs))
      .map((m) => (isHeader(m) ? { ...m, timestampMs: atMs } : m)),
  ]);
}

describe('sound that becomes another', () => {
  const soundOf = (messages: MediaMessage[]) =>
    messages.filter((m) => m.type === 'audio' && !isHeader(m)).length;

  test('behind the key frame that it belongs to: the segment begins with both', async () => {
    const messages = await otherSoundFrom(6060, 50, 10);
    const { cuts, sound } = await stored(push(messages, { fragDurationSeconds: 2 }));
    expect(cuts).toMatch(/^2\.000 2\.000 2\.000 disc 2\.000 1\.9\d\d$/);
    expect(sound.length).toBe(soundOf(messages));
  });

  test.each([
    ['more than three seconds before the next key frame', 6000, /^5\.000 1\.0\d\d disc [34]\.\d{3}$/],
    ['with no key frame behind it', 8500, /^5\.000 3\.5\d\d disc 1\.\d{3}$/],
  ])('%s: nothing of it is lost', async (_, atMs, cuts) => {
    const messages = await otherSoundFrom(atMs, 125, 10);
    const { collector, warnings } = push(messages, { fragDurationSeconds: 2 });
    expect(collector.shape).toMatch(cuts);
    expect(warnings).toEqual([]);
    const { sound, pictures } = await stored({ collector, warnings });
    expect([sound.length, pictures.length]).toEqual([soundOf(messages), 250]);
  });
});

test('pictures whose parameter sets change inside the stream begin a segment with a discontinuity', async () => {
  // What ffmpeg makes of two transport streams, one behind the other: the header stays that of the first.
  const [first, second] = await Promise.all([
    clip({ seconds: 4, extra: ['-bsf:v', 'dump_extra'] }),
    clip({ seconds: 4, size: '640x360', extra: ['-bsf:v', 'dump_extra'] }),
  ]);
  const inBand = readFlvFile(second)
    .filter((message) => message.type !== 'data' && !isHeader(message))
    .map((message) => ({ ...message, timestampMs: message.timestampMs + 4000 }));
  const messages = [...readFlvFile(first).filter(({ timestampMs }) => timestampMs < 4000), ...inBand];
  const { collector } = push(messages, { fragDurationSeconds: 2 });
  expect(collector.shape).toMatch(/^2\.000 2\.000 disc 2\.000 1\.9\d\d$/);
});
