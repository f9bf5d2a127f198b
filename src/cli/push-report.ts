import type { Progress } from '../push/progress.js';
import type { Output } from './context.js';

/** How often a line is due where none can be redrawn. */
const LOG_MS = 10_000;
const EVENT_MS = 1000;

/** Shows how a push gets on: one line at a terminal, a line every ten seconds elsewhere, events with `--json`. */
export function progressReport(output: Output, now: () => Date): (progress: Progress) => void {
  const intervalMs = output.json ? EVENT_MS : output.animated ? 0 : LOG_MS;
  let due = now().getTime() + (output.animated ? 0 : intervalMs);
  return (progress) => {
    const time = now().getTime();
    if (time < due) return;
    due = time + intervalMs;
    if (output.json) output.event({ event: 'progress', ...progressFields(progress) });
    else if (output.animated) output.progress(progressLine(progress));
    else output.note(progressLine(progress));
  };
}

function progressFields({ seconds, bytes, speed, droppedFrames }: Progress) {
  return { seconds, bytes, bitsPerSecond: bitRate(seconds, bytes), speed, droppedFrames };
}

/** `0:01:05  2.04 Mbit/s  1.00x  0 dropped` */
export function progressLine({ seconds, bytes, speed, droppedFrames }: Progress): string {
  const rate = bitRate(seconds, bytes);
  return [
    clockTime(seconds ?? 0),
    rate === null ? '-' : `${(rate / 1e6).toFixed(2)} Mbit/s`,
    speed === null ? '-' : `${speed.toFixed(2)}x`,
    `${droppedFrames ?? 0} dropped`,
  ].join('  ');
}

/** `0:01:05` */
export function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'));
  return [Math.floor(whole / 3600), ...parts].join(':');
}

/** From the beginning of the stream on. */
function bitRate(seconds: number | null, bytes: number | null): number | null {
  return seconds && bytes ? Math.round((bytes * 8) / seconds) : null;
}
