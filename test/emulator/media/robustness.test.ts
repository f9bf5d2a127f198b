import { describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { createSegmenter } from '../../../src/emulator/media/segmenter.js';
import { createStreamMeter } from '../../../src/emulator/media/stream-meter.js';
import { readTag } from '../../../src/emulator/media/tag.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip, codedFrames, decodingErrors } from '../../helpers/media.js';
import { SegmentCollector } from '../../helpers/segment-collector.js';
import { push, saveSegments } from '../../helpers/segmenting.js';
import { checkTransportStream, clockSteps } from '../../helpers/ts-check.js';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Damage = (message: MediaMessage, random: () => number) => MediaMessage[];

const DAMAGES: [name: string, damage: Damage][] = [
  ['a byte is another one', (message, random) => [withByte(message, random)]],
  [
    'the payload is cut',
    (message, random) => [cutTo(message, Math.floor(random() * message.payload.length))],
  ],
  ['the payload is empty', (message) => [cutTo(message, 0)]],
  ['the message is lost', () => []],
  ['the message comes twice', (message) => [message, message]],
  [
    'the time is any time',
    (message, random) => [{ ...message, timestampMs: Math.floor(random() * 2 ** 32) }],
  ],
  [
    'the time is a little off',
    (message, random) => [
      {
        ...message,
        timestampMs: (message.timestampMs + Math.floor(random() * 4000) + 2 ** 32 - 2000) % 2 ** 32,
      },
    ],
  ],
  [
    'the payload is noise',
    (message, random) => [
      { ...message, payload: Buffer.from(Array.from({ length: 40 }, () => Math.floor(random() * 256))) },
    ],
  ],
];

function withByte(message: MediaMessage, random: () => number): MediaMessage {
  const payload = Buffer.from(message.payload);
  // Mostly in front, where the structure is.
  const at = Math.floor(random() ** 4 * payload.length);
  if (payload.length > 0) payload[at] = Math.floor(random() * 256);
  return { ...message, payload };
}

function cutTo(message: MediaMessage, bytes: number): MediaMessage {
  return { ...message, payload: message.payload.subarray(0, bytes) };
}

describe('damaged media ends in valid segments', () => {
  test.each(DAMAGES)('%s', async (_, damage) => {
    const messages = readFlvFile(await clip({ seconds: 4, size: '64x64', gop: 10 }));
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomFrom(seed);
      const collector = new SegmentCollector();
      const segmenter = createSegmenter({
        ...{ fragDurationSeconds: 1, nowMs: () => 0, output: collector, startsWithDiscontinuity: false },
        allowAudioOnly: seed % 2 === 0,
      });
      const meter = createStreamMeter({ nowMs: () => 0 });
      for (const message of messages)
        for (const sent of random() < 0.05 ? damage(message, random) : [message]) {
          meter.write(readTag(sent));
          segmenter.write(readTag(sent));
        }
      segmenter.end();
      const report = checkTransportStream(collector.bytes);
      expect(report.faults).toEqual([]);
      expect(clockSteps(report).backwards).toBe(0);
      for (const { durationSeconds } of collector.segments) expect(durationSeconds).toBeGreaterThanOrEqual(0);
    }
  });
});

/** Without its last seven bytes. */
const broken = (message: MediaMessage): MediaMessage => cutTo(message, message.payload.length - 7);
const isPicture = ({ type, payload }: MediaMessage): boolean => type === 'video' && payload[1] === 1;
const isKey = (message: MediaMessage): boolean => isPicture(message) && message.payload[0] === 0x17;

describe('what is damaged is left out, and nothing else', () => {
  test.each<[name: string, choose: (pictures: MediaMessage[]) => MediaMessage[], times: number]>([
    ['one picture', (pictures) => [pictures[60]!], 1],
    ['a key frame', (pictures) => pictures.filter(isKey).slice(2, 3), 1],
    ['many pictures', (pictures) => pictures.filter((_, index) => index > 50 && index % 5 === 1), 15],
  ])('%s', async (_, choose, times) => {
    const source = await clip({ seconds: 5, gop: 25 });
    const messages = readFlvFile(source);
    const pictures = messages.filter(isPicture);
    const damaged = new Set(choose(pictures));
    const sent = messages.map((message) => (damaged.has(message) ? broken(message) : message));
    const { collector, warnings } = push(sent, { fragDurationSeconds: 1 });
    const [published, stored] = await Promise.all([
      codedFrames(source),
      codedFrames(saveSegments(collector)),
    ]);
    const whole = published.video.filter((__, index) => !damaged.has(pictures[index]!));
    expect(stored.video.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
    expect(stored.audio.map(({ hash }) => hash)).toEqual(published.audio.map(({ hash }) => hash));
    const once = 'Left out: An H.264 frame is cut short.';
    const all = `Left out ${times} times in all: An H.264 frame is cut short.`;
    expect(warnings).toEqual(times === 1 ? [once] : [once, all]);
    expect(damaged.size).toBe(times);
  });

  test('a key frame that is needed to begin with: the next one begins', async () => {
    const messages = readFlvFile(await clip({ seconds: 3, gop: 25 }));
    const first = messages.find(isKey)!;
    const { collector } = push(messages.map((message) => (message === first ? broken(message) : message)));
    const stored = await codedFrames(saveSegments(collector));
    expect(stored.video.length).toBe(50);
    expect(await decodingErrors(saveSegments(collector))).toBe('');
  });

  test('a header that says what cannot be: the one before goes on', async () => {
    const messages = readFlvFile(await clip({ seconds: 3, gop: 25 }));
    const wrong: MediaMessage[] = ['17000000000164', '1700000000016400', '2701', 'af'].map((body) => ({
      ...{ type: body === 'af' ? 'audio' : 'video', timestampMs: 1500, payload: Buffer.from(body, 'hex') },
    }));
    const at = messages.findIndex(({ timestampMs }) => timestampMs > 1500);
    const { collector, warnings } = push([...messages.slice(0, at), ...wrong, ...messages.slice(at)]);
    expect((await codedFrames(saveSegments(collector))).video.length).toBe(75);
    expect(warnings).toEqual([
      'Left out: The H.264 sequence header is broken.',
      'Left out: An H.264 tag is cut short.',
      'Left out: An AAC tag is cut short.',
      'Left out 2 times in all: The H.264 sequence header is broken.',
    ]);
  });
});

test('a stream of nothing but damage is told in a few words', () => {
  const bodies = ['17000000000164', '2701', '17', 'af', `af01${'00'.repeat(9000)}`];
  const messages = Array.from({ length: 20_000 }, (_, index): MediaMessage => {
    // Each with another length, so that no two complaints are the same.
    const body = bodies[index % bodies.length]! + '00'.repeat(index % bodies.length === 4 ? index % 97 : 0);
    return {
      type: body.startsWith('af') ? 'audio' : 'video',
      timestampMs: index * 20,
      payload: Buffer.from(body, 'hex'),
    };
  });
  const { collector, warnings } = push(messages);
  expect(collector.segments).toEqual([]);
  expect(warnings).toEqual([
    'Left out: The H.264 sequence header is broken.',
    'Left out: An H.264 tag is cut short.',
    'Left out: An AAC tag is cut short.',
    'Left out: An AAC frame is impossibly long.',
    'Left out 4000 times in all: The H.264 sequence header is broken.',
    'Left out 8000 times in all: An H.264 tag is cut short.',
    'Left out 4000 times in all: An AAC tag is cut short.',
    'Left out 4000 times in all: An AAC frame is impossibly long.',
  ]);
});

test('of a stream that leaps again and again the first ten leaps are told, and their number', async () => {
  const messages = readFlvFile(await clip({ seconds: 20, gop: 25, size: '64x64', audio: null }));
  const leaping = messages.map((message) => ({
    ...message,
    timestampMs: message.timestampMs + Math.floor(message.timestampMs / 1000) * 3_600_000,
  }));
  const { warnings } = push(leaping);
  expect(warnings).toHaveLength(11);
  expect(warnings.at(-1)).toBe('Timestamps leapt 19 times in all.');
});

test('audio whose time stands still before the first key frame does not pile up', async () => {
  const messages = readFlvFile(await clip({ seconds: 1 }));
  const collector = new SegmentCollector();
  const segmenter = createSegmenter({
    ...{ fragDurationSeconds: 2, nowMs: () => 0, output: collector, startsWithDiscontinuity: false },
  });
  const headers = messages.filter(({ type, payload }) => type !== 'data' && payload[1] === 0);
  const frame = { type: 'audio', timestampMs: 0, payload: Buffer.from('af0121100504', 'hex') } as const;
  for (const message of headers) segmenter.write(readTag(message));
  for (let count = 0; count < 10_000; count++) segmenter.write(readTag(frame));
  for (const message of messages.filter(({ type }) => type === 'video')) segmenter.write(readTag(message));
  segmenter.end();
  const audio = checkTransportStream(collector.bytes).pes.filter(({ pid }) => pid === 0x101);
  expect(audio.length).toBe(300);
});

describe('what would take gigabytes is refused', () => {
  const header = (record: string) => Buffer.from(`1700000000${record}`, 'hex');
  const video = (payload: Buffer): MediaMessage => ({ type: 'video', timestampMs: 0, payload });

  test('a frame of eight million NAL units', () => {
    const units = Buffer.alloc(16_000_000, '0165', 'hex');
    const frame = Buffer.concat([Buffer.from('1701000000', 'hex'), units]);
    const oneByteLengths = header(
      '0142c00afc e1 0009 6742c00ada0a08d908 01 0004 68ce3c80'.replaceAll(' ', ''),
    );
    const { collector, warnings } = push([video(oneByteLengths), video(frame)]);
    expect(collector.segments).toEqual([]);
    expect(warnings).toEqual(['Left out: An H.264 frame has too many NAL units.']);
  });

  test.each([
    [1, 10_000],
    [16, 0xffff],
  ])('parameter sets, %i of %i bytes, to be written with every key frame', (count, bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes);
    const set = Buffer.concat([length, Buffer.alloc(bytes, 0x68)]);
    const start = header(`0142c00affe100096742c00ada0a08d908${count.toString(16).padStart(2, '0')}`);
    const { warnings } = push([video(Buffer.concat([start, ...Array(count).fill(set)]))]);
    expect(warnings).toEqual(['Left out: An H.264 sequence header is impossibly long.']);
  });
});
