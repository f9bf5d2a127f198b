// What the events of one push make of the state of its source.
import { expect, test } from 'vitest';
import type { PushEvent } from '../../src/push/index.js';
import { followPush } from '../../src/relay/follow-push.js';
import { NOTHING_SENT } from '../../src/relay/source-status.js';

const NOW = new Date('2024-03-05T06:07:08Z');

/** The states, in their order, and the status at the end. */
function follow(bufferSeconds: number | null, events: readonly Partial<PushEvent>[]) {
  const status: Parameters<typeof followPush>[0] = {
    ...{ channelName: 'cam', state: 'starting', since: NOW, until: null, error: null, lastLive: null },
    ...{ liveSeconds: 0, sentSeconds: 0, bytes: 0, droppedFrames: 0, lostSeconds: 0, reconnects: 0 },
    ...{ ...NOTHING_SENT, hasSettled: false, bufferSeconds },
  };
  const states: string[] = [];
  const take = followPush(status, {
    now: () => NOW,
    onState: ({ state, error }) => states.push(error === null ? state : `${state}: ${error.message}`),
    onEvent: () => undefined,
  });
  for (const event of events) take(event as PushEvent);
  return { states, status };
}

function broke(message: string, channelName?: string): Partial<PushEvent> {
  const error = { code: 'ConnectionLost', message };
  return { event: 'reconnecting', attempt: 2, delaySeconds: 1, error, ...(channelName && { channelName }) };
}
const connecting = { event: 'connecting' } as const;
const live = { event: 'live' } as const;
const resumed = { event: 'resumed', gapSeconds: 3 } as const;
const resumedThere = { ...resumed, channelName: 'cam' } as const;
const camera = broke('no camera');
const channel = broke('no channel', 'cam');

test.each<[string, number | null, Partial<PushEvent>[], string[]]>([
  [
    'a camera that comes back while its channel stays connected is live',
    20,
    [connecting, live, camera, broke('refused'), resumed],
    ['connecting', 'live', 'waiting: no camera', 'waiting: refused', 'live'],
  ],
  [
    'one that comes back before the service has seen it is on its way',
    20,
    [connecting, camera, resumed, live],
    ['connecting', 'waiting: no camera', 'connecting', 'live'],
  ],
  [
    'a channel that is connected again shows no camera that is away',
    20,
    [connecting, live, camera, channel, connecting, resumedThere, live, resumed],
    [...['connecting', 'live', 'waiting: no camera', 'waiting: no channel', 'waiting: no camera'], 'live'],
  ],
  [
    'a camera that comes back brings no channel',
    20,
    [connecting, live, channel, camera, resumed, connecting, resumedThere, live],
    [...['connecting', 'live', 'waiting: no channel', 'waiting: no camera'], 'connecting', 'live'],
  ],
  [
    'a camera that was not there at first',
    20,
    [camera, connecting, live],
    ['waiting: no camera', 'connecting', 'live'],
  ],
  [
    'without a buffer both are one connection',
    null,
    [connecting, live, camera, connecting, resumed, live],
    ['connecting', 'live', 'waiting: no camera', 'connecting', 'live'],
  ],
])('%s', (_, bufferSeconds, events, states) => {
  expect(follow(bufferSeconds, events).states).toEqual(states);
});

test('without a buffer nothing is sent between two connections', () => {
  const progress = {
    event: 'progress',
    ...{ seconds: 4, bytes: 1_000_000, droppedFrames: 0, reconnects: 0 },
    ...{ bitsPerSecond: 2_000_000, framesPerSecond: 25 },
  } as const;
  const { status } = follow(null, [connecting, live, progress, camera]);
  expect(status).toMatchObject({
    sentSeconds: 4,
    bytes: 1_000_000,
    bitsPerSecond: null,
    framesPerSecond: null,
  });
});
