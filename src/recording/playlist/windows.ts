import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { isoSeconds, unixSeconds } from '../../protocol/time.js';
import type { VodWindow } from '../vod-window.js';

const DAY_SECONDS = limits.vod.maxSeconds;
const MOST = CLIENT_LIMITS.vodWindows.value;

/**
 * How far before a range a segment may begin that reaches into it: without key frames the service cuts after
 * max(2 × FragDuration, 60 s). OSS documentation, "LiveChannel".
 */
export function reachSeconds(fragDuration: number | null): number {
  return Math.max(2 * (fragDuration ?? limits.fragDuration.max), 60);
}

/**
 * Windows, as the service takes them, that together hold every segment of a range; each begins before the end of the
 * one before it. Throws UsageError when they would be too many.
 */
export function windowsOf({ start, end }: { start: Date; end: Date }, reach: number): VodWindow[] {
  const from = Math.max(1, unixSeconds(start) - reach);
  const to = Math.max(Math.ceil(end.getTime() / 1000), unixSeconds(start) + 1);
  const step = DAY_SECONDS - reach;
  if ((to - from) / step > MOST) {
    const message = english`${isoSeconds(start)} to ${isoSeconds(end)} is more than ${MOST} days.`;
    throw new UsageError(message, { hint: english`Ask for a shorter range.` });
  }
  const windows: VodWindow[] = [];
  for (let startTime = from; ; startTime += step) {
    windows.push({ startTime, endTime: Math.min(startTime + DAY_SECONDS, to) });
    if (startTime + DAY_SECONDS >= to) return windows;
  }
}
