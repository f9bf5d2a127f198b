import { describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import {
  type ClipOptions,
  type CodedFrame,
  type CodedFrames,
  clip,
  codedFrames,
  decodingErrors,
  probeStreams,
} from '../../helpers/media.js';
import type { SegmentCollector } from '../../helpers/segment-collector.js';
import { from, push, saveSegments, shifted } from '../../helpers/segmenting.js';
import { checkTransportStream, clockSteps } from '../../helpers/ts-check.js';

const VIDEO_PID = 0x100;
const AUDIO_PID = 0x101;

function texts(frames: readonly CodedFrame[], offsetMs: number): string[] {
  return frames.map(({ dts, pts, hash }) => `${dts + offsetMs} ${pts + offsetMs} ${hash}`);
}

/** Video to the bit and the millisecond; readers time audio frames inside a packet by counting samples. */
function expectSameFrames(stored: CodedFrames, published: CodedFrames, originMs: number): void {
  const offsetMs = 1400 - originMs;
  expect(texts(stored.video, 0)).toEqual(texts(published.video, offsetMs));
  expect(stored.audio.map(({ hash }) => hash)).toEqual(published.audio.map(({ hash }) => hash));
  const errors = stored.audio.map(({ pts }, index) => Math.abs(pts - published.audio[index]!.pts - offsetMs));
  expect(Math.max(0, ...errors)).toBeLessThanOrEqual(1);
}

function expectSoundTransportStream(collector: SegmentCollector): void {
  const whole = checkTransportStream(collector.bytes);
  expect(whole.faults).toEqual([]);
  const { maxGapMs, backwards } = clockSteps(whole);
  expect(backwards).toBe(0);
  expect(maxGapMs).toBeLessThanOrEqual(100);
  const video = whole.pes.filter(({ pid }) => pid === VIDEO_PID);
  expect(video.every(({ hasPcr, payload }) => hasPcr && payload.subarray(0, 6).equals(DELIMITER))).toBe(true);
  for (const { bytes } of collector.segments) {
    const { faults, streams, pes } = checkTransportStream(bytes);
    expect(faults).toEqual([]);
    expect(streams).toEqual(whole.streams);
    expect([bytes.readUInt16BE(1), bytes.readUInt16BE(188 + 1)]).toEqual([0x4000, 0x5000]);
    const opening = pes.find(({ pid }) => pid === VIDEO_PID)!;
    expect(opening.randomAccess).toBe(true);
    expect(nalTypes(opening.payload).slice(0, 3)).toEqual([9, 7, 8]);
  }
  const audio = whole.pes.filter(({ pid }) => pid === AUDIO_PID);
  expect(audio.every(({ payload }) => payload.length <= 2800)).toBe(true);
}

function expectDurations({ segments }: SegmentCollector, expected: readonly number[]): void {
  expect(segments.map(({ durationSeconds }) => durationSeconds)).toEqual(expected);
}

const DELIMITER = Buffer.from([0, 0, 0, 1, 9, 0xf0]);

function nalTypes(accessUnit: Buffer): number[] {
  const types: number[] = [];
  for (let at = accessUnit.indexOf('000001', 0, 'hex'); at >= 0; ) {
    types.push(accessUnit[at + 3]! & 31);
    at = accessUnit.indexOf('000001', at + 3, 'hex');
  }
  return types;
}

interface Case {
  name: string;
  clip: ClipOptions;
  /** Seconds. The last one ends with the time at which the picture that came last is shown (ffprobe -show_packets). */
  durations: number[];
  change?: (messages: MediaMessage[]) => MediaMessage[];
}

// 22.05 kHz LC frames under the header of HE-AAC with 44.1 kHz output: replication is signalled, none is coded.
const withHeAacHeader = (messages: MediaMessage[]) =>
  messages.map((message) =>
    message.type === 'audio' && message.payload[1] === 0
      ? { ...message, payload: Buffer.from('af002b920800', 'hex') }
      : message,
  );

const CASES: Case[] = [
  { name: '360p at 25 fps with B-frames', clip: { seconds: 7, size: '640x360' }, durations: [2, 2, 2, 0.92] },
  {
    name: '720p at 30 fps',
    clip: { seconds: 5, size: '1280x720', rate: '30', gop: 60 },
    durations: [2, 2, 0.933],
  },
  { name: '5 fps', clip: { seconds: 6, rate: '5', gop: 10 }, durations: [2, 2, 1.6] },
  { name: '23.976 fps', clip: { seconds: 6, rate: '24000/1001', gop: 48 }, durations: [2.002, 2.002, 1.919] },
  { name: '29.97 fps', clip: { seconds: 6, rate: '30000/1001', gop: 60 }, durations: [2.002, 2.002, 1.935] },
  { name: '60 fps', clip: { seconds: 5, rate: '60', gop: 120 }, durations: [2, 2, 0.967] },
  {
    name: 'mono at 22.05 kHz',
    clip: { seconds: 5, channels: 1, sampleRate: 22_050 },
    durations: [2, 2, 0.92],
  },
  { name: '48 kHz', clip: { seconds: 5, sampleRate: 48_000 }, durations: [2, 2, 0.92] },
  {
    name: 'HE-AAC',
    clip: { seconds: 5, sampleRate: 22_050 },
    durations: [2, 2, 0.92],
    change: withHeAacHeader,
  },
  {
    name: 'interlaced pictures',
    clip: { seconds: 5, size: '352x288', extra: ['-flags', '+ilme+ildct', '-x264opts', 'tff=1'] },
    durations: [2, 2, 0.92],
  },
  { name: 'no audio', clip: { seconds: 5, audio: null }, durations: [2, 2, 0.92] },
  {
    name: 'timestamps from 1,000,000,000 ms on',
    clip: { seconds: 7, size: '640x360' },
    durations: [2, 2, 2, 0.92],
    change: (messages) => shifted(messages, 1_000_000_000),
  },
  {
    name: 'timestamps that wrap at 32 bits',
    clip: { seconds: 7, size: '640x360' },
    durations: [2, 2, 2, 0.92],
    change: (messages) => shifted(messages, 2 ** 32 - 3000),
  },
];

describe('segments hold every coded frame as it was published, at its time', () => {
  test.each(CASES)('$name', async ({ clip: options, durations, change = (same) => same }) => {
    const source = await clip(options);
    const { collector, warnings } = push(change(readFlvFile(source)), { fragDurationSeconds: 2 });
    const path = saveSegments(collector);
    const [published, stored, errors] = await Promise.all([
      codedFrames(source),
      codedFrames(path),
      decodingErrors(path),
    ]);
    const firsts = [published.video[0], published.audio[0]].flatMap((frame) => (frame ? [frame.dts] : []));
    expect(warnings).toEqual([]);
    expectSameFrames(stored, published, Math.min(...firsts));
    expectSoundTransportStream(collector);
    expect(errors).toBe('');
    expectDurations(collector, durations);
  });
});

test('players are told picture size, sample rate and channels of the source', async () => {
  const source = await clip({ seconds: 5, size: '854x480', channels: 1, sampleRate: 22_050 });
  const path = saveSegments(push(readFlvFile(source)).collector);
  const facts = (await probeStreams(path)).map(
    ({ codec_name, profile, width, height, sample_rate, channels }) => ({
      ...{ codec_name, profile, width, height, sample_rate, channels },
    }),
  );
  expect(facts).toEqual([
    {
      ...{ codec_name: 'h264', profile: 'Main', width: 854, height: 480 },
      ...{ sample_rate: undefined, channels: undefined },
    },
    {
      ...{ codec_name: 'aac', profile: 'LC', width: undefined, height: undefined },
      ...{ sample_rate: '22050', channels: 1 },
    },
  ]);
});

describe('a push that does not begin at its beginning', () => {
  test('starts with its first key frame and the audio around it', async () => {
    const source = await clip({ seconds: 7, size: '640x360' });
    const { collector } = push(from(readFlvFile(source), 1010), { fragDurationSeconds: 2 });
    const path = saveSegments(collector);
    const [published, stored, errors] = await Promise.all([
      codedFrames(source),
      codedFrames(path),
      decodingErrors(path),
    ]);
    const heard = published.audio.filter(({ dts }) => dts >= 1010);
    const seen = published.video.filter(({ dts }) => dts >= 2000);
    expectSameFrames(stored, { video: seen, audio: heard }, heard[0]!.dts);
    expectSoundTransportStream(collector);
    expect(errors).toBe('');
    expectDurations(collector, [2, 2, 0.92]);
  });

  test('keeps three seconds of the audio before its first key frame', async () => {
    const source = await clip({ seconds: 7, gop: 125 });
    const { collector } = push(from(readFlvFile(source), 500));
    const [published, stored] = await Promise.all([
      codedFrames(source),
      codedFrames(saveSegments(collector)),
    ]);
    const { pts: seenAt } = published.video.find(({ dts }) => dts >= 5000)!;
    const lastBefore = published.audio.findLast(({ dts }) => dts < seenAt)!.dts;
    const heard = published.audio.filter(({ dts }) => dts >= lastBefore - 3000);
    expect(stored.audio.map(({ hash }) => hash)).toEqual(heard.map(({ hash }) => hash));
    expect(stored.video.map(({ hash }) => hash)).toEqual(
      published.video.filter(({ dts }) => dts >= 5000).map(({ hash }) => hash),
    );
  });
});
