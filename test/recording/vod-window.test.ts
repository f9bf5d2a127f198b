import { describe, expect, test } from 'vitest';
import { askedRange } from '../../src/cli/commands/range-flags.js';
import { checkAsked, toldRange } from '../../src/cli/commands/vod-range.js';
import type { Output } from '../../src/cli/context.js';
import { ServiceError, UsageError } from '../../src/errors.js';
import { isoSeconds } from '../../src/protocol/time.js';
import {
  type KnownPush,
  latestPush,
  pushWindow,
  type ResolvedRange,
  roundedWindow,
} from '../../src/recording/index.js';
import { DEFAULT_GAP_SECONDS } from '../../src/recording/sessions/list-sessions.js';

type Flags = { start?: string | true; end?: string | true };

const now = new Date('2024-03-05T06:30:15.250Z');
const signal = new AbortController().signal;
const push = { start: new Date('2024-03-05T06:00:00.400Z'), end: new Date('2024-03-05T06:10:00.100Z') };

/** What `vod` with these flags and arguments would take, and what it says on stderr. */
function range(
  flags: Flags,
  latest: { start: Date; end: Date } | null,
): { start: string; end: string; said: string[] } {
  const said: string[] = [];
  const output = {
    note: (line: string) => said.push(line),
    warn: (line: string) => said.push(`warning: ${line}`),
    time: isoSeconds,
  } as unknown as Output;
  const asked = askedRange(['oss-live', 'vod'], { words: [], flags: { ...NONE, ...flags } }, 1, now);
  checkAsked(asked);
  const pushes = latest === null ? [] : [{ ...latest, ...UNKNOWN }];
  const source = asked.start && asked.end ? 'asked' : latest ? 'sessions' : 'hour';
  const sessions = latest === null ? [] : [{ ...latest, channelName: 'cam', running: false, pushes }];
  const anHour = asked.end ?? now;
  const resolved: ResolvedRange = {
    start: asked.start ?? latest?.start ?? new Date(anHour.getTime() - 3_600_000),
    end: asked.end ?? latest?.end ?? now,
    ...{ sessions, empty: [], source },
  };
  const { start, end } = toldRange(asked, resolved, output);
  return { start: start.toISOString(), end: end.toISOString(), said };
}

const NONE = {
  ...{ start: undefined, end: undefined, last: undefined, since: undefined, today: false, yesterday: false },
  ...{ gap: undefined, ledger: undefined },
};
const UNKNOWN: Omit<KnownPush, 'start' | 'end'> = {
  ...{ remoteAddr: null, playlistName: null, source: null, mediaSeconds: null, knownFrom: 'history' },
};

test('pushes are one session by the same gap at the command line and in the library', () => {
  const asked = askedRange(['oss-live', 'vod'], { words: [], flags: NONE }, 1, now);
  expect([asked.gapSeconds, DEFAULT_GAP_SECONDS]).toEqual([600, 600]);
});

function refusal(run: () => unknown): { message: string; hint: string | null; ec: string | null } {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return { message: error.message, hint: error.hint, ec: error.ec };
    throw error;
  }
  throw new Error('accepted');
}

describe('the range of a VOD playlist', () => {
  test.each<[string, Flags]>([
    ['left out', {}],
    ['bare', { start: true, end: true }],
  ])('is the latest push when the ends are %s', (_, flags) => {
    expect(range(flags, push)).toEqual({
      start: '2024-03-05T06:00:00.400Z',
      end: '2024-03-05T06:10:00.100Z',
      said: ['Range: 2024-03-05T06:00:00Z to 2024-03-05T06:10:00Z (the latest push).'],
    });
  });

  test('is the last hour when no push is known', () => {
    expect(range({}, null)).toEqual({
      start: '2024-03-05T05:30:15.250Z',
      end: '2024-03-05T06:30:15.250Z',
      said: ['Range: 2024-03-05T05:30:15Z to 2024-03-05T06:30:15Z (no push is known).'],
    });
  });

  test('is what was asked when both ends are given, and nothing needs saying', () => {
    expect(range({ start: '1709618400250', end: '1709618460' }, null)).toEqual({
      start: '2024-03-05T06:00:00.250Z',
      end: '2024-03-05T06:01:00.000Z',
      said: [],
    });
  });

  test('lasts at least a second', () => {
    const instant = { start: new Date('2024-03-05T06:00:00Z'), end: new Date('2024-03-05T06:00:00Z') };
    expect(range({}, instant)).toMatchObject({
      start: '2024-03-05T06:00:00.000Z',
      end: '2024-03-05T06:00:01.000Z',
    });
  });

  test('takes the end that was left out from the latest push', () => {
    expect(range({ start: '2024-03-05T06:05:00Z', end: true }, push)).toMatchObject({
      start: '2024-03-05T06:05:00.000Z',
      end: '2024-03-05T06:10:00.100Z',
    });
    expect(range({ start: true, end: '2024-03-05T06:05:00Z' }, push)).toMatchObject({
      start: '2024-03-05T06:00:00.400Z',
      end: '2024-03-05T06:05:00.000Z',
    });
  });

  test('is all of a push that was longer than a day', () => {
    const long = { start: new Date('2024-03-03T00:00:00Z'), end: new Date('2024-03-05T06:00:00Z') };
    expect(range({}, long)).toEqual({
      start: '2024-03-03T00:00:00.000Z',
      end: '2024-03-05T06:00:00.000Z',
      said: ['Range: 2024-03-03T00:00:00Z to 2024-03-05T06:00:00Z (the latest push).'],
    });
  });

  test('ends with the push when --end is days after it', () => {
    const old = { start: new Date('2024-03-01T06:00:00Z'), end: new Date('2024-03-01T07:00:00Z') };
    expect(range({ end: 'now' }, old)).toEqual({
      start: '2024-03-01T06:00:00.000Z',
      end: '2024-03-01T07:00:00.000Z',
      said: ['Range: 2024-03-01T06:00:00Z to 2024-03-01T07:00:00Z (the latest push).'],
    });
  });

  test.each<[Flags, string, string]>([
    [
      { start: '2024-03-05T06:00:00Z', end: '2024-03-05T05:00:00Z' },
      '--start (2024-03-05T06:00:00Z) is not before --end (2024-03-05T05:00:00Z).',
      '0044-00000306',
    ],
    [
      { start: '1709618400', end: '1709618400' },
      '--start (2024-03-05T06:00:00Z) is not before --end (2024-03-05T06:00:00Z).',
      '0044-00000306',
    ],
    [
      { start: '5m', end: true },
      '--start (2024-03-05T06:25:15Z) is not before the end of the latest push (2024-03-05T06:10:00Z).',
      '0044-00000306',
    ],
    [
      { end: '1h' },
      '--end (2024-03-05T05:30:15Z) is not after the start of the latest push (2024-03-05T06:00:00Z).',
      '0044-00000306',
    ],
  ])('%j is refused', (flags, message, ec) => {
    expect(refusal(() => range(flags, push))).toMatchObject({ message, ec });
  });
});

describe('a window', () => {
  test.each([
    ['is rounded outwards', '2024-03-05T06:00:00.400Z', '2024-03-05T06:10:00.100Z', 1709618400, 1709619001],
    ['lasts at least a second', '2024-03-05T06:00:00Z', '2024-03-05T06:00:00Z', 1709618400, 1709618401],
    [
      'of one day is one, even if it begins within a second',
      '2024-03-04T06:30:15.250Z',
      '2024-03-05T06:30:15.250Z',
      1709533815,
      1709620215,
    ],
  ])('%s', (_, start, end, startTime, endTime) => {
    expect(roundedWindow(new Date(start), new Date(end))).toEqual({ startTime, endTime });
  });

  test('of a push that was longer than a day is its last day', () => {
    const long = { start: new Date('2024-03-03T00:00:00Z'), end: new Date('2024-03-05T06:00:00Z') };
    expect(pushWindow(long)).toEqual({
      ...{ startTime: 1709532000, endTime: 1709618400 },
      ...{ start: new Date('2024-03-04T06:00:00Z'), end: long.end, isCut: true },
    });
    expect(pushWindow(push)).toEqual({ startTime: 1709618400, endTime: 1709619001, ...push, isCut: false });
  });
});

describe('a channel that was read as a time', () => {
  const vod = (words: string[], flags: Flags, command = 'vod', places = 1) =>
    refusal(() => askedRange(['oss-live', command], { words, flags: { ...NONE, ...flags } }, places, now));

  test('is told where it belongs', () => {
    expect(vod([], { start: true, end: 'test-channel' })).toEqual({
      message: '--end: "test-channel" is not a time.',
      hint: 'If it is the channel, put the channel first: oss-live vod test-channel --start --end',
      ec: null,
    });
    expect(vod([], { start: 'cam 42', end: '1h-ago' })).toEqual({
      message: '--start: "cam 42" is not a time.',
      hint: `If it is the channel, put the channel first: oss-live vod 'cam 42' --start --end 1h-ago`,
      ec: null,
    });
    expect(vod(['day.m3u8'], { start: '2h', end: 'cam' }, 'vod-save', 2)).toEqual({
      message: '--end: "cam" is not a time.',
      hint: 'If it is the channel, put the channel first: oss-live vod-save day.m3u8 cam --start 2h --end',
      ec: null,
    });
    expect(vod(['cam'], { start: true, end: 'day.m3u8' }, 'vod-save', 2)).toEqual({
      message: '--end: "day.m3u8" is not a time.',
      hint: 'If it is the channel, put the channel first: oss-live vod-save day.m3u8 cam --start --end',
      ec: null,
    });
  });

  test('is just no time when the channel is there already', () => {
    expect(vod(['cam'], { start: true, end: 'test-channel' }).message).toBe(
      '--end: "test-channel" is not a time.',
    );
  });
});

describe('the latest push', () => {
  const denied = new ServiceError({
    code: 'AccessDenied',
    message: 'You have no right to access this object.',
    httpStatus: 403,
    ec: '0003-00000001',
    requestId: null,
    hostId: null,
    extra: {},
  });
  const idle = {
    status: 'Idle',
    connectedTime: null,
    remoteAddr: null,
    video: null,
    audio: null,
    requestId: null,
  };
  const record = (startTime: string, endTime: string) => ({
    startTime,
    endTime,
    remoteAddr: '203.0.113.9:40002',
  });
  const client = (
    stat: object | ServiceError,
    records: { startTime: string; endTime: string }[] | ServiceError,
  ): Parameters<typeof latestPush>[0] => ({
    getLiveChannelStat: async () => {
      if (stat instanceof ServiceError) throw stat;
      return { ...idle, ...stat };
    },
    getLiveChannelHistory: async () => {
      if (records instanceof ServiceError) throw records;
      return { records: records.map((one) => ({ remoteAddr: null, ...one })), requestId: null };
    },
  });
  const first = record('2024-03-05T01:00:00.000Z', '2024-03-05T02:30:00.000Z');
  const second = record('2024-03-05T03:00:00.000Z', '2024-03-05T03:10:00.000Z');
  const secondPush = { start: new Date('2024-03-05T03:00:00Z'), end: new Date('2024-03-05T03:10:00Z') };

  test('is the running one, until now', async () => {
    const live = { status: 'Live', connectedTime: '2024-03-05T06:00:00.000Z' };
    expect(await latestPush(client(live, [first]), 'cam', now, signal)).toEqual({
      start: new Date('2024-03-05T06:00:00Z'),
      ...{ end: now, running: true },
    });
  });

  test.each([
    ['oldest first', [first, second]],
    ['newest first', [second, first]],
  ])('is the one that ended last, with the history %s', async (_, records) => {
    expect(await latestPush(client({}, records), 'cam', now, signal)).toEqual(secondPush);
  });

  test('is unknown without history', async () => {
    expect(await latestPush(client({}, []), 'cam', now, signal)).toBeNull();
  });

  test('is found with the right to read either stat or history', async () => {
    expect(await latestPush(client(denied, [second]), 'cam', now, signal)).toEqual(secondPush);
    expect(await latestPush(client({}, denied), 'cam', now, signal)).toBeNull();
  });

  test('of a channel that does not exist is that error', async () => {
    const missing = new ServiceError({
      code: 'NoSuchLiveChannel',
      message: 'The specified live channel does not exist.',
      httpStatus: 404,
      ec: '0026-00000021',
      requestId: null,
      hostId: null,
      extra: {},
    });
    await expect(latestPush(client(missing, missing), 'cam', now, signal)).rejects.toBe(missing);
  });

  test('records without a time are left out', async () => {
    const broken = { startTime: '2024-03-05T05:00:00.000Z', endTime: null as unknown as string };
    expect(await latestPush(client({}, [second, broken]), 'cam', now, signal)).toEqual(secondPush);
  });
});
