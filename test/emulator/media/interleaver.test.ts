import { expect, test } from 'vitest';
import { type Arrival, Interleaver } from '../../../src/emulator/media/interleaver.js';

const PLACED = { timestampMs: 0, frameMs: 40, jumpMs: null, arrivedMs: 0 };

/** `K40+80` a key frame to be seen 80 ms after it is decoded at 40 ms, `P80` another picture, `A60` sound. */
function arrival(
  text: string,
  bytes = 100,
): Exclude<Arrival, { kind: 'announced' } | { track: 'audio'; kind: 'header' }> {
  const [ms = 0, compositionMs = 0] = text.slice(1).split('+').map(Number);
  const common = { ...PLACED, ms, bytes, kind: 'frame', data: Buffer.from(text) } as const;
  if (text.startsWith('A')) return { ...common, track: 'audio' };
  return { ...common, track: 'video', isKey: text.startsWith('K'), compositionMs };
}

const texts = (arrivals: Arrival[]): string =>
  arrivals.map((one) => (one.kind === 'frame' ? `${one.data}` : one.kind)).join(' ');

/** What comes out at each step, and at the end. */
function interleaved(steps: readonly string[], bytes?: number): string[] {
  const interleaver = new Interleaver();
  const out = steps.map((step) => texts(interleaver.take(arrival(step, bytes))));
  return [...out, texts(interleaver.flush())];
}

test.each<[name: string, steps: string[], out: string[]]>([
  [
    'a key frame waits until sound has come to where it is seen',
    ['K0+80', 'A0', 'A23', 'P40', 'A80', 'P80'],
    ['', 'A0', 'A23', '', 'K0+80 P40 A80', 'P80', ''],
  ],
  [
    'sound that is ahead makes nothing wait',
    ['A0', 'A100', 'K0+80', 'P40', 'K80'],
    ['A0', 'A100', 'K0+80', 'P40', 'K80', ''],
  ],
  [
    'of two key frames the second goes on waiting',
    ['K0', 'P40', 'K80', 'P120', 'A20', 'A90'],
    ['', '', '', '', 'K0 P40 A20', 'K80 P120 A90', ''],
  ],
  [
    'without sound three seconds are waited, once',
    ['K0', 'P1500', 'P3000', 'P3001', 'K3040', 'P3080'],
    ['', '', '', 'K0 P1500 P3000 P3001', 'K3040', 'P3080', ''],
  ],
  [
    'after sound has come back, it is waited for again',
    ['K0', 'P3001', 'A3010', 'K3040', 'A3050'],
    ['', 'K0 P3001', 'A3010', '', 'K3040 A3050', ''],
  ],
  ['what waits at the end comes then', ['A0', 'K40', 'P80'], ['A0', '', '', 'K40 P80']],
])('%s', (_, steps, out) => {
  expect(interleaved(steps)).toEqual(out);
});

test('4 MiB are as much as waits', () => {
  expect(interleaved(['K0', 'P40', 'P80', 'P120'], 1.5 * 1024 * 1024)).toEqual([
    '',
    '',
    'K0 P40 P80',
    'P120',
    '',
  ]);
});

test('400 pictures are as many as wait, should time stand still', () => {
  const interleaver = new Interleaver();
  const out = Array.from({ length: 1000 }, () => interleaver.take(arrival('K0')).length);
  expect(Math.max(...out)).toBe(401);
  expect(out.reduce((sum, count) => sum + count)).toBe(1000);
});
