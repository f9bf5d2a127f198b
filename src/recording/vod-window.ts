import { limits } from '../protocol/limits.js';
import { unixSeconds } from '../protocol/time.js';
import type { Push } from './sessions/session.js';

const DAY_MS = limits.vod.maxSeconds * 1000;

/** Unix seconds, as PostVodPlaylist and GetVodPlaylist take them. */
export interface VodWindow {
  startTime: number;
  endTime: number;
}

export interface PushWindow extends VodWindow {
  /** The same before rounding. */
  start: Date;
  end: Date;
  /** Whether the push is longer than a window may be. */
  isCut: boolean;
}

/** The window of a push, of one that is longer than a day its last day. */
export function pushWindow({ start, end }: Push): PushWindow {
  const isCut = end.getTime() - start.getTime() > DAY_MS;
  const from = isCut ? new Date(end.getTime() - DAY_MS) : start;
  return { ...roundedWindow(from, end), start: from, end, isCut };
}

/**
 * The start rounded down and the end up, so that no segment is lost. One day that does not begin on a full second would
 * be a day and a second: its last fraction goes.
 */
export function roundedWindow(start: Date, end: Date): VodWindow {
  const startTime = unixSeconds(start);
  const endTime = Math.max(Math.ceil(end.getTime() / 1000), startTime + 1);
  return { startTime, endTime: Math.min(endTime, startTime + limits.vod.maxSeconds) };
}
