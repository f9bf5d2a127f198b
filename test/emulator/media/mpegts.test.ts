import { describe, expect, test } from 'vitest';
import { Multiplexer } from '../../../src/emulator/media/mpegts.js';
import { checkTransportStream, clockSteps } from '../../helpers/ts-check.js';

const BOTH = { video: true, audio: true };

function picture(dtsMs: number, bytes = 20, ptsMs = dtsMs) {
  return { dtsMs, ptsMs, isKey: false, data: [Buffer.alloc(bytes, 0xab)] };
}

function sound(ptsMs: number, bytes = 100, durationMs = 1024 / 44.1) {
  return { ptsMs, durationMs, data: Buffer.alloc(bytes, 0xcd) };
}

describe('transport-stream packets', () => {
  test('are those of the standard, byte by byte', () => {
    const multiplexer = new Multiplexer();
    const tables = multiplexer.begin(BOTH, false);
    const stuffing = (bytes: number) => 'ff'.repeat(bytes);
    // The tables are those that ffmpeg writes for the same PIDs; 0x1b is H.264, 0x0f AAC in ADTS.
    expect(tables.toString('hex')).toBe(
      `474000100000b00d0001c100000001f0002ab104b2${stuffing(167)}` +
        `475000100002b0170001c10000e100f0001be100f0000fe101f0002f44b99b${stuffing(157)}`,
    );
    const frame = multiplexer.video({
      dtsMs: 0,
      ptsMs: 80,
      isKey: true,
      data: [Buffer.from('000001', 'hex'), Buffer.from('09f0', 'hex')],
    });
    // DTS 1.4 s = 126,000, PTS 133,200, clock 63,000; 152 bytes of stuffing.
    expect(frame.toString('hex')).toBe(
      `47410030 9f50 00007b0c7e00 ${stuffing(152)} 000001e00000 84c00a 310009 10a1 110007 d861 00000109f0`.replaceAll(
        ' ',
        '',
      ),
    );
  });

  test('are filled up whatever the length of the frame', () => {
    for (let bytes = 1; bytes < 600; bytes++) {
      const multiplexer = new Multiplexer();
      const head = multiplexer.begin(BOTH, false);
      const stream = Buffer.concat([
        head,
        multiplexer.video(picture(0, bytes)),
        multiplexer.video(picture(40, bytes, 120)),
        multiplexer.audio(sound(50, bytes)),
        multiplexer.flush(),
      ]);
      const { faults, pes } = checkTransportStream(stream);
      expect({ bytes, faults, lengths: pes.map(({ payload }) => payload.length) }).toEqual({
        bytes,
        faults: [],
        lengths: [bytes, bytes, bytes],
      });
    }
  });

  test('count on from segment to segment, and the tables keep their version while the tracks stay', () => {
    const multiplexer = new Multiplexer();
    const versions: number[] = [];
    const parts = [BOTH, BOTH, { video: true, audio: false }].map((tracks, index) => {
      const tables = multiplexer.begin(tracks, index === 2);
      versions.push((tables[188 + 10]! >> 1) & 31);
      return Buffer.concat([tables, multiplexer.video(picture(index * 40, 500))]);
    });
    expect(checkTransportStream(Buffer.concat(parts)).faults).toEqual([]);
    expect(versions).toEqual([0, 0, 1]);
  });

  test('times go on over the wrap of 33 bits', () => {
    // 2 ** 33 ticks of 90 kHz are 95,443,717.7 ms, 1,400 of which come before the first frame.
    const multiplexer = new Multiplexer();
    const before = multiplexer.begin({ video: true, audio: false }, false);
    const stream = Buffer.concat([
      before,
      ...[95_442_200, 95_442_300, 95_442_400].map((ms) => multiplexer.video(picture(ms, 20, ms + 100))),
    ]);
    const { faults, pes, pcrs } = checkTransportStream(stream);
    expect(faults).toEqual([]);
    expect(pes.map(({ dts, pts }) => [dts, pts])).toEqual([
      [8_589_924_000, 8_589_933_000],
      [8_589_933_000, 7408],
      [7408, 16_408],
    ]);
    expect(pcrs.map(({ ticks }) => ticks)).toEqual([8_589_861_000, 8_589_870_000, 8_589_879_000]);
  });
});

describe('the clock', () => {
  test('is read at least every 100 ms, however far the frames are apart', () => {
    const multiplexer = new Multiplexer();
    const head = multiplexer.begin(BOTH, false);
    const frames = [0, 200, 333, 9000, 9000, 8500, 9040].map((ms) => multiplexer.video(picture(ms)));
    const report = checkTransportStream(Buffer.concat([head, ...frames]));
    expect(report.faults).toEqual([]);
    expect(clockSteps(report)).toEqual({ maxGapMs: 100, backwards: 0 });
    expect(report.pes.map(({ hasPcr }) => hasPcr)).toEqual(Array(7).fill(true));
  });

  test.each([
    ['a still picture a second', 1000, 60],
    ['a slide every nine seconds', 9000, 20_000],
  ])('is read as often in ten minutes of %s', (_, stepMs, bytes) => {
    const multiplexer = new Multiplexer();
    const parts = [multiplexer.begin({ video: true, audio: false }, false)];
    for (let ms = 0; ms < 600_000; ms += stepMs) parts.push(multiplexer.video(picture(ms, bytes)));
    const report = checkTransportStream(Buffer.concat(parts));
    expect(report.faults).toEqual([]);
    expect(report.pcrs.filter(({ discontinuity }) => discontinuity)).toEqual([]);
    expect(clockSteps(report)).toEqual({ maxGapMs: 100, backwards: 0 });
  });

  test.each(['video', 'audio'] as const)('says that it leaps when tiny %s leaps all the time', (kind) => {
    const multiplexer = new Multiplexer();
    const parts = [multiplexer.begin({ video: kind === 'video', audio: kind === 'audio' }, false)];
    for (let count = 0; count < 1000; count++)
      parts.push(
        kind === 'video'
          ? multiplexer.video(picture(count * 10_000, 10))
          : multiplexer.audio(sound(count * 10_000, 10)),
      );
    const stream = Buffer.concat([...parts, multiplexer.flush()]);
    const report = checkTransportStream(stream);
    expect(report.faults).toEqual([]);
    expect(clockSteps(report)).toEqual({ maxGapMs: 100, backwards: 0 });
    // Unbounded, it would be 100 packets for each.
    expect(report.packets / 1000).toBeLessThan(4);
  });

  test('is carried by the audio when there is no video', () => {
    const multiplexer = new Multiplexer();
    const head = multiplexer.begin({ video: false, audio: true }, false);
    const frames = Array.from({ length: 100 }, (_, index) =>
      multiplexer.audio(sound(Math.round(index * 23.22))),
    );
    const report = checkTransportStream(Buffer.concat([head, ...frames, multiplexer.flush()]));
    expect(report.faults).toEqual([]);
    expect(new Set(report.pcrs.map(({ pid }) => pid))).toEqual(new Set([0x101]));
    expect(clockSteps(report)).toEqual({ maxGapMs: 100, backwards: 0 });
  });

  test('does not fill the way to a discontinuity', () => {
    const multiplexer = new Multiplexer();
    const stream = Buffer.concat([
      multiplexer.begin(BOTH, false),
      multiplexer.video(picture(0)),
      multiplexer.begin(BOTH, true),
      multiplexer.video(picture(3_600_000)),
    ]);
    expect(checkTransportStream(stream).pcrs).toEqual([
      { ticks: 63_000, pid: 0x100, discontinuity: false },
      { ticks: 324_063_000, pid: 0x100, discontinuity: true },
    ]);
  });
});

test('after another push, each stream says in its first packet that it does not go on from there', () => {
  const multiplexer = new Multiplexer();
  const parts = [multiplexer.begin(BOTH, true)];
  for (const ms of [0, 40, 80]) parts.push(multiplexer.video(picture(ms)), multiplexer.audio(sound(ms)));
  const stream = Buffer.concat([...parts, multiplexer.flush()]);
  const marked: [pid: number, discontinuity: boolean][] = [];
  for (let at = 2 * 188; at < stream.length; at += 188)
    marked.push([
      stream.readUInt16BE(at + 1) & 0x1fff,
      (stream[at + 3]! & 0x20) !== 0 && stream[at + 5]! >= 0x80,
    ]);
  expect(marked).toEqual([
    [0x100, true],
    [0x100, false],
    [0x101, true],
    [0x100, false],
    [0x101, false],
    [0x101, false],
  ]);
});

describe('audio frames share a PES packet', () => {
  function grouped(frames: readonly ReturnType<typeof sound>[]): [pts: number, bytes: number][] {
    const multiplexer = new Multiplexer();
    const parts = [multiplexer.begin(BOTH, false), ...frames.map((frame) => multiplexer.audio(frame))];
    const { pes, faults } = checkTransportStream(Buffer.concat([...parts, multiplexer.flush()]));
    expect(faults).toEqual([]);
    return pes.map(({ pts, payload }) => [pts / 90 - 1400, payload.length]);
  }

  test('for 150 ms at most', () => {
    const frames = [0, 23, 46, 70, 93, 116, 139, 163, 186].map((ms) => sound(ms));
    expect(grouped(frames)).toEqual([
      [0, 700],
      [163, 200],
    ]);
  });

  test('and 2.8 kB at most', () => {
    expect(grouped([sound(0, 1400), sound(23, 1400), sound(46, 1), sound(70, 5000), sound(93, 1)])).toEqual([
      [0, 2800],
      [46, 1],
      [70, 5000],
      [93, 1],
    ]);
  });

  test('as long as they lie where a reader would put them', () => {
    expect(grouped([sound(0), sound(24), sound(60), sound(83), sound(83)])).toEqual([
      [0, 200],
      [60, 200],
      [83, 100],
    ]);
  });
});
