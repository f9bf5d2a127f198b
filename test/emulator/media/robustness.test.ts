import { describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { MediaError } from '../../../src/emulator/media/media-error.js';
import { createSegmenter } from '../../../src/emulator/media/segmenter.js';
import { createStreamMeter } from '../../../src/emulator/media/stream-meter.js';
import { readTag } from '../../../src/emulator/media/tag.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { SegmentCollector } from '../../helpers/segment-collector.js';
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

describe('damaged media ends in valid segments or in a MediaError, never in anything else', () => {
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
      try {
        for (const message of messages)
          for (const sent of random() < 0.05 ? damage(message, random) : [message]) {
            meter.write(readTag(sent));
            segmenter.write(readTag(sent));
          }
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
      segmenter.end();
      const report = checkTransportStream(collector.bytes);
      expect(report.faults).toEqual([]);
      expect(clockSteps(report).backwards).toBe(0);
      for (const { durationSeconds } of collector.segments) expect(durationSeconds).toBeGreaterThanOrEqual(0);
    }
  });
});

test('what was cut before a MediaError stays', async () => {
  const messages = readFlvFile(await clip({ seconds: 5, gop: 25 }));
  const collector = new SegmentCollector();
  const segmenter = createSegmenter({
    ...{ fragDurationSeconds: 2, nowMs: () => 0, output: collector, startsWithDiscontinuity: false },
  });
  const broken = {
    type: 'video',
    timestampMs: 4500,
    payload: Buffer.from('2701000000ffffffff', 'hex'),
  } as const;
  for (const message of messages.filter(({ timestampMs }) => timestampMs < 4500))
    segmenter.write(readTag(message));
  expect(() => segmenter.write(readTag(broken))).toThrow(new MediaError('An H.264 frame is cut short.'));
  segmenter.end();
  expect(collector.segments.map(({ durationSeconds }) => Math.round(durationSeconds * 10) / 10)).toEqual([
    2, 2, 0.4,
  ]);
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
  const write = (...messages: MediaMessage[]) => {
    const output = new SegmentCollector();
    const segmenter = createSegmenter({
      ...{ fragDurationSeconds: 2, nowMs: () => 0, output, startsWithDiscontinuity: false },
    });
    for (const message of messages) segmenter.write(readTag(message));
  };

  test('a frame of eight million NAL units', () => {
    const units = Buffer.alloc(16_000_000, '0165', 'hex');
    const frame = Buffer.concat([Buffer.from('1701000000', 'hex'), units]);
    const oneByteLengths = header(
      '0142c00afc e1 0009 6742c00ada0a08d908 01 0004 68ce3c80'.replaceAll(' ', ''),
    );
    expect(() => write(video(oneByteLengths), video(frame))).toThrow(
      new MediaError('An H.264 frame has too many NAL units.'),
    );
  });

  test.each([
    [1, 10_000, 10_020],
    [16, 0xffff, 1_048_610],
  ])('parameter sets, %i of %i bytes, to be written with every key frame', (count, bytes, all) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes);
    const set = Buffer.concat([length, Buffer.alloc(bytes, 0x68)]);
    const start = header(`0142c00affe100096742c00ada0a08d908${count.toString(16).padStart(2, '0')}`);
    expect(() => write(video(Buffer.concat([start, ...Array(count).fill(set)])))).toThrow(
      new MediaError(`An H.264 sequence header of ${all} bytes is impossible.`),
    );
  });
});
