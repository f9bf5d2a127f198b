import { describe, expect, test } from 'vitest';
import type { Output } from '../src/cli/context.js';
import { clockTime, progressLine, progressReport } from '../src/cli/push-report.js';
import type { Progress } from '../src/push/progress.js';

/** What is shown for a block of progress each half second, from 0 to `lastSecond`. */
function shown(kind: Partial<Output>, lastSecond: number): string[] {
  const lines: string[] = [];
  const output = {
    note: (line: string) => lines.push(`note ${line}`),
    progress: (line: string | null) => lines.push(`progress ${line}`),
    event: (event: object) => lines.push(`event ${JSON.stringify(event)}`),
    ...kind,
  } as unknown as Output;
  let second = 0;
  const report = progressReport(output, () => new Date(1_709_618_400_000 + second * 1000));
  for (second = 0; second <= lastSecond; second += 0.5) {
    report({ seconds: second, bytes: second * 250_000, speed: 1, droppedFrames: 0 });
  }
  return lines;
}

describe('the progress of a push', () => {
  test('is redrawn at a terminal with every block', () => {
    expect(shown({ animated: true }, 1)).toEqual([
      'progress 0:00:00  -  1.00x  0 dropped',
      'progress 0:00:00  2.00 Mbit/s  1.00x  0 dropped',
      'progress 0:00:01  2.00 Mbit/s  1.00x  0 dropped',
    ]);
  });

  test('is a line every ten seconds elsewhere', () => {
    expect(shown({}, 25)).toEqual([
      'note 0:00:10  2.00 Mbit/s  1.00x  0 dropped',
      'note 0:00:20  2.00 Mbit/s  1.00x  0 dropped',
    ]);
  });

  test('is an event every second with --json', () => {
    expect(shown({ json: true }, 2)).toEqual([
      'event {"event":"progress","seconds":1,"bytes":250000,"bitsPerSecond":2000000,"speed":1,"droppedFrames":0}',
      'event {"event":"progress","seconds":2,"bytes":500000,"bitsPerSecond":2000000,"speed":1,"droppedFrames":0}',
    ]);
  });

  test.each<[Progress, string]>([
    [{ seconds: null, bytes: null, speed: null, droppedFrames: null }, '0:00:00  -  -  0 dropped'],
    [
      { seconds: 3725.9, bytes: 475_000_000, speed: 0.987, droppedFrames: 12 },
      '1:02:05  1.02 Mbit/s  0.99x  12 dropped',
    ],
  ])('%j reads %s', (progress, line) => {
    expect(progressLine(progress)).toBe(line);
  });

  test.each([
    [0, '0:00:00'],
    [59.99, '0:00:59'],
    [3600, '1:00:00'],
    [90_061, '25:01:01'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(clockTime(seconds)).toBe(text);
  });
});
