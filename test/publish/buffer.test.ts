// What a stream is kept in: its timeline, its groups of pictures, its memory.
import { describe, expect, test } from 'vitest';
import {
  BufferMemory,
  type FlvTag,
  type Gop,
  GopBuffer,
  type Leap,
  Timeline,
} from '../../src/publish/index.js';

const key = (timestampMs: number, bytes = 5): FlvTag => ({
  ...{ type: 'video', timestampMs },
  payload: Buffer.concat([Buffer.from('1701000050', 'hex'), Buffer.alloc(bytes - 5, timestampMs % 251)]),
});
const picture = (timestampMs: number): FlvTag => ({
  ...{ type: 'video', timestampMs, payload: Buffer.from('2701000000', 'hex') },
});
const sound = (timestampMs: number): FlvTag => ({
  ...{ type: 'audio', timestampMs, payload: Buffer.from('af01', 'hex') },
});
const config = (type: 'audio' | 'video', last: number): FlvTag => ({
  ...{ type, timestampMs: 0, payload: Buffer.from([type === 'video' ? 0x17 : 0xaf, 0, last]) },
});

describe('a timeline', () => {
  /** Timestamps, each with the time of the clock. */
  const placed = (steps: readonly (readonly [rawMs: number, nowMs: number, type?: 'audio'])[]) => {
    const leaps: Leap[] = [];
    const timeline = new Timeline((leap) => leaps.push(leap));
    return [steps.map(([rawMs, nowMs, type]) => timeline.place(type ?? 'video', rawMs, nowMs)), leaps];
  };

  test.each<[string, [number, number, 'audio'?][], number[], Leap[]]>([
    [
      'begins at 0',
      [
        [5000, 0],
        [5040, 40],
      ],
      [0, 40],
      [],
    ],
    [
      'has sound and pictures that lie apart, in either order',
      [
        [0, 0],
        [9000, 10],
        [1000, 20, 'audio'],
        [9040, 30],
        [1023, 40, 'audio'],
      ],
      [0, 9000, 1000, 9040, 1023],
      [],
    ],
    [
      'leaps once where pictures do it before sound, or after it',
      [
        [9000, 0],
        [9010, 0, 'audio'],
        [0, 40],
        [9033, 40, 'audio'],
        [10, 80, 'audio'],
        [40, 80],
      ],
      [0, 10, 50, 33, 60, 90],
      [{ seconds: -9 }],
    ],
    [
      'keeps sound and pictures together when sound pauses after a leap',
      [
        [5000, 0],
        [5010, 0, 'audio'],
        [3000, 40],
        [3010, 40, 'audio'],
        [8000, 5040],
        [8010, 5040, 'audio'],
      ],
      [0, 10, 50, 60, 5050, 5060],
      [{ seconds: -2 }],
    ],
    [
      'keeps them together when sound comes first after a leap',
      [
        [5000, 0],
        [3000, 40],
        [8000, 5040],
        [8010, 5040, 'audio'],
      ],
      [0, 40, 5040, 5050],
      [{ seconds: -2 }],
    ],
    [
      'keeps them together when sound comes back long after a leap',
      [
        [30_000, 0],
        [30_010, 0, 'audio'],
        [10_000, 40],
        [25_000, 15_040],
        [40_000, 30_040],
        [40_010, 30_040, 'audio'],
      ],
      [0, 10, 50, 15_050, 30_050, 30_060],
      [{ seconds: -20 }],
    ],
    [
      'goes on where the camera begins anew',
      [
        [9000, 0],
        [9040, 40],
        [0, 80],
        [40, 120],
      ],
      [0, 40, 80, 120],
      [{ seconds: -9.04 }],
    ],
    [
      'does not leap ahead',
      [
        [0, 0],
        [40, 40],
        [86_400_000, 80],
        [86_400_040, 120],
      ],
      [0, 40, 80, 120],
      [{ seconds: 86_399.96 }],
    ],
    [
      'has pauses that last',
      [
        [0, 0],
        [40, 40],
        [60_040, 60_040],
      ],
      [0, 40, 60_040],
      [],
    ],
    [
      'goes on after 49 days, when 32 bits are over',
      [
        [4_294_967_280, 0],
        [24, 40],
      ],
      [0, 40],
      [],
    ],
  ])('%s', (_, steps, places, leaps) => {
    expect(placed(steps)).toEqual([places, leaps]);
  });

  test('is taken up where it is told', () => {
    const timeline = new Timeline(() => undefined);
    for (const rawMs of [0, 40, 80]) timeline.place('video', rawMs, rawMs);
    timeline.restart(40);
    expect([timeline.place('video', 700, 0), timeline.place('video', 740, 0), timeline.latestMs]).toEqual([
      40, 80, 80,
    ]);
    timeline.restart();
    expect(timeline.place('video', 0, 0)).toBe(120);
  });
});

describe('a buffer of groups of pictures', () => {
  function filled(lengthMs: number, seconds: number): GopBuffer {
    const buffer = new GopBuffer(lengthMs);
    for (let at = 0; at < seconds * 1000; at += 500) {
      buffer.append(at % 2000 === 0 ? key(at) : picture(at));
      while (buffer.isFull) buffer.slide();
    }
    return buffer;
  }
  const starts = (buffer: GopBuffer): number[] => {
    const found: number[] = [];
    for (let gop: Gop | null = buffer.oldest; gop !== null; gop = gop.next) found.push(gop.startMs);
    return found;
  };

  test('has at least its length, in whole groups', () => {
    expect([starts(filled(5000, 20)), filled(5000, 20).heldMs]).toEqual([[14_000, 16_000, 18_000], 5500]);
    expect(starts(filled(5000, 4))).toEqual([0, 2000]);
  });

  test('finds the last group that is shown before a time', () => {
    const buffer = filled(60_000, 10);
    expect([0, 79, 80, 4079, 4080, 99_000].map((ms) => buffer.lastBefore(ms)?.startMs ?? null)).toEqual([
      ...[null, null, 0, 2000, 4000, 8000],
    ]);
  });

  test('keeps what a decoder needs for each group, and sound that comes before its first picture', () => {
    const buffer = new GopBuffer(60_000);
    const tags = [config('video', 1), config('audio', 1), sound(0), key(20), picture(60)];
    for (const tag of [...tags, config('video', 1), config('video', 2), key(100)]) buffer.append(tag);
    const [first, second] = [buffer.oldest!, buffer.newest!];
    expect(first.tags.map(({ type, timestampMs }) => `${type} ${timestampMs}`)).toEqual([
      ...['audio 0', 'video 20', 'video 60'],
    ]);
    expect([first, second].map(({ headers }) => [headers.video?.at(-1), headers.audio?.at(-1)])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test('uses the same memory again, and nobody else has it meanwhile', () => {
    const buffer = new GopBuffer(4000);
    const memory = new Set<ArrayBufferLike>();
    for (let at = 0; at < 400_000; at += 1000) {
      buffer.append(key(at, 300_000));
      while (buffer.isFull) buffer.slide();
      for (let gop: Gop | null = buffer.oldest; gop !== null; gop = gop.next) {
        const [{ payload, timestampMs } = key(0)] = gop.tags;
        memory.add(payload.buffer);
        expect([payload[5], payload.at(-1)]).toEqual([timestampMs % 251, timestampMs % 251]);
      }
    }
    expect(memory.size).toBeLessThan(8);
  });

  test('lets a single group go that is larger than all that may be kept, and begins with the next', () => {
    const buffer = new GopBuffer(60_000, 100);
    buffer.append(key(0));
    for (let at = 1; at <= 20; at++) buffer.append(picture(at));
    expect([buffer.oldest, buffer.bytes]).toEqual([null, 0]);
    buffer.append(picture(40));
    buffer.append(key(50));
    expect(starts(buffer)).toEqual([50]);
  });
});

describe('memory that buffers share', () => {
  const MIB = 1024 * 1024;
  /** Fills two buffers side by side, a second of each at a time. */
  function fill(memory: BufferMemory, seconds: number, large: number, small: number) {
    const buffers = [large, small].map((bytes) => ({
      bytes,
      buffer: new GopBuffer(60_000, 512 * MIB, memory),
    }));
    let mostBytes = 0;
    for (let second = 0; second < seconds; second++) {
      for (const { bytes, buffer } of buffers) {
        buffer.append(key(second * 1000, bytes));
        while (buffer.isFull) buffer.slide();
      }
      mostBytes = Math.max(mostBytes, memory.usedBytes);
    }
    return { mostBytes, buffers: buffers.map(({ buffer }) => buffer) };
  }

  test('is used up by none: who holds more than its part gives way, a small one keeps all', () => {
    const { mostBytes, buffers } = fill(new BufferMemory(32 * MIB), 50, 1_000_000, 20_000);
    const [large, small] = buffers.map(({ heldMs }) => heldMs / 1000);
    expect(small).toBe(49);
    expect(large).toBeGreaterThan(20);
    expect(large).toBeLessThan(32);
    // A piece for each of them may come before one goes.
    expect(mostBytes).toBeLessThanOrEqual(34 * MIB);
  });

  test('without a limit is as much as they need', () => {
    const { buffers } = fill(new BufferMemory(), 50, 1_000_000, 20_000);
    expect(buffers.map(({ heldMs }) => heldMs)).toEqual([49_000, 49_000]);
  });

  test('never takes the group that a buffer has come to', () => {
    const { buffers } = fill(new BufferMemory(MIB), 50, 1_000_000, 1_000_000);
    expect(buffers.map(({ heldMs, oldest }) => [heldMs, oldest?.startMs])).toEqual([
      [0, 49_000],
      [0, 49_000],
    ]);
  });

  test('may be made less, and all of it comes back', () => {
    const memory = new BufferMemory(64 * MIB);
    const { buffers } = fill(memory, 20, 1_000_000, 1_000_000);
    const [one, other] = buffers as [GopBuffer, GopBuffer];
    memory.limitBytes = 16 * MIB;
    while (one.isFull) one.slide();
    while (other.isFull) other.slide();
    expect(memory.usedBytes).toBeLessThanOrEqual(16 * MIB);
    one.close();
    other.close();
    // What is kept for who comes next.
    expect(memory.usedBytes).toBeLessThanOrEqual(4 * MIB);
  });
});
