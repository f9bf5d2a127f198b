import { english } from '../../english.js';
import type { PushProgress } from '../../push/index.js';
import type { Output } from '../context.js';
import { said, say, spoken } from '../say.js';
import { lasting } from './durations.js';
import { createPace } from './pace.js';

/** How often a line is due where none can be redrawn. */
const LOG_MS = 10_000;
const EVENT_MS = 1000;

interface Pace {
  now(): Date;
  /** How often; null for what is usual, infinity for never. */
  seconds: number | null;
}

/** Shows how a push gets on: one line at a terminal, a line every ten seconds elsewhere, events with `--json`. */
export function progressReport(
  output: Output,
  { now, seconds }: Pace,
  emit: (progress: PushProgress) => void,
): (progress: PushProgress) => void {
  // A line that is redrawn is no log.
  const redrawn = output.animated && !output.json && seconds !== Number.POSITIVE_INFINITY;
  const intervalMs = redrawn ? 0 : seconds === null ? (output.json ? EVENT_MS : LOG_MS) : seconds * 1000;
  const isDue = createPace(intervalMs, now);
  return (progress) => {
    if (!isDue()) return;
    if (output.json) emit(progress);
    else if (redrawn) output.progress(progressLine(progress));
    else output.note(progressLine(progress));
  };
}

/** `1m 05s of 10m 00s  2.04 Mbit/s  25 fps  1.00x  0 dropped  1 reconnect  live` */
export function progressLine(progress: PushProgress): string {
  const { seconds, totalSeconds, bitsPerSecond, framesPerSecond, speed, reconnects } = progress;
  const { droppedFrames, behindSeconds = 0 } = progress;
  // Less than that is on its way.
  const behind = behindSeconds < 2 ? null : behindSeconds;
  return [
    lasting(seconds) + (totalSeconds === null ? '' : say` of ${lasting(totalSeconds)}`),
    bitsPerSecond === null ? '-' : `${(bitsPerSecond / 1e6).toFixed(2)} Mbit/s`,
    ...(framesPerSecond === null ? [] : [`${Math.round(framesPerSecond)} fps`]),
    speed === null ? '-' : `${speed.toFixed(2)}x`,
    ...(behind === null || droppedFrames > 0 ? [say`${droppedFrames} dropped`] : []),
    ...(reconnects === 0 ? [] : [counted(reconnects, english`reconnect`)]),
    ...(behind === null ? [] : [say`${lasting(behind)} behind`]),
    progress.live ? say`live` : behind === null ? say`not live yet` : say`not live`,
  ].join('  ');
}

/** `1 reconnect`, `2 reconnects` */
export function counted(count: number, word: string, many = `${word}s`): string {
  // Chinese has a measure word instead of a plural.
  if (spoken() !== 'en') return `${count} ${said(word)}`;
  return `${count} ${count === 1 ? word : many}`;
}
