// What nobody has thought of, in one source or in its lists: it is told, and ends neither the others nor the process.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../../src/client/client.js';
import { keepDays } from '../../src/relay/days/keep-days.js';
import type { RelaySource } from '../../src/relay/options.js';
import { relay } from '../../src/relay/relay.js';
import { type Keeping, keepSource } from '../../src/relay/source.js';
import { KEY } from '../helpers/sign-v1.js';

const PLACE = { endpoint: 'http://127.0.0.1:9', bucket: 'examplebucket', region: 'cn-hangzhou' };

const source = (more: Partial<RelaySource> = {}): RelaySource => ({
  ...{ channelName: 'cam', input: 'test', push: {}, playlist: null, hours: null, timeZone: null },
  ...more,
});

/** One whose day cannot be known. */
const LOST = source({ channelName: 'lost', playlist: 'live-{date}.m3u8', timeZone: 'Mars/Base' });
const REASON = {
  code: 'Bug',
  message: expect.stringMatching(
    /^(Invalid time zone specified: mars\/base|Temporal error: Not a valid time zone string)$/i,
  ),
};

const keeping = (more: Partial<Keeping>): Keeping => ({
  async *push() {},
  turn: async () => undefined,
  now: () => new Date('2024-03-05T06:00:00Z'),
  onState: () => undefined,
  onEvent: () => undefined,
  ...more,
});

/** What would end a process that has nothing to say about it. */
function unhandled(): unknown[] {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => reasons.push(reason);
  process.on('unhandledRejection', listener);
  onTestFinished(() => void process.off('unhandledRejection', listener));
  return reasons;
}

test('a source that cannot even begin has failed, and is tried again', async () => {
  const reasons = unhandled();
  const states: unknown[] = [];
  const kept = keepSource(
    LOST,
    keeping({
      onState: ({ state, error, until }) => states.push([state, error, until?.toISOString() ?? null]),
    }),
  );
  await vi.waitFor(() => expect(states).toHaveLength(2), { timeout: 30_000, interval: 20 });
  expect(states).toEqual([
    ['starting', null, null],
    ['failed', REASON, '2024-03-05T06:00:10.000Z'],
  ]);
  await kept.end();
  expect(reasons).toEqual([]);
});

test('a source that cannot be told of is told by its end, and not by the end of the process', async () => {
  const reasons = unhandled();
  const kept = keepSource(
    source(),
    keeping({
      onState() {
        throw new Error('nobody hears');
      },
    }),
  );
  await nextTurn();
  await nextTurn();
  expect(reasons).toEqual([]);
  await expect(kept.end()).rejects.toThrow('nobody hears');
});

test('lists of days that cannot be known are not saved, which is told', async () => {
  const reasons = unhandled();
  const unsaved: unknown[] = [];
  const days = keepDays({
    client: createClient({ ...PLACE, credentials: KEY }),
    ...{ endpoint: null, bucket: 'examplebucket', ledger: null, now: () => new Date('2024-03-05T06:00:00Z') },
    onSaved: () => undefined,
    onUnsaved: (channelName, day, { code, message }) => unsaved.push([channelName, day, { code, message }]),
  });
  await days.keep(new Map([['cam', 'Mars/Base']]));
  await vi.waitFor(() => expect(unsaved).toHaveLength(1), { timeout: 30_000, interval: 20 });
  expect(unsaved).toEqual([['cam', null, REASON]]);
  await days.end();
  expect(reasons).toEqual([]);
});

test('of several sources one that cannot begin keeps no other from its hours', async () => {
  const reasons = unhandled();
  const stop = new AbortController();
  // Not before tomorrow.
  const away = source({ channelName: 'away', hours: { from: '05:00', to: '05:30' }, timeZone: 'UTC' });
  const states: string[] = [];
  for await (const event of relay({
    ...{ ...PLACE, credentials: KEY, sources: [LOST, away], signal: stop.signal },
    now: () => new Date('2024-03-05T06:00:00Z'),
  })) {
    if (event.event === 'state') states.push(`${event.channelName} ${event.state}`);
    if (states.includes('lost failed') && states.includes('away off')) stop.abort();
  }
  expect([states.sort(), reasons]).toEqual([
    ['away off', 'away starting', 'lost failed', 'lost starting'],
    [],
  ]);
});
