import { describe, expect, test } from 'vitest';
import { parseRetryAfter, retryDelayMs } from '../../src/client/retry.js';

describe('the wait before the next attempt', () => {
  const always = (fraction: number) => () => fraction;

  test.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [7, 12_800],
    [8, 20_000],
    [30, 20_000],
  ])('after attempt %i is a random time up to %i ms', (attempt, bound) => {
    const waits = [0, 0.5, 1].map((random) => retryDelayMs(attempt, null, { attempts: 99 }, always(random)));
    expect(waits).toEqual([0, bound / 2, bound]);
  });

  test.each([
    ['three attempts by default', 3, undefined],
    ['as many as asked for', 5, { attempts: 5 }],
    ['one means none again', 1, { attempts: 1 }],
  ])('%s', (_name, last, options) => {
    expect(retryDelayMs(last, null, options, always(1))).toBeNull();
    if (last > 1) expect(retryDelayMs(last - 1, null, options, always(1))).toEqual(expect.any(Number));
  });

  test.each([
    ['is at least what the server asks for', 3000, 3000],
    ['is the longer of both', 100, 200],
    ['is as long as half a minute', 30_000, 30_000],
    ['is not taken when the server asks for more', 30_001, null],
  ])('%s', (_name, retryAfterMs, expected) => {
    expect(retryDelayMs(1, retryAfterMs, {}, always(1))).toBe(expected);
  });
});

test.each([
  [null, null],
  ['2', 2000],
  [' 0 ', 0],
  ['Tue, 05 Mar 2024 06:07:18 GMT', 10_000],
  ['Tue, 05 Mar 2024 06:00:00 GMT', 0],
  ['soon', null],
])('Retry-After %j is %j ms', (value, expected) => {
  expect(parseRetryAfter(value, new Date('2024-03-05T06:07:08Z'))).toBe(expected);
});
