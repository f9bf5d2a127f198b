import { describe, expect, test } from 'vitest';
import { Stretch } from '../../src/push/buffered/stretch.js';

/** Segments by their name and length. */
const segments = (...list: readonly (readonly [startMs: number, seconds: number])[]) =>
  list.map(([startMs, seconds]) => ({ startMs, seconds }));

function stretch(begunMs: number, keys: readonly number[], before: Stretch | null = null): Stretch {
  const made = new Stretch(begunMs, before);
  for (const key of keys) made.key(key);
  made.connectedTime = new Date(100_000);
  return made;
}

describe('how far a connection is certainly stored', () => {
  test('is where its segments end, at key frames: roundings do not add up', () => {
    const keys = Array.from({ length: 50 }, (_, index) => 80 + Math.round(index * 2002.4));
    const made = stretch(80, keys);
    made.listed(segments(...keys.slice(1).map((_, index) => [100_500 + index * 2000, 2.002] as const)));
    expect([made.sureMs, keys.at(-1)]).toEqual([98_198, 98_198]);
  });

  test('is less a rounding where a segment ends elsewhere', () => {
    const made = stretch(0, [0, 2000, 4000]);
    made.listed(segments([101_000, 2], [103_000, 1.32]));
    expect(made.sureMs).toBe(3319);
  });

  test('is asked on from the last segment that was listed', () => {
    const made = stretch(0, [0, 2000, 4000]);
    expect(made.since).toEqual(new Date(100_000));
    made.listed(segments([101_000, 2]));
    made.listed(segments([101_000, 2], [103_000, 2]));
    expect([made.sureMs, made.since]).toEqual([4000, new Date(103_001)]);
  });
});

describe('a segment that began in the second of a new connection', () => {
  // The service says in whole seconds when it first saw one: 100 s.
  function earlier(): Stretch {
    const made = stretch(0, [0, 2000, 4000]);
    made.connectedTime = new Date(90_000);
    made.sentMs = 4900;
    made.listed(segments([91_000, 2], [98_000, 2]));
    expect(made.sureMs).toBe(4000);
    return made;
  }

  test('is of the one before when that had as much left', () => {
    const made = stretch(4000, [4000, 6000], earlier());
    made.listed(segments([100_200, 0.9]));
    expect(made.sureMs).toBe(4000);
    made.listed(segments([100_200, 0.9], [100_700, 2]));
    expect(made.sureMs).toBe(6000);
  });

  test('is of an earlier one also when nothing was sent between them', () => {
    const nothing = stretch(4000, [], earlier());
    const made = stretch(4000, [4000, 6000], nothing);
    made.listed(segments([100_200, 0.9], [100_700, 2]));
    expect(made.sureMs).toBe(6000);
  });

  test('is of the one before when it was listed then, and counts once', () => {
    const before = earlier();
    before.listed(segments([100_200, 0.9]));
    expect(before.sureMs).toBe(4899);
    const made = stretch(4000, [4000, 6000], before);
    made.listed(segments([100_200, 0.9]));
    expect(made.sureMs).toBe(4000);
    // Also over a connection of which nothing is stored.
    const after = stretch(4000, [4000, 6000], stretch(4000, [4000], before));
    after.listed(segments([100_200, 0.9], [100_700, 2]));
    expect(after.sureMs).toBe(6000);
  });

  test('is of the new one when it is longer than that', () => {
    const made = stretch(4000, [4000, 6000], earlier());
    made.listed(segments([100_200, 2]));
    expect(made.sureMs).toBe(6000);
  });
});
