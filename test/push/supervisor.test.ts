import { describe, expect, test } from 'vitest';
import { CommandError, NetworkError, type OssLiveError, UsageError } from '../../src/errors.js';
import { failedOutput } from '../../src/push/ffmpeg/tee.js';
import { createPulse, type Stall } from '../../src/push/pulse.js';
import { type Failure, follow, type RetryPolicy, reconnectDelayMs } from '../../src/push/reconnect.js';
import {
  type Connection,
  emptyTally,
  type Left,
  type Reconnect,
  supervise,
  type TakenUp,
} from '../../src/push/supervisor.js';

const LOST = new NetworkError('ConnectionLost', 'The connection to the server was lost: Broken pipe.');

function refused(code: string): CommandError {
  return new CommandError(code, code, 'conflict');
}

function denied(code: string): CommandError {
  return new CommandError(code, code, 'denied');
}

describe('how soon a push connects again', () => {
  const UNSAID: RetryPolicy = { retryForSeconds: null, maxAttempts: null };
  const ASKED: RetryPolicy = { retryForSeconds: 60, maxAttempts: null };
  const FAILURE = { nowMs: 0, wasHealthy: false, begunAt: null, endedAt: null };
  const ended = new UsageError('rtsp://10.0.0.7/cam cannot be read: Server returned 404 Not Found.');

  interface Case {
    /** One after the other. */
    errors: OssLiveError[];
    everStreamed?: boolean;
    everLive?: boolean;
    isLive?: boolean;
    policy?: RetryPolicy;
    elapsedMs?: number;
  }

  /** With the longest of the random times. */
  function delayAfter(
    { errors, everStreamed = true, everLive = true, isLive = false, policy = UNSAID, elapsedMs = 0 }: Case,
    random = 1,
  ) {
    const failures = errors.map((error): Failure => ({ ...FAILURE, error }));
    const trouble = failures.reduce<ReturnType<typeof follow> | null>(follow, null);
    if (trouble === null) throw new Error('nothing has failed');
    return reconnectDelayMs(
      trouble,
      { everStreamed, everLive, isLive, nowMs: elapsedMs },
      policy,
      () => random,
    );
  }
  const times = (count: number, error: OssLiveError = LOST) => Array.from({ length: count }, () => error);

  test.each<[string, Case, number | null]>([
    ['after a break', { errors: [LOST] }, 1000],
    ['after the fourth failure in a row', { errors: times(4) }, 8000],
    ['after the hundredth', { errors: times(100) }, 20_000],
    ['just before the time is up', { errors: times(9), elapsedMs: 295_000 }, 5000],
    ['when the time is up', { errors: times(9), elapsedMs: 300_000 }, null],
    [
      'within a longer time',
      { errors: times(9), elapsedMs: 400_000, policy: { ...UNSAID, retryForSeconds: 600 } },
      20_000,
    ],
    ['after the last attempt', { errors: times(3), policy: { ...UNSAID, maxAttempts: 3 } }, null],
    [
      'with attempts alone there is no limit of time',
      { errors: [LOST], elapsedMs: 9e9, policy: { ...UNSAID, maxAttempts: 3 } },
      1000,
    ],
    ['when it never began', { errors: [LOST], everStreamed: false }, null],
    [
      'when it never began, but that was asked for',
      { errors: [LOST], everStreamed: false, policy: ASKED },
      1000,
    ],
    [
      'when it never began, but attempts were asked for',
      { errors: [LOST], everStreamed: false, policy: { ...UNSAID, maxAttempts: 2 } },
      1000,
    ],
    ['when the channel is taken for busy', { errors: [refused('ChannelStillLive')] }, 1000],
    ['when it still is', { errors: times(9, refused('ChannelStillLive')) }, 20_000],
    ['when the channel is busy', { errors: [refused('ChannelStillLive')], everStreamed: false }, null],
    [
      'when the channel is busy, which may be our own lost connection',
      { errors: times(5, refused('ChannelStillLive')), everStreamed: false, policy: ASKED },
      16_000,
    ],
    ['when ffmpeg was killed', { errors: [refused('FfmpegFailed')] }, 1000],
    ['when it is not live again', { errors: [refused('NotLive')] }, 1000],
    ['when it never was live', { errors: [refused('NotLive')], everLive: false }, null],
    [
      'when it never was live, but that was asked for',
      { errors: [refused('NotLive')], everLive: false, policy: ASKED },
      1000,
    ],
    ['when the channel was disabled', { errors: [refused('LiveChannelDisabled')], policy: ASKED }, null],
    ['when it was live, and the key is refused', { errors: [denied('AccessDenied')] }, 1000],
    ['when it is refused again', { errors: times(2, denied('AccessDenied')), policy: ASKED }, null],
    [
      'when it is refused once more later',
      { errors: [denied('AccessDenied'), LOST, denied('AccessDenied')] },
      4000,
    ],
    ['when words are not known', { errors: [refused('PublishRefused')] }, 1000],
    ['when they are said again', { errors: times(2, refused('PublishRefused')), policy: ASKED }, null],
    [
      'when the first push is refused',
      { errors: [denied('SignatureDoesNotMatch')], everStreamed: false },
      null,
    ],
    ['when a file is corrupt', { errors: [new UsageError('1.flv is not a video.')], policy: ASKED }, null],
    ['when a camera has gone', { errors: [ended], isLive: true }, 1000],
    [
      'when a camera was never there',
      { errors: [ended], isLive: true, everStreamed: false, policy: ASKED },
      null,
    ],
  ])('%s', (_, given, delay) => {
    expect(delayAfter(given)).toBe(delay);
  });

  test('at a random time, so that pushes that broke together do not come back together', () => {
    expect(delayAfter({ errors: times(4) }, 0.25)).toBe(2000);
  });

  type Stretch = [begunAt: number, endedAt: number, error: OssLiveError];
  test.each<[string, Stretch, Stretch, boolean]>([
    [
      'ffmpeg fails twice at the same picture',
      [0, 20, refused('FfmpegFailed')],
      [18, 20.2, refused('FfmpegFailed')],
      true,
    ],
    [
      'ffmpeg fails somewhere else',
      [0, 20, refused('FfmpegFailed')],
      [18, 25, refused('FfmpegFailed')],
      false,
    ],
    ['the server closes twice at the same picture', [0, 20, LOST], [18, 20.2, LOST], true],
    ['the network breaks after the same time', [0, 2, LOST], [0, 2, LOST], false],
    ['the server cannot be reached twice', [18, 18, LOST], [16, 16, LOST], false],
    ['it fails in another way', [0, 20, LOST], [18, 20, refused('FfmpegFailed')], false],
  ])('and that a failure is the fault of the input: %s', (_, one, other, expected) => {
    const [first, second] = [one, other].map(
      ([begunAt, endedAt, error]): Failure => ({ ...FAILURE, wasHealthy: true, begunAt, endedAt, error }),
    );
    const { samePlace } = follow(follow(null, first!), second!);
    expect(samePlace).toBe(expected);
  });
});

describe('a supervised push', () => {
  /** What a connection sends, and how it ends. */
  type Fate = [seconds: number, error: OssLiveError | null, how?: 'restarted'];
  interface Given {
    /** Of a recording; all but the last second of a connection is stored. */
    durationSeconds?: number;
    input?: 'live' | 'once';
    policy?: Partial<RetryPolicy>;
  }

  async function push(fates: readonly Fate[], { durationSeconds, input = 'once', policy }: Given = {}) {
    const positions: number[] = [];
    const reconnects: Omit<Reconnect, 'error'>[] = [];
    const gaps: number[] = [];
    const tally = emptyTally();
    const controller = new AbortController();
    let nowMs = 0;
    const wait = async (delayMs: number) => {
      nowMs += delayMs;
    };
    const connect = async ({ takenUp, sent, restarted }: Connection): Promise<void> => {
      const [seconds, error, how] = fates[positions.length] ?? [0, null];
      positions.push(takenUp?.place.position ?? 0);
      if (how === 'restarted') restarted();
      if (seconds > 0) sent({ seconds, bytes: seconds * 1000, droppedFrames: 1 });
      if (positions.length > fates.length) controller.abort();
      if (error !== null) throw error;
    };
    const takeUp = async ({ place, grown }: Left): Promise<TakenUp | null> => {
      const end = (place?.position ?? 0) + grown.seconds;
      if (end > durationSeconds! - 0.5) return null;
      const position = end - 1;
      const picture = { pts: position, dts: position, isKey: true };
      return { place: { position, picture }, sentAgain: 1, by: 'stored' };
    };
    const supervised = supervise({
      everLive: () => true,
      input: () => (durationSeconds === undefined ? input : 'recording'),
      ...{ tally, connect, takeUp, signal: controller.signal },
      // The longest pause each time.
      ...{ nowMs: () => nowMs, wait, random: () => 1 },
      policy: { retryForSeconds: null, maxAttempts: null, ...policy },
      onReconnect: ({ error: _, ...reconnect }) => reconnects.push(reconnect),
      onResumed: (gap) => gaps.push(gap),
    }).then(
      () => null,
      (error: OssLiveError) => error.code,
    );
    return { code: await supervised, positions, reconnects, gaps, tally };
  }

  test('ends with its input', async () => {
    const { code, positions, tally } = await push([[60, null]]);
    expect([code, positions, tally]).toEqual([
      null,
      [0],
      { seconds: 60, bytes: 60_000, droppedFrames: 1, reconnects: 0, gapSeconds: 0, lostSeconds: 0 },
    ]);
  });

  test('goes on in a recording where what is stored of it ends', async () => {
    const fates: Fate[] = [
      [30, LOST],
      [0, LOST],
      [21, LOST],
      [11, null],
    ];
    expect(await push(fates, { durationSeconds: 60 })).toEqual({
      code: null,
      positions: [0, 29, 29, 49],
      reconnects: [
        { attempt: 2, delayMs: 1000 },
        { attempt: 3, delayMs: 2000 },
        { attempt: 4, delayMs: 1000 },
      ],
      gaps: [3, 1],
      tally: { seconds: 60, bytes: 62_000, droppedFrames: 3, reconnects: 3, gapSeconds: 4, lostSeconds: 0 },
    });
  });

  test('counts from the beginning when the recording cannot be taken up', async () => {
    const fates: Fate[] = [
      [30, LOST],
      [0, LOST, 'restarted'],
      [20, LOST, 'restarted'],
      [41, null],
    ];
    const { positions, tally } = await push(fates, { durationSeconds: 60 });
    expect([positions, tally.seconds]).toEqual([[0, 29, 29, 19], 60]);
  });

  test('ends when all of the recording is stored', async () => {
    const { code, positions } = await push([[59.6, LOST]], { durationSeconds: 60 });
    expect([code, positions]).toEqual([null, [0]]);
  });

  test('goes on with what comes from a live input', async () => {
    const { positions, tally } = await push([
      [30, LOST],
      [20, null],
    ]);
    expect([positions, tally.seconds]).toEqual([[0, 0], 50]);
  });

  test('opens a live input again when it ends', async () => {
    const { positions, code } = await push(
      [
        [30, null],
        [20, null],
      ],
      { input: 'live' },
    );
    expect([positions, code]).toEqual([[0, 0, 0], null]);
  });

  test('says so when a live input does not come back', async () => {
    const fates: Fate[] = [[30, null], ...Array.from({ length: 9 }, (): Fate => [0, null])];
    const { code, positions } = await push(fates, { input: 'live', policy: { maxAttempts: 5 } });
    expect([code, positions.length]).toEqual(['InputEnded', 5]);
  });

  test('gives up after five minutes in a row', async () => {
    const { code, reconnects } = await push([
      [30, LOST],
      ...Array.from({ length: 99 }, (): Fate => [0, LOST]),
    ]);
    expect(code).toBe('ConnectionLost');
    const waited = reconnects.reduce((sum, { delayMs }) => sum + delayMs, 0);
    expect(waited).toBe(300_000);
  });

  test('never gives up while connections hold for ten seconds', async () => {
    const fates = Array.from({ length: 500 }, (): Fate => [10, LOST]);
    const { code, reconnects } = await push([...fates, [1, null]], { policy: { maxAttempts: 2 } });
    expect([code, reconnects.length, Math.max(...reconnects.map(({ delayMs }) => delayMs))]).toEqual([
      null,
      500,
      1000,
    ]);
  });

  test('gives up connections that do not hold', async () => {
    const fates = Array.from({ length: 500 }, (): Fate => [2, LOST]);
    const { code, positions } = await push(fates, { policy: { maxAttempts: 4 } });
    expect([code, positions.length]).toEqual(['ConnectionLost', 4]);
  });
});

describe('the pulse of a stream', () => {
  /** Fed each second with the seconds sent so far; what is told when. */
  function told(seconds: readonly number[]): [at: number, ...Stall[]][] {
    const pulse = createPulse(0);
    return seconds.flatMap((sent, second): [number, Stall][] => {
      pulse.feed({ seconds: sent, bytes: null, speed: null, droppedFrames: null, framesPerSecond: null });
      const stall = pulse.tick((second + 1) * 1000);
      return stall === null ? [] : [[second + 1, stall]];
    });
  }
  const steady = (count: number, from = 0, speed = 1) =>
    Array.from({ length: count }, (_, index) => from + (index + 1) * speed);

  test.each<[string, number[], [number, Stall][]]>([
    ['that is even is well', steady(60), []],
    ['that is a little slow is well', steady(60, 0, 0.95), []],
    [
      'that stops for some seconds',
      [...steady(5), ...steady(8, 5, 0), ...steady(30, 5)],
      [
        [9, { kind: 'silent', over: false, seconds: 5 }],
        [14, { kind: 'silent', over: true, seconds: 10 }],
      ],
    ],
    [
      'that is too slow from the beginning',
      steady(40, 0, 0.5),
      [[11, { kind: 'slow', over: false, seconds: 10 }]],
    ],
    ['that takes its time to begin', [...steady(25, 0, 0), ...steady(20)], []],
    ['that does not begin', steady(40, 0, 0), [[30, { kind: 'silent', over: false, seconds: 30 }]]],
  ])('%s', (_, seconds, expected) => {
    expect(told(seconds)).toEqual(expected);
  });

  test('has a speed and a bit rate of its last ten seconds', () => {
    const pulse = createPulse(0);
    const measured: (number | null)[][] = [];
    for (let second = 1; second <= 30; second++) {
      const sent = second <= 15 ? second : 15 + (second - 15) * 2;
      pulse.feed({
        seconds: sent,
        bytes: sent * 125_000,
        speed: null,
        droppedFrames: null,
        framesPerSecond: null,
      });
      pulse.tick(second * 1000);
      if ([2, 3, 15, 30].includes(second)) measured.push([pulse.speed(), pulse.bitsPerSecond()]);
    }
    expect(measured).toEqual([
      [null, null],
      [1, 1_000_000],
      [1, 1_000_000],
      [2, 2_000_000],
    ]);
  });
});

test.each<[string, number | null]>([
  ['[tee @ 0x5634855251c0] Slave muxer #1 failed: Connection reset by peer, continuing with 1/2 slaves.', 1],
  ["[tee @ 0x56] Slave '[f=flv]rtmp://h/b/live/c': error opening: Operation not permitted", null],
  ['[tee @ 0x55e4f15ae1c0] All tee outputs failed.', null],
])('%s: output %s', (line, output) => {
  expect(failedOutput(line)).toBe(output);
});
