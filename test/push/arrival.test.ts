import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Client } from '../../src/client/client.js';
import { Arrival } from '../../src/push/buffered/arrival.js';
import { Stretch } from '../../src/push/buffered/stretch.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const signal = new AbortController().signal;
/** What the service lists, by name and length: of the connection before, late of its last, and of the one after it. */
const BEFORE = [
  [101_000, 2],
  [103_000, 2],
] as const;
const LATE = [105_000, 1.2] as const;
const AFTER = [
  [140_400, 2],
  [142_400, 2],
] as const;

/** The server reads no more from 5.2 s on; 30 s of the stream are in the buffer when the next connection begins. */
async function outage() {
  let listed: readonly (readonly [startMs: number, seconds: number])[] = BEFORE;
  const told: [number, string][] = [];
  const client = {
    async getVodPlaylist({ startTime, endTime }: { startTime: number; endTime: number }) {
      const found = listed.filter(([startMs]) => startMs >= startTime * 1000 && startMs < endTime * 1000);
      const lines = found.map(([startMs, seconds]) => `#EXTINF:${seconds.toFixed(3)},\n${startMs}.ts\n`);
      return { playlist: `#EXTM3U\n${lines.join('')}` };
    },
  } as unknown as Client;
  const arrival = new Arrival({
    ...{ client, channelName: 'cam', now: () => new Date(150_000) },
    onLost: (seconds, by) => told.push([seconds, by]),
  });
  const before = new Stretch(0, null);
  for (let keyMs = 0; keyMs <= 60_000; keyMs += 2000) before.key(keyMs);
  before.connectedTime = new Date(100_000);
  before.sentMs = 60_000;
  arrival.begin(before, null);
  await arrival.look(signal);
  expect(arrival.sureMs).toBe(4000);

  const after = new Stretch(30_000, before);
  arrival.begin(after, 4000);
  listed = [...BEFORE, LATE, ...AFTER];
  return { arrival, after, told };
}

test('what left the buffer unstored is counted, whatever the next connection has stored by then', async () => {
  const { arrival, after, told } = await outage();
  after.connectedTime = new Date(140_000);
  await arrival.settle(signal);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(60_000);
  await arrival.settle(signal);
  expect(told).toEqual([[24.801, 'stored']]);
});

test('it is counted when the service has said when it first saw the next connection', async () => {
  const { arrival, after, told } = await outage();
  vi.advanceTimersByTime(60_000);
  await arrival.settle(signal);
  expect(told).toEqual([]);
  after.connectedTime = new Date(140_000);
  await arrival.settle(signal);
  expect(told).toEqual([[24.801, 'stored']]);
});

test.each(['the push ends', 'it breaks'])(
  'unless %s before that: then all that is not sure counts',
  async (why) => {
    const { arrival, after, told } = await outage();
    vi.advanceTimersByTime(60_000);
    if (why === 'it breaks') arrival.begin(new Stretch(40_000, after), null);
    await arrival.settle(signal, why === 'the push ends');
    expect(told).toEqual([[26, 'stored']]);
  },
);
