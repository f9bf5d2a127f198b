import { expect, test } from 'vitest';
import type { SourceStatus } from '../../src/relay/index.js';
import { createUplinkJudge } from '../../src/relay/uplink.js';

/** A live source: what it brings, what of it is sent, and how far it is behind. */
function source(read: number, sent: number, behindSeconds: number): SourceStatus {
  return {
    ...{ channelName: 'one', state: 'live', since: new Date(0), until: null, error: null },
    ...{ liveSeconds: 1, sentSeconds: 1, bytes: 1, droppedFrames: 0, lostSeconds: 0, reconnects: 0 },
    ...{ bitsPerSecond: sent, framesPerSecond: 25, lastLive: new Date(0), hasSettled: true },
    ...{ bufferSeconds: 60, readBitsPerSecond: read, heldSeconds: 30, heldBytes: 1, behindSeconds },
  };
}

const SLOW = [source(4e6, 2e6, 8), source(4e6, 3e6, 6), source(2e6, 2e6, 0)];
const TOLD = { over: false, neededBitsPerSecond: 10e6, sentBitsPerSecond: 7e6, behind: 2, sources: 3 };

test('an uplink that is too slow for the sum is told once it lasts, and when that is over', () => {
  const judge = createUplinkJudge();
  expect([judge(SLOW), judge(SLOW), judge(SLOW), judge(SLOW)]).toEqual([null, null, TOLD, null]);
  // What is behind is sent faster than it plays.
  const catchingUp = [source(4e6, 12e6, 9), source(4e6, 12e6, 7), source(2e6, 2e6, 0)];
  expect(judge(catchingUp)).toBeNull();
  const well = [source(4e6, 4e6, 0.2), source(4e6, 4e6, 0), source(2e6, 2e6, 0)];
  expect([judge(well), judge(well)]).toEqual([
    { over: true, neededBitsPerSecond: 10e6, sentBitsPerSecond: 10e6, behind: 0, sources: 3 },
    null,
  ]);
});

test.each([
  ['one source of many that is slow', [source(4e6, 1e6, 30), source(4e6, 4e6, 0), source(4e6, 4e6, 0)]],
  ['an outage', [source(4e6, 0, 12), source(4e6, 0, 12)]],
  ['sources that catch up after one', [source(4e6, 9e6, 12), source(4e6, 9e6, 12)]],
  ['sources that wait to be connected again', SLOW.map((one) => ({ ...one, state: 'waiting' as const }))],
  ['no source', []],
])('%s is no slow uplink', (_, statuses) => {
  const judge = createUplinkJudge();
  expect(Array.from({ length: 5 }, () => judge(statuses))).toEqual([null, null, null, null, null]);
});
