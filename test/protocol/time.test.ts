import { expect, test } from 'vitest';
import { timeIn } from '../../src/protocol/time.js';

test.each([
  ['2024-03-05T06:07:08.000Z', 1_709_618_828_000],
  ['Tue, 05 Mar 2024 06:07:08 GMT', 1_709_618_828_000],
  ['', null],
  ['yesterday', null],
  ['2024-02-31T25:00:00Z', null],
  ['1969-12-31T23:59:59Z', null],
  ['+010000-01-01T00:00:00Z', null],
  ['+275760-09-13T00:00:00.001Z', null],
])('%j is the time %j', (text, expected) => {
  expect(timeIn(text)?.getTime() ?? null).toBe(expected);
});
