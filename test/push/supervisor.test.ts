import { describe, expect, test } from 'vitest';
import { CommandError, NetworkError, type OssLiveError, UsageError } from '../../src/errors.js';
import { failedOutput } from '../../src/push/ffmpeg/tee.js';
import { createPulse, type Stall } from '../../src/push/pulse.js';
import { type Outage, type RetryPolicy, reconnectDelayMs } from '../../src/push/reconnect.js';
import { type Connection, emptyTally, type Reconnect, supervise } from '../../src/push/supervisor.js';

const LOST = new NetworkError('ConnectionLost', 'The connection to the server was lost: Broken pipe.');

function refused(code: string): CommandError {
  return new CommandError(code, code, 'conflict');
}

describe('how soon a push connects again', () => {
  const UNSAID: RetryPolicy = { retryForSeconds: null, maxAttempts: null };
  const BROKEN: Outage = { attempts: 1, elapsedMs: 0, everStreamed: true };
  const NEVER: Outage = { attempts: 1, elapsedMs: 0, everStreamed: false };
  /** With the longest of the random times. */
  test.each<[string, OssLiveError, Outage, Partial<RetryPolicy>, number | null]>([
    ['after a break', LOST, BROKEN, {}, 1000],
    ['after the fourth failure in a row', LOST, { ...BROKEN, attempts: 4 }, {}, 8000],
    ['after the hundredth', LOST, { ...BROKEN, attempts: 100 }, {}, 20_000],
    ['just before the time is up', LOST, { ...BROKEN, attempts: 9, elapsedMs: 295_000 }, {}, 5000],
    ['when the time is up', LOST, { ...BROKEN, attempts: 9, elapsedMs: 300_000 }, {}, null],
    [
      'within a longer time',
      LOST,
      { ...BROKEN, attempts: 9, elapsedMs: 400_000 },
      { retryForSeconds: 600 },
      20_000,
    ],
    ['after the last attempt', LOST, { ...BROKEN, attempts: 3 }, { maxAttempts: 3 }, null],
    [
      'with attempts alone there is no limit of time',
      LOST,
      { ...BROKEN, elapsedMs: 9e9 },
      { maxAttempts: 3 },
      1000,
    ],
    ['when it never began', LOST, NEVER, {}, null],
    ['when it never began, but that was asked for', LOST, NEVER, { retryForSeconds: 60 }, 1000],
    ['when it never began, but attempts were asked for', LOST, NEVER, { maxAttempts: 2 }, 1000],
    ['when the channel is taken for busy', refused('ChannelStillLive'), BROKEN, {}, 1000],
    ['when the channel is busy', refused('ChannelStillLive'), NEVER, { retryForSeconds: 60 }, null],
    ['when ffmpeg was killed', refused('FfmpegFailed'), BROKEN, {}, 1000],
    ['when it is not live again', refused('NotLive'), BROKEN, {}, 1000],
    ['when the channel was disabled', refused('LiveChannelDisabled'), BROKEN, { retryForSeconds: 60 }, null],
    [
      'when the signature is refused',
      refused('SignatureDoesNotMatch'),
      BROKEN,
      { retryForSeconds: 60 },
      null,
    ],
    ['when the signature is expired', refused('AccessDenied'), BROKEN, { retryForSeconds: 60 }, null],
    [
      'when the input is corrupt',
      new UsageError('1.flv is not a video.'),
      BROKEN,
      { retryForSeconds: 60 },
      null,
    ],
  ])('%s', (_, error, outage, policy, delay) => {
    expect(reconnectDelayMs(error, outage, { ...UNSAID, ...policy }, () => 1)).toBe(delay);
  });

  test('at a random time, so that pushes that broke together do not come back together', () => {
    expect(reconnectDelayMs(LOST, { ...BROKEN, attempts: 4 }, UNSAID, () => 0.25)).toBe(2000);
  });
});

describe('a supervised push', () => {
  /** What a connection sends, and how it ends. */
  type Fate = [seconds: number, error: OssLiveError | null, how?: 'restarted'];
  interface Given {
    /** Of a recording, whose overlap is a second. */
    durationSeconds?: number;
    loop?: boolean;
    policy?: Partial<RetryPolicy>;
  }

  async function push(fates: readonly Fate[], { durationSeconds, loop = false, policy }: Given = {}) {
    const positions: number[] = [];
    const reconnects: Omit<Reconnect, 'error'>[] = [];
    const gaps: number[] = [];
    const tally = emptyTally();
    const controller = new AbortController();
    let nowMs = 0;
    const wait = async (delayMs: number) => {
      nowMs += delayMs;
    };
    const connect = async ({ position, sent, restarted }: Connection): Promise<void> => {
      const [seconds, error, how] = fates[positions.length] ?? [0, null];
      positions.push(position);
      if (how === 'restarted') restarted();
      if (seconds > 0) sent({ seconds, bytes: seconds * 1000, droppedFrames: 1 });
      if (positions.length > fates.length) controller.abort();
      if (error !== null) throw error;
    };
    const supervised = supervise({
      recording: durationSeconds === undefined ? null : { durationSeconds, overlapSeconds: 1 },
      ...{ loop, tally, connect, signal: controller.signal },
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
      { seconds: 60, bytes: 60_000, droppedFrames: 1, reconnects: 0, gapSeconds: 0 },
    ]);
  });

  test('goes on in a recording a second before the place where it was left', async () => {
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
        { attempt: 2, delayMs: 1000, position: 29 },
        { attempt: 3, delayMs: 2000, position: 29 },
        { attempt: 4, delayMs: 1000, position: 49 },
      ],
      gaps: [3, 1],
      tally: { seconds: 60, bytes: 62_000, droppedFrames: 3, reconnects: 3, gapSeconds: 4 },
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
    expect([positions, tally.seconds]).toEqual([[0, 29, 0, 19], 60]);
  });

  test('goes round in a recording that is looped', async () => {
    const { positions } = await push(
      [
        [150, LOST],
        [20, null],
      ],
      {
        durationSeconds: 60,
        loop: true,
      },
    );
    expect(positions).toEqual([0, 29]);
  });

  test('does not come back for the last half second', async () => {
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

  test('opens a live input again when that is wanted', async () => {
    const { positions, code } = await push(
      [
        [30, null],
        [20, null],
      ],
      { loop: true },
    );
    expect([positions, code]).toEqual([[0, 0, 0], null]);
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
