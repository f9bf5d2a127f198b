import { expect, test } from 'vitest';
import { Timeline, type Track } from '../../../src/emulator/media/timeline.js';

type Step = [track: Track, timestampMs: number];

/** `ms`, or `ms!` where a leap was closed up. */
function place(steps: readonly Step[]): string {
  const timeline = new Timeline();
  return steps
    .map(([track, timestampMs]) => timeline.place(track, timestampMs))
    .map(({ ms, jumpMs }) => `${ms}${jumpMs === null ? '' : '!'}`)
    .join(' ');
}

const ROWS: [name: string, steps: Step[], placed: string][] = [
  [
    'starts at 0, wherever the publisher starts',
    [
      ['video', 500],
      ['audio', 490],
      ['video', 540],
      ['audio', 513],
    ],
    '0 -10 40 13',
  ],
  [
    'goes on over the wrap of 32 bits, forwards and backwards',
    [
      ['video', 2 ** 32 - 20],
      ['audio', 2 ** 32 - 10],
      ['video', 20],
      ['audio', 13],
      ['video', 2 ** 32 - 5],
    ],
    '0 10 40 33 15',
  ],
  [
    'goes on over the wrap of 31 bits that ffmpeg makes after 24 days, forwards and backwards',
    [
      ['video', 2 ** 31 - 20],
      ['audio', 2 ** 31 - 10],
      ['video', 20],
      ['audio', 13],
      ['video', 2 ** 31 - 5],
    ],
    '0 10 40 33 15',
  ],
  [
    'follows thirty seconds forwards and one second back',
    [
      ['video', 0],
      ['video', 30_000],
      ['video', 29_000],
    ],
    '0 30000 29000',
  ],
  [
    'closes up a longer way, behind the last frame',
    [
      ['video', 0],
      ['video', 40],
      ['video', 30_041],
      ['video', 9040],
    ],
    '0 40 80! 120!',
  ],
  [
    'lets the other track come over later, without a second leap, as far from the first as before',
    [
      ['video', 9960],
      ['audio', 9950],
      ['video', 10_000],
      ['audio', 9973],
      ['video', 3_610_040],
      ['audio', 9996],
      ['audio', 3_610_020],
      ['video', 3_610_080],
    ],
    '0 -10 40 13 80! 36 60 120',
  ],
  [
    'does not take a pause of one track for a leap',
    [
      ['audio', 0],
      ['video', 0],
      ['video', 8000],
      ['video', 16_000],
      ['audio', 16_010],
    ],
    '0 0 8000 16000 16010',
  ],
  [
    'joins tracks that have nothing to do with each other',
    [
      ['video', 0],
      ['video', 40],
      ['audio', 500_000],
      ['video', 80],
      ['audio', 500_023],
    ],
    '0 40 80 80 103',
  ],
];

test.each(ROWS)('the timeline %s', (_, steps, placed) => {
  expect(place(steps)).toBe(placed);
});

test('a track ends behind its last frame, as long as the one before', () => {
  const timeline = new Timeline();
  const ends: number[] = [timeline.endOf('video')];
  for (const timestampMs of [100, 140, 180, 5000]) {
    timeline.place('video', timestampMs);
    ends.push(timeline.endOf('video'));
  }
  expect(ends).toEqual([0, 0, 80, 120, 4940]);
});

test('a picture a quarter of a minute is no leap when as much has passed here', () => {
  const timeline = new Timeline();
  const steps: readonly [timestampMs: number, arrivedMs: number][] = [
    [0, 5000],
    [15_000, 20_000],
    [30_000, 35_100],
    [75_000, 35_200],
  ];
  const placed = steps.map(([timestampMs, arrivedMs]) => timeline.place('video', timestampMs, arrivedMs));
  expect(placed.map(({ ms, jumpMs }) => [ms, jumpMs])).toEqual([
    [0, null],
    [15_000, null],
    [30_000, null],
    // Sent faster than it plays, it cannot be told from one.
    [30_000, 45_000],
  ]);
});
