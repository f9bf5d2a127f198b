import { expect, test } from 'vitest';
import { createPulse } from '../../src/push/pulse.js';

/** Kinds of stalls in two minutes, one tick a second; a picture of the stream counts when it was sent. */
function stallsOf(pictureSeconds: number, sentSeconds: number): string[] {
  const pulse = createPulse(0, pictureSeconds - 1);
  const kinds = new Set<string>();
  for (let second = 1; second <= 120; second++) {
    const later = Math.floor(second / sentSeconds);
    const [seconds, bytes] = [later * pictureSeconds, (later + 1) * 1000];
    pulse.feed({ seconds, bytes, droppedFrames: 0, speed: null, framesPerSecond: null });
    const stall = pulse.tick(second * 1000);
    if (stall !== null) kinds.add(stall.kind);
  }
  return [...kinds];
}

test.each([
  [1, 1, []],
  [1, 1.5, ['slow']],
  [1, 7, ['silent']],
  [15, 15, []],
  [15, 17, []],
  [15, 25, ['silent']],
  [60, 60, []],
])('of a picture every %d s, sent every %d s, is told: %j', (pictureSeconds, sentSeconds, kinds) => {
  expect(stallsOf(pictureSeconds, sentSeconds).sort()).toEqual(kinds);
});
