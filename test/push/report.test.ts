import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/cli/context.js';
import { lasting } from '../../src/cli/terminal/durations.js';
import { progressLine, progressReport } from '../../src/cli/terminal/progress-report.js';
import { pushReport } from '../../src/cli/terminal/push-report.js';
import type { PushEvent, PushProgress } from '../../src/push/events.js';

const PROGRESS: PushProgress = {
  seconds: 0,
  totalSeconds: null,
  bytes: 0,
  bitsPerSecond: 2_000_000,
  framesPerSecond: null,
  speed: 1,
  droppedFrames: 0,
  reconnects: 0,
  live: true,
};

/** What is shown for a block of progress each half second, from 0 to `lastSecond`. */
function shown(kind: Partial<Output>, lastSecond: number, seconds: number | null = null): string[] {
  const lines: string[] = [];
  const output = {
    note: (line: string) => lines.push(`note ${line}`),
    progress: (line: string | null) => lines.push(`progress ${line}`),
    ...kind,
  } as unknown as Output;
  let second = 0;
  const now = () => new Date(1_709_618_400_000 + second * 1000);
  const report = progressReport(output, { now, seconds }, (event) => lines.push(`event ${event.seconds}`));
  for (second = 0; second <= lastSecond; second += 0.5) report({ ...PROGRESS, seconds: second });
  return lines;
}

test('the progress of a push goes on in its time when the clock is put back', () => {
  const lines: number[] = [];
  const clock = { seconds: 0 };
  const now = () => new Date(1_709_618_400_000 + clock.seconds * 1000);
  const pace = { now, seconds: null };
  const report = progressReport({ json: true } as Output, pace, ({ seconds }) => lines.push(seconds));
  for (const seconds of [1, 2, -3600, -3599, -3598.5, -3598]) {
    clock.seconds = seconds;
    report({ ...PROGRESS, seconds });
  }
  expect(lines).toEqual([1, 2, -3599, -3598]);
});

describe('the progress of a push', () => {
  test('is redrawn at a terminal with every block', () => {
    expect(shown({ animated: true }, 1)).toEqual([
      'progress 0s  2.00 Mbit/s  1.00x  0 dropped  live',
      'progress 0s  2.00 Mbit/s  1.00x  0 dropped  live',
      'progress 1s  2.00 Mbit/s  1.00x  0 dropped  live',
    ]);
  });

  test('is a line every ten seconds elsewhere', () => {
    expect(shown({}, 25)).toEqual([
      'note 10s  2.00 Mbit/s  1.00x  0 dropped  live',
      'note 20s  2.00 Mbit/s  1.00x  0 dropped  live',
    ]);
  });

  test('is an event every second with --json', () => {
    expect(shown({ json: true }, 2)).toEqual(['event 1', 'event 2']);
  });

  test('is as often as was asked for, or not at all', () => {
    expect(shown({}, 7, 3).map((line) => line.slice(0, 7))).toEqual(['note 3s', 'note 6s']);
    expect(shown({ json: true }, 7, 3)).toEqual(['event 3', 'event 6']);
    expect(shown({ animated: true }, 0.5, 3)).toHaveLength(2);
    for (const kind of [{}, { json: true }, { animated: true }])
      expect(shown(kind, 30, Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test.each<[Partial<PushProgress>, string]>([
    [{ bitsPerSecond: null, speed: null, live: false }, '0s  -  -  0 dropped  not live yet'],
    [
      {
        seconds: 3725.9,
        totalSeconds: 7200,
        bitsPerSecond: 1_020_000,
        framesPerSecond: 25.02,
        speed: 0.987,
        droppedFrames: 12,
        reconnects: 1,
      },
      '1h 02m 05s of 2h 00m 00s  1.02 Mbit/s  25 fps  0.99x  12 dropped  1 reconnect  live',
    ],
    [{ reconnects: 2 }, '0s  2.00 Mbit/s  1.00x  0 dropped  2 reconnects  live'],
  ])('%j reads %s', (progress, line) => {
    expect(progressLine({ ...PROGRESS, ...progress })).toBe(line);
  });

  test.each([
    [0, '0s'],
    [59.99, '59s'],
    [3600, '1h 00m 00s'],
    [90_061, '25h 01m 01s'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(lasting(seconds)).toBe(text);
  });
});

test.each<[Partial<Extract<PushEvent, { event: 'stall' }>>, string]>([
  [{ kind: 'silent' }, 'Stalled: nothing could be sent for 12s.'],
  [{ kind: 'silent', of: 'input' }, 'Stalled: the input has brought nothing for 12s.'],
  [{ kind: 'silent', over: true }, 'Sending again after 12s.'],
  [{ kind: 'silent', of: 'input', over: true }, 'The input is as fast as it plays again after 12s.'],
  [
    { kind: 'slow' },
    'Too slow: the stream is sent slower than it plays, so viewers will stall. Lower the bit rate (--video-bitrate, --height).',
  ],
  [
    { kind: 'slow', of: 'input' },
    'The input brings less than plays in the same time: its source, the way to it or an encoder here is too slow, or its timestamps stand still.',
  ],
])('a stall of %j is told as what it is', async (stall, line) => {
  const notes: string[] = [];
  const output = { note: (text: string) => notes.push(text) } as unknown as Output;
  const time = '2024-03-05T06:00:00Z';
  await pushReport(
    output,
    () => new Date(time),
    null,
  )({
    ...{ event: 'stall', time, kind: 'silent', over: false, seconds: 12, ...stall },
  } as PushEvent);
  expect(notes).toEqual([line]);
});
