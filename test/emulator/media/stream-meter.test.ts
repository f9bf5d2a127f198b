import { describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/media/flv.js';
import { createStreamMeter, type StreamMeter } from '../../../src/emulator/media/stream-meter.js';
import { readTag } from '../../../src/emulator/media/tag.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { type ClipOptions, clip } from '../../helpers/media.js';

const CONNECTED_MS = 1_709_618_400_250;

/** A meter, and a clock that is set by hand. */
function meterAt(): { meter: StreamMeter; clock: { ms: number } } {
  const clock = { ms: CONNECTED_MS };
  return { meter: createStreamMeter({ nowMs: () => clock.ms }), clock };
}

async function measure(
  options: ClipOptions,
  change: (messages: MediaMessage[]) => MediaMessage[] = (m) => m,
) {
  const { meter } = meterAt();
  for (const message of change(readFlvFile(await clip(options)))) meter.write(readTag(message));
  const { video, audio } = meter.stat();
  return { video: video && `${video.width}x${video.height}@${video.frameRate}`, audio: audio?.sampleRate };
}

/** AVC frame without a NAL unit that matters, `bytes` long altogether. */
function videoFrame(timestampMs: number, bytes: number): MediaMessage {
  return {
    type: 'video',
    timestampMs,
    payload: Buffer.concat([Buffer.from('2701000000', 'hex'), Buffer.alloc(bytes - 5)]),
  };
}

describe('picture and sound are measured by their headers', () => {
  test.each<[string, ClipOptions, { video: string | null; audio: number | undefined }]>([
    ['360p at 25', { seconds: 1, size: '640x360' }, { video: '640x360@25', audio: 44_100 }],
    [
      '1080p, coded as 1088 lines',
      { seconds: 0.2, size: '1920x1080' },
      { video: '1920x1080@25', audio: 44_100 },
    ],
    [
      'a width that is no multiple of 16',
      { seconds: 1, size: '854x480' },
      { video: '854x480@25', audio: 44_100 },
    ],
    ['29.97 frames', { seconds: 1, rate: '30000/1001' }, { video: '320x180@29', audio: 44_100 }],
    ['60 frames', { seconds: 1, rate: '60' }, { video: '320x180@60', audio: 44_100 }],
    [
      'interlaced 1080i',
      { seconds: 0.2, size: '1920x1080', extra: ['-flags', '+ilme+ildct', '-x264opts', 'tff=1'] },
      { video: '1920x1080@25', audio: 44_100 },
    ],
    [
      '4:4:4',
      { seconds: 0.4, size: '322x182', extra: ['-pix_fmt', 'yuv444p'] },
      { video: '322x182@25', audio: 44_100 },
    ],
    ['48 kHz', { seconds: 1, sampleRate: 48_000 }, { video: '320x180@25', audio: 48_000 }],
    ['no audio', { seconds: 1, audio: null }, { video: '320x180@25', audio: undefined }],
    ['no video', { seconds: 1, video: null }, { video: null, audio: 44_100 }],
  ])('%s', async (_, options, expected) => {
    expect(await measure(options)).toEqual(expected);
  });

  test('frames are counted by their timestamps when the header gives no rate that can be true', async () => {
    // x264 writes the time base into the VUI when the rate varies: here milliseconds.
    const options = { seconds: 3, rate: '10', gop: 20, extra: ['-enc_time_base', '1/1000'] };
    expect(await measure(options)).toEqual({ video: '320x180@10', audio: 44_100 });
  });

  test('HE-AAC is reported with the rate of its core', async () => {
    const { meter } = meterAt();
    meter.write(readTag({ type: 'audio', timestampMs: 0, payload: Buffer.from('af002b920800', 'hex') }));
    expect(meter.stat()).toEqual({
      video: null,
      audio: { bandwidth: 0, sampleRate: 22_050, codec: 'AAC' },
    });
  });

  test.each([
    ['25', 40, 25],
    ['30', 100 / 3, 30],
    ['29.97', 1001 / 30, 29],
    ['59.94', 1001 / 60, 59],
    ['60', 50 / 3, 60],
  ])('%s frames that are counted are cut to whole ones, too', async (_, frameMs, expected) => {
    const { meter } = meterAt();
    // A picture with a time base of milliseconds has no rate that can be true.
    const extra = ['-enc_time_base', '1/1000'];
    const [header] = readFlvFile(await clip({ seconds: 3, rate: '10', gop: 20, audio: null, extra })).filter(
      ({ type, payload }) => type === 'video' && payload[1] === 0,
    );
    meter.write(readTag(header!));
    for (let frame = 0; frame < 400; frame++)
      meter.write(readTag(videoFrame(Math.floor(frame * frameMs), 100)));
    expect(meter.stat().video?.frameRate).toBe(expected);
  });
});

test('bandwidth is the mean of the last whole ten seconds since the first byte, and 0 in the first', async () => {
  const { meter, clock } = meterAt();
  const header = readFlvFile(await clip({ seconds: 1, audio: null })).find(({ type }) => type === 'video')!;
  const at = (ms: number) => {
    clock.ms = CONNECTED_MS + ms;
    return meter.stat().video?.bandwidth;
  };
  at(1500);
  meter.write(readTag(header));
  // From 1.5 s on 10,000 bytes every second, the header among the first; from 11.5 s on 20,000; from 21.5 s on nothing.
  const seen: [ms: number, bandwidth: number | undefined][] = [];
  for (let second = 0; second < 20; second++) {
    at(1500 + second * 1000);
    const bytes = second < 10 ? 10_000 : 20_000;
    meter.write(readTag(videoFrame(second * 1000, bytes - (second === 0 ? header.payload.length : 0))));
    if (second % 9 === 0) seen.push([1500 + second * 1000, meter.stat().video?.bandwidth]);
  }
  expect(seen).toEqual([
    [1500, 0],
    [10_500, 0],
    [19_500, 10_000],
  ]);
  expect([at(21_499), at(21_500), at(31_499), at(31_500), at(90_000)]).toEqual([
    10_000, 20_000, 20_000, 0, 0,
  ]);
});

test('media of other codecs is not measured', () => {
  const { meter, clock } = meterAt();
  meter.write(readTag({ type: 'video', timestampMs: 0, payload: Buffer.from('90687663310000', 'hex') }));
  meter.write(readTag({ type: 'audio', timestampMs: 0, payload: Buffer.from('2fff', 'hex') }));
  meter.write(readTag({ type: 'data', timestampMs: 0, payload: Buffer.from('0200', 'hex') }));
  clock.ms += 1000;
  expect(meter.stat()).toEqual({ video: null, audio: null });
});
