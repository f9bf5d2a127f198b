import { describe, expect, test } from 'vitest';
import { jointsOf } from '../../../src/recording/playlist/joints.js';
import { belonging } from '../../../src/recording/playlist/pushes-of.js';
import { settle } from '../../../src/recording/playlist/settle.js';
import type { KnownPush } from '../../../src/recording/sessions/session.js';

const at = (time: string) => new Date(`2024-03-05T${time}Z`);

function push(start: string, end: string, more: Partial<KnownPush> = {}): KnownPush {
  const unknown = { remoteAddr: null, playlistName: null, source: null, mediaSeconds: null };
  return { start: at(start), end: at(end), knownFrom: 'history', ...unknown, ...more };
}

describe('a segment belongs to the push in which it began', () => {
  // History has whole seconds: the first ended at 06:10:04.3, the second began at 06:10:04.8.
  const pushes = [push('06:00:00', '06:10:05'), push('06:10:04', '06:20:00'), push('07:00:00', '07:10:00')];

  test.each<[string, number | null, boolean]>([
    ['05:59:59.999', null, false],
    ['06:00:00.000', 0, true],
    ['06:10:03.999', 0, true],
    // The last of the first, or the first of the second.
    ['06:10:04.100', 1, false],
    ['06:10:05.900', 1, false],
    ['06:10:06.100', 1, true],
    ['06:20:00.900', 1, true],
    ['06:20:01.100', null, false],
    ['07:05:00.000', 2, true],
  ])('at %s', (time, index, isSure) => {
    expect(belonging(pushes)(at(time).getTime())).toEqual({
      push: index === null ? null : pushes[index],
      isSure,
    });
  });

  test('of one that runs there is no end', () => {
    const running = push('06:00:00', '06:10:00', { running: true });
    expect(belonging([running])(at('09:00:00').getTime())).toEqual({ push: running, isSure: true });
  });

  test('of one that is only made out from names it is not sure', () => {
    const guessed = push('06:00:00', '06:10:00', { knownFrom: 'segments' });
    expect(belonging([guessed])(at('06:05:00').getTime())).toEqual({ push: guessed, isSure: false });
  });
});

describe('the joint between two segments', () => {
  const [one, two] = [push('06:00:00', '06:10:00'), push('06:20:00', '06:30:00')];
  const first = { startMs: 1000, seconds: 6.4, push: one, isSure: true, discontinuity: false };
  const next = { ...first, startMs: 7400 };

  test.each([
    ['of one push goes on', first, next, 'goesOn'],
    ['that the service marks is a seam', first, { ...next, discontinuity: true }, 'seam'],
    ['of two pushes is a seam', first, { ...next, push: two }, 'seam'],
    ['goes on, where names are closer than the stream is long', first, { ...next, startMs: 1057 }, 'goesOn'],
    ['is looked at, where the second is late', first, { ...next, startMs: 7901 }, 'doubtful'],
    ['is looked at, where a push is not known', first, { ...next, push: null, isSure: false }, 'doubtful'],
    ['is looked at, where neither is', { ...first, isSure: false }, { ...next, isSure: false }, 'doubtful'],
    ['goes on, where there is no duration', { ...first, seconds: null }, next, 'goesOn'],
  ] as const)('%s', (_, before, after, joint) => {
    expect(jointsOf([before, after])).toEqual([joint]);
  });
});

describe('doubtful joints are settled by the first timestamps', () => {
  const [d, s, g] = ['doubtful', 'seam', 'goesOn'] as const;
  const WRAP = 2 ** 33 / 90_000;

  test.each([
    ['that add up', [d, d, d], [10, 16.4, 22.8, 29.2], [g, g, g], [0, 3]],
    ['that begin anew', [d, d, d], [10, 16.4, 1.4, 7.8], [g, s, g], [0, 1, 2, 3]],
    ['that leap', [d, d, d], [10, 16.4, 30, 36.4], [g, s, g], [0, 1, 2, 3]],
    ['that stand still', [d], [10, 10], [s], [0, 1]],
    ['that wrap around', [d], [WRAP - 3, 3.4], [g], [0, 1]],
    ['that are off by rounding', [d], [10, 16.43], [g], [0, 1]],
    ['only where they are in doubt', [g, d, s], [10, 16.4, 22.8, 1], [g, g, s], [1, 2]],
    ['and stay so, where one cannot be read', [d, d], [10, null, 22.8], [g, g], [0, 2]],
    ['and stay so at the end of what can be read', [d, d], [10, 16.4, null], [g, d], [0, 1, 2]],
  ])('%s', async (_, joints, timestamps, settled, read) => {
    const asked: number[] = [];
    const firstSeconds = async (index: number) => {
      asked.push(index);
      return timestamps[index] ?? null;
    };
    const seconds = timestamps.map(() => 6.4);
    expect(await settle(joints, { seconds, firstSeconds, longestSeconds: 60 })).toEqual(settled);
    expect(asked.sort()).toEqual(read);
  });

  test.each([
    ['go on, where the next is later', [10, 16.4], g],
    ['begin anew, where it is not', [10, 10], s],
    ['begin anew, where it is later than a segment is long', [10, 80], s],
  ] as const)('of segments without durations %s', async (_, timestamps, joint) => {
    const firstSeconds = async (index: number) => timestamps[index] ?? null;
    const doubts = { seconds: [null, null], firstSeconds, longestSeconds: 60 };
    expect(await settle([d], doubts)).toEqual([joint]);
  });

  test('within a number of reads', async () => {
    let reads = 0;
    const firstSeconds = async () => {
      reads++;
      return 0;
    };
    const joints = Array(5000).fill(d);
    const settled = await settle(joints, {
      seconds: Array(5001).fill(6.4),
      firstSeconds,
      longestSeconds: 60,
    });
    expect(reads).toBe(500);
    expect(settled).toContain(d);
  });
});
