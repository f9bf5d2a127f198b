import { describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { createSegmenter, type SegmenterOptions } from '../../../src/emulator/media/segmenter.js';
import { readTag } from '../../../src/emulator/media/tag.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { type ClipOptions, clip, codedFrames, decodingErrors } from '../../helpers/media.js';
import { SegmentCollector } from '../../helpers/segment-collector.js';
import { from, isHeader, push, saveSegments, shifted } from '../../helpers/segmenting.js';
import { checkTransportStream, clockSteps } from '../../helpers/ts-check.js';

const SIZE = '160x90';
const TWENTY: ClipOptions = { seconds: 20, size: SIZE };
const HOUR = 3_600_000;

async function messagesOf(options: ClipOptions): Promise<MediaMessage[]> {
  return readFlvFile(await clip(options));
}

/** Durations to a tenth of a second. The last one lacks the duration of its last picture. */
function rounded({ shape }: SegmentCollector): string {
  return shape.replace(/[\d.]+/g, (seconds) => `${Number(Number(seconds).toFixed(1))}`);
}

/** The first clip, and behind it the second, headers included. */
function joined(
  first: readonly MediaMessage[],
  second: readonly MediaMessage[],
  atMs: number,
): MediaMessage[] {
  return [...first.filter(({ timestampMs }) => timestampMs < atMs), ...shifted(second, atMs)];
}

interface Row {
  name: string;
  clip?: ClipOptions;
  options?: Partial<SegmenterOptions>;
  change?: (messages: MediaMessage[]) => MediaMessage[];
  cuts: string;
}

// FragDuration 5 and a key frame every 2 s, unless a row says something else.
const ROWS: Row[] = [
  { name: '20 s', cuts: '6 6 6 2' },
  { name: 'video only', clip: { ...TWENTY, audio: null }, cuts: '6 6 6 2' },
  { name: 'FragDuration 2', options: { fragDurationSeconds: 2 }, cuts: '2 2 2 2 2 2 2 2 2 2' },
  {
    name: 'a key frame every 10 s, FragDuration 2',
    clip: { ...TWENTY, gop: 250 },
    options: { fragDurationSeconds: 2 },
    cuts: '10 9.9',
  },
  {
    name: 'one key frame in 130 s: forced after a minute',
    clip: { seconds: 130, size: SIZE, rate: '5', gop: 9999 },
    cuts: '59.8 60 10',
  },
  {
    name: 'one key frame in 130 s, FragDuration 50: forced after 100 s',
    clip: { seconds: 130, size: SIZE, rate: '5', gop: 9999 },
    options: { fragDurationSeconds: 50 },
    cuts: '99.8 30',
  },
  {
    name: 'timestamps one hour ahead from 10 s on',
    change: (messages) => shifted(messages, HOUR, 10_000),
    cuts: '6 4 disc 6 4',
  },
  {
    name: 'rewind to 0 at 10 s',
    change: (messages) => shifted(messages, -10_000, 10_000),
    cuts: '6 4 disc 6 4',
  },
  {
    name: 'a leap between key frames: what cannot be decoded is left out',
    change: (messages) => shifted(messages, HOUR, 9000),
    cuts: '6 3 disc 6 4',
  },
  {
    name: 'a pause of 9 s is no leap',
    change: (messages) => shifted(messages, 9000, 10_000),
    cuts: '6 13 6 4',
  },
  {
    name: 'a step back of half a second is no leap',
    change: (messages) => shifted(messages, -500, 10_000),
    cuts: '6 5.5 6 2',
  },
  {
    name: '32-bit wrap',
    change: (messages) => shifted(messages, 2 ** 32 - 7000),
    cuts: '6 6 6 2',
  },
  { name: 'start at 1,000,000,000 ms', change: (messages) => shifted(messages, 1e9), cuts: '6 6 6 2' },
  { name: 'start between key frames', change: (messages) => from(messages, 1000), cuts: '6 6 6' },
  {
    name: 'audio only, when it is allowed',
    clip: { ...TWENTY, video: null },
    options: { allowAudioOnly: true },
    cuts: '5 5 5 5',
  },
  {
    name: 'publisher killed at 7.13 s, FragDuration 2',
    change: (messages) => messages.filter(({ timestampMs }) => timestampMs < 7130),
    options: { fragDurationSeconds: 2 },
    cuts: '2 2 2 1.2',
  },
  { name: 'a push after another one', options: { startsWithDiscontinuity: true }, cuts: 'disc 6 6 6 2' },
  {
    name: 'sequence headers repeated before every key frame',
    change: (messages) => {
      const headers = messages.filter(isHeader);
      return messages.flatMap((message) => (message.payload[0] === 0x17 ? [...headers, message] : [message]));
    },
    cuts: '6 6 6 2',
  },
];

describe('segments are cut where the documentation says that OSS cuts', () => {
  test.each(ROWS)('$name', async ({ clip: options = TWENTY, options: segmenterOptions, change, cuts }) => {
    const messages = await messagesOf(options);
    const { collector } = push(change === undefined ? messages : change(messages), segmenterOptions);
    expect(rounded(collector)).toBe(cuts);
    const report = checkTransportStream(collector.bytes);
    expect(report.faults).toEqual([]);
    expect(clockSteps(report).backwards).toBe(0);
    expect(clockSteps(report).maxGapMs).toBeLessThanOrEqual(100);
  });

  test('durations are those of the times at which pictures are shown, to the millisecond', async () => {
    const messages = await messagesOf({
      ...TWENTY,
      seconds: 20.02,
      rate: '30000/1001',
      gop: 60,
      audio: null,
    });
    expect(push(messages).collector.shape).toBe('6.006 6.006 6.006 1.935');
  });

  /**
   * The key frames of the captured push, of which OSS made segments of 5.172 and 4.804 s. Of its last frames so much is
   * known: by decoding times it would be 4.805, by the sound 4.813, with the duration of the last picture 4.838.
   */
  test('durations are those that OSS was captured to list', async () => {
    const [videoHeader, audioHeader] = (await messagesOf({ seconds: 1, size: SIZE })).filter(
      (message) => message.type !== 'data' && isHeader(message),
    );
    const picture = (timestampMs: number, isKey: boolean, compositionMs: number): MediaMessage => {
      const head = Buffer.from([isKey ? 0x17 : 0x27, 1, 0, 0, compositionMs]);
      const unit = Buffer.from(`00000002${isKey ? '65' : '41'}80`, 'hex');
      return { type: 'video', timestampMs, payload: Buffer.concat([head, unit]) };
    };
    const sound: MediaMessage = { type: 'audio', timestampMs: 9985, payload: Buffer.from('af0121', 'hex') };
    const { collector } = push([
      ...[videoHeader!, audioHeader!],
      ...[picture(0, true, 1), picture(4571, true, 1), picture(5172, true, 1), picture(5839, true, 1)],
      ...[picture(9943, false, 1), picture(9977, false, 0), sound],
    ]);
    expect(collector.shape).toBe('5.172 4.804');
  });

  test('a segment that opens late is named by the clock, not by the stream', async () => {
    const collector = new SegmentCollector();
    const clock = { ms: 0 };
    const segmenter = createSegmenter({
      ...{ fragDurationSeconds: 5, output: collector, startsWithDiscontinuity: false, nowMs: () => clock.ms },
    });
    for (const message of await messagesOf(TWENTY)) {
      clock.ms = 1_709_618_400_000 + message.timestampMs / 10;
      segmenter.write(readTag(message));
    }
    segmenter.end();
    expect(collector.segments.map(({ openedAtMs }) => openedAtMs)).toEqual([
      1_709_618_400_000, 1_709_618_400_600, 1_709_618_401_200, 1_709_618_401_800,
    ]);
  });
});

describe('around a leap', () => {
  test('no frame is lost and picture and sound stay together', async () => {
    const source = await clip(TWENTY);
    const { collector, warnings } = push(shifted(readFlvFile(source), HOUR, 10_000));
    const path = saveSegments(collector);
    const [published, stored] = await Promise.all([codedFrames(source), codedFrames(path)]);
    expect(stored.video.map(({ hash }) => hash)).toEqual(published.video.map(({ hash }) => hash));
    expect(stored.audio.map(({ hash }) => hash)).toEqual(published.audio.map(({ hash }) => hash));
    const offset = (track: 'video' | 'audio', index: number) =>
      Math.round(stored[track].at(index)!.pts - published[track].at(index)!.pts);
    expect([offset('video', 0), offset('audio', 0)]).toEqual([1400, 1400]);
    expect(Math.abs(offset('video', -1) - offset('audio', -1))).toBeLessThanOrEqual(1);
    expect(warnings).toEqual(['Timestamps leapt by 3600.04 s: the playlist gets a discontinuity.']);
  });

  test('the clock of the stream is marked as a new one', async () => {
    const { collector } = push(shifted(await messagesOf(TWENTY), HOUR, 10_000));
    const marked = collector.segments.map(
      ({ bytes }) => checkTransportStream(bytes).pcrs.filter(({ discontinuity }) => discontinuity).length,
    );
    expect(marked).toEqual([0, 0, 1, 0]);
  });
});

describe('a sequence header that changes', () => {
  test('of the video: cut at the next key frame, with a discontinuity', async () => {
    const small = await messagesOf(TWENTY);
    const large = await messagesOf({ ...TWENTY, size: '320x180' });
    const { collector } = push(joined(small, large, 8000));
    expect(rounded(collector)).toBe('6 2 disc 6 6 6 2');
    const errors = await decodingErrors(saveSegments(collector));
    // ffmpeg says so itself when it scales for the new size.
    expect(errors.split('\n').filter((line) => /error|invalid|missing|corrupt/i.test(line))).toEqual([]);
  });

  test('of the audio: cut at the next key frame, the audio up to there goes to the new segment', async () => {
    const first = await messagesOf(TWENTY);
    const second = (await messagesOf({ ...TWENTY, sampleRate: 48_000 })).filter(
      ({ type }) => type !== 'video',
    );
    const cut = [...first.filter(({ type, timestampMs }) => type === 'video' || timestampMs < 9000)];
    const messages = [...cut, ...second.filter((m) => isHeader(m) || m.timestampMs >= 9000)].map((message) =>
      message.type === 'audio' && isHeader(message) && second.includes(message)
        ? { ...message, timestampMs: 9000 }
        : message,
    );
    messages.sort((one, other) => one.timestampMs - other.timestampMs);
    const { collector } = push(messages);
    expect(rounded(collector)).toBe('6 4 disc 6 4');
    const rates = collector.segments.map(({ bytes }) => {
      const audio = checkTransportStream(bytes).pes.filter(({ pid }) => pid === 0x101);
      return new Set(audio.map(({ payload }) => (payload[2]! >> 2) & 15));
    });
    // Frequency indexes of ADTS: 4 is 44.1 kHz, 3 is 48 kHz.
    expect(rates).toEqual([new Set([4]), new Set([4]), new Set([3]), new Set([3])]);
    const kept = messages.filter((message) => message.type === 'audio' && !isHeader(message)).length;
    expect((await codedFrames(saveSegments(collector))).audio.length).toBe(kept);
  });
});

describe('what OSS does not take', () => {
  const noVideo = 'Nothing is stored: OSS demands H.264 video, and there is none.';

  test('without video nothing is stored', async () => {
    const { collector, warnings } = push(await messagesOf({ ...TWENTY, video: null }));
    expect({ segments: collector.segments, warnings }).toEqual({ segments: [], warnings: [noVideo] });
  });

  test('a short push without video says so at its end', async () => {
    const { collector, warnings } = push(await messagesOf({ seconds: 1, video: null }));
    expect({ segments: collector.segments, warnings }).toEqual({ segments: [], warnings: [noVideo] });
  });

  test('a short push without video is stored when that is allowed', async () => {
    const { collector, warnings } = push(await messagesOf({ seconds: 1, video: null }), {
      allowAudioOnly: true,
    });
    expect({ cuts: rounded(collector), warnings }).toEqual({ cuts: '1', warnings: [] });
  });

  test.each([
    ['enhanced RTMP', '906876633100', 'HEVC'],
    ['the number that CDNs use', '1c0100000000', 'HEVC'],
    ['Sorenson H.263', '2200', 'Sorenson H.263'],
    ['an unknown number', '2f00', 'video codec 15'],
  ])('foreign video is ignored with one warning: %s', async (_, payload, codec) => {
    const audio = await messagesOf({ ...TWENTY, video: null });
    const messages = audio.flatMap((message): MediaMessage[] => [
      message,
      { type: 'video', timestampMs: message.timestampMs, payload: Buffer.from(payload, 'hex') },
    ]);
    const { collector, warnings } = push(messages);
    expect({ segments: collector.segments, warnings }).toEqual({
      segments: [],
      warnings: [`Video in ${codec} is ignored: OSS takes H.264.`, noVideo],
    });
  });

  test('video without its sequence header is ignored with one warning', async () => {
    const messages = (await messagesOf({ ...TWENTY, audio: null })).filter((message) => !isHeader(message));
    const { collector, warnings } = push(messages);
    expect({ segments: collector.segments, warnings }).toEqual({
      segments: [],
      warnings: ['Video is ignored: its sequence header has not come.'],
    });
  });

  test('foreign audio is dropped with one warning, the video is stored', async () => {
    const source = await clip({ ...TWENTY, audio: 'mp3' });
    const { collector, warnings } = push(readFlvFile(source));
    const stored = await codedFrames(saveSegments(collector));
    expect(stored.video.length).toBe(500);
    expect(stored.audio).toEqual([]);
    expect(warnings).toEqual(['Audio in MP3 is dropped: OSS takes AAC.']);
    expect(rounded(collector)).toBe('6 6 6 2');
  });

  test('AAC that ADTS has no room for is dropped with one warning', async () => {
    const messages = (await messagesOf(TWENTY)).map((message) =>
      message.type === 'audio' && isHeader(message)
        ? { ...message, payload: Buffer.from('af00f8e85000', 'hex') }
        : message,
    );
    const { collector, warnings } = push(messages);
    expect(warnings).toEqual(['Audio is dropped: ADTS has no room for AAC f8e85000.']);
    expect(checkTransportStream(collector.bytes).streams).toEqual({ 256: 0x1b });
  });
});

test('video that joins audio begins a segment of its own', async () => {
  const video = await messagesOf({ ...TWENTY, audio: null });
  const audio = await messagesOf({ ...TWENTY, video: null });
  const messages = [...audio, ...video.map((m) => (isHeader(m) ? { ...m, timestampMs: 7500 } : m))]
    .filter((message) => message.type !== 'video' || message.timestampMs >= 7500)
    .sort((one, other) => one.timestampMs - other.timestampMs);
  const { collector } = push(messages, { allowAudioOnly: true });
  expect(rounded(collector)).toBe('5 3.1 disc 6 6');
  const { pes, faults } = checkTransportStream(collector.bytes);
  expect(faults).toEqual([]);
  expect(pes.filter(({ pid }) => pid === 0x100).length).toBe(300);
  const heard = await codedFrames(saveSegments(collector));
  expect(heard.audio.length).toBe(audio.filter((m) => m.type === 'audio' && !isHeader(m)).length);
});

test('a camera that goes off leaves segments of sound, and the clock goes on', async () => {
  const messages = await messagesOf({ seconds: 130, size: SIZE, rate: '5', gop: 10 });
  const dark = messages.filter(
    ({ type, timestampMs }) => type !== 'video' || timestampMs < 4000 || timestampMs >= 125_000,
  );
  const { collector } = push(dark);
  expect(rounded(collector)).toBe('60 60 6 3.6');
  const report = checkTransportStream(collector.bytes);
  expect(report.faults).toEqual([]);
  const { maxGapMs, backwards } = clockSteps(report);
  expect({ backwards, tooFar: maxGapMs > 100 }).toEqual({ backwards: 0, tooFar: false });
});

test('a segment without a key frame carries the parameter sets all the same', async () => {
  const { collector } = push(await messagesOf({ seconds: 130, size: SIZE, rate: '5', gop: 9999 }));
  const second = checkTransportStream(collector.segments[1]!.bytes).pes.find(({ pid }) => pid === 0x100)!;
  const types = second.payload
    .toString('hex')
    .match(/00000001../g)!
    .slice(0, 3);
  expect(types).toEqual(['0000000109', '0000000167', '0000000168']);
  expect(second.randomAccess).toBe(false);
});

test('the publisher is held back while the output says so', async () => {
  let release = () => {};
  const written = new Promise<void>((resolve) => {
    release = resolve;
  });
  const segmenter = createSegmenter({
    fragDurationSeconds: 5,
    nowMs: () => 0,
    output: { open: () => ({ append: () => written, close: () => {} }) },
    startsWithDiscontinuity: false,
  });
  const [key] = (await messagesOf(TWENTY))
    .map((message) => segmenter.write(readTag(message)))
    .filter((held) => held !== undefined);
  let isReleased = false;
  const settled = key!.then(() => {
    isReleased = true;
  });
  await Promise.resolve();
  expect(isReleased).toBe(false);
  release();
  await settled;
  expect(isReleased).toBe(true);
});

test('end may be called twice', async () => {
  const collector = new SegmentCollector();
  const segmenter = createSegmenter({
    ...{ fragDurationSeconds: 5, nowMs: () => 0, output: collector, startsWithDiscontinuity: false },
  });
  for (const message of await messagesOf(TWENTY)) segmenter.write(readTag(message));
  segmenter.end();
  segmenter.end();
  expect(collector.segments.length).toBe(4);
});
