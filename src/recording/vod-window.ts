import { UsageError } from '../errors.js';
import { limits } from '../protocol/limits.js';
import { isoSeconds, unixSeconds } from '../protocol/time.js';
import type { Push } from './latest-push.js';

const DAY_MS = limits.vod.maxSeconds * 1000;
const HOUR_MS = 3_600_000;

/** Unix seconds, as PostVodPlaylist and GetVodPlaylist take them. */
export interface VodWindow {
  startTime: number;
  endTime: number;
}

/** What was asked; null is an end of the latest push. */
export interface AskedWindow {
  start: Date | null;
  end: Date | null;
  /** What the two are called where they were asked for; `start` and `end` unless said otherwise. */
  names?: { start: string; end: string };
  /** What the ends that are null are of: `the latest push` unless said otherwise. */
  recorded?: string;
}

export interface Window extends VodWindow {
  /** The same before rounding. */
  start: Date;
  end: Date;
  /** What the ends that were not asked for come from. */
  source: 'asked' | 'push' | 'hour';
  /** Whether the push is longer than a range may be. */
  isCut: boolean;
}

const NAMES = { start: 'start', end: 'end' };
const LATEST = 'the latest push';

/** Throws UsageError for a window that the service would refuse. */
export function checkWindow({ start, end, names = NAMES }: AskedWindow & Push): void {
  const [from, to] = [isoSeconds(start), isoSeconds(end)];
  if (start >= end) {
    throw new UsageError(`${names.start} (${from}) is not before ${names.end} (${to}).`, {
      ec: limits.vod.ec.order,
      advice: { do: 'giveEarlierStart' },
    });
  }
  const seconds = Math.ceil((end.getTime() - start.getTime()) / 1000);
  if (seconds > limits.vod.maxSeconds) {
    throw new UsageError(
      `A range is at most ${limits.vod.maxSeconds}s (one day) long; ${names.start} (${from}) to ${names.end} (${to}) is ${seconds}s.`,
      { ec: limits.vod.ec.window, hint: 'Ask for one day after the other.' },
    );
  }
}

/**
 * The window that is sent. Ends that were not given are those of the latest push, or make the last hour;
 * the start is rounded down and the end up, so that no segment of the push is lost.
 */
export function resolveWindow(asked: AskedWindow, push: Push | null, now: Date): Window {
  const { start, end, isCut } = asked.start
    ? { ...from(asked.start, asked, push, now), isCut: false }
    : until(asked, push, now);
  const isAsked = asked.start !== null && asked.end !== null;
  const source = isAsked ? 'asked' : push ? 'push' : 'hour';
  return { ...roundedWindow(start, end), start, end, source, isCut };
}

function from(start: Date, asked: AskedWindow, push: Push | null, now: Date): Push {
  const end = asked.end ?? push?.end ?? now;
  const endName = push ? `the end of ${asked.recorded ?? LATEST}` : 'now';
  if (asked.end === null) checkWindow({ start, end, names: { ...(asked.names ?? NAMES), end: endName } });
  return { start, end };
}

function until(asked: AskedWindow, push: Push | null, now: Date): Push & { isCut: boolean } {
  const { end: askedEnd, names = NAMES } = asked;
  const end = askedEnd ?? push?.end ?? now;
  if (push === null) return { start: new Date(end.getTime() - HOUR_MS), end, isCut: false };
  if (askedEnd !== null && push.start >= askedEnd) {
    throw new UsageError(
      `${names.end} (${isoSeconds(askedEnd)}) is not after the start of ${asked.recorded ?? LATEST} (${isoSeconds(push.start)}).`,
      { ec: limits.vod.ec.order, advice: { do: 'giveStart' } },
    );
  }
  // Nothing was recorded after the push, so a later end does not count into its length.
  const last = push.end < end ? push.end : end;
  if (last.getTime() - push.start.getTime() <= DAY_MS) {
    const latest = Math.min(end.getTime(), push.start.getTime() + DAY_MS);
    return { start: push.start, end: new Date(latest), isCut: false };
  }
  return { start: new Date(last.getTime() - DAY_MS), end: last, isCut: true };
}

/** One day that does not begin on a full second would be a day and a second: its last fraction goes. */
export function roundedWindow(start: Date, end: Date): VodWindow {
  const startTime = unixSeconds(start);
  const endTime = Math.max(Math.ceil(end.getTime() / 1000), startTime + 1);
  return { startTime, endTime: Math.min(endTime, startTime + limits.vod.maxSeconds) };
}
