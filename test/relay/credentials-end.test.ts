import { expect, test, vi } from 'vitest';
import { watchCredentials } from '../../src/relay/credentials-end.js';

const PATIENCE = { timeout: 60_000, interval: 10 };
const NOON = Date.parse('2024-03-05T12:00:00Z');

/** What is told of credentials that end so long after noon, one after the other, by a clock that begins at noon. */
function watching(...ends: (number | null)[]) {
  const began = performance.now();
  const stop = new AbortController();
  const told: [endMs: number, ended: boolean][] = [];
  const left = [...ends];
  const watched = watchCredentials({
    credentialsEnd() {
      const ms = left.length > 1 ? left.shift() : left[0];
      return ms == null ? null : new Date(NOON + ms);
    },
    now: () => new Date(NOON + performance.now() - began),
    signal: stop.signal,
    onEnding: (end, ended) => told.push([end.getTime() - NOON, ended]),
  });
  return {
    told,
    async end() {
      stop.abort();
      await watched;
    },
  };
}

test('credentials that end within the hour are told, and once more when they have ended', async () => {
  const { told, end } = watching(500);
  await vi.waitFor(() => expect(told.at(-1)).toEqual([500, true]), PATIENCE);
  await end();
  expect(told.filter(([, ended]) => ended)).toEqual([[500, true]]);
});

test('what ends later, or never, is not told', async () => {
  for (const endMs of [2 * 3_600_000, null]) {
    const { told, end } = watching(endMs);
    await end();
    expect(told).toEqual([]);
  }
});

test('half an hour is told at once', async () => {
  const { told, end } = watching(1_800_000);
  await vi.waitFor(() => expect(told).toEqual([[1_800_000, false]]), PATIENCE);
  await end();
});
