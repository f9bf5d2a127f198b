import type { FlagValue, Output, ParsedCommand } from '../cli/context.js';
import { commandLine } from '../cli/terminal/shell.js';
import { looksLikeTime, parseTime } from '../cli/times.js';
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

/** The same for JSON documents. */
export function isoWindow({ startTime, endTime }: VodWindow): { startTime: string; endTime: string } {
  return {
    startTime: new Date(startTime * 1000).toISOString(),
    endTime: new Date(endTime * 1000).toISOString(),
  };
}

/** What was asked; null is an end of the latest push. */
export interface AskedWindow {
  start: Date | null;
  end: Date | null;
}

/** Reads `--start` and `--end`; each may be left out or bare. */
export function askedWindow(
  command: readonly string[],
  parsed: ParsedCommand,
  places: number,
  now: Date,
): AskedWindow {
  refuseSwallowedArgument(command, parsed, places);
  const asked = {
    start: readEnd(parsed.flags.start, '--start', now),
    end: readEnd(parsed.flags.end, '--end', now),
  };
  if (asked.start && asked.end) checkWindow(asked.start, asked.end);
  return asked;
}

function readEnd(flag: FlagValue, option: string, now: Date): Date | null {
  return typeof flag === 'string' ? parseTime(flag, option, now) : null;
}

/** A bare `--end` takes the word that follows as its value: `vod --start --end test-channel`. */
function refuseSwallowedArgument(
  command: readonly string[],
  { arguments: given, flags }: ParsedCommand,
  places: number,
): void {
  const swallowed = [flags.start, flags.end].filter(
    (value): value is string => typeof value === 'string' && !looksLikeTime(value),
  );
  const [word] = swallowed;
  if (word === undefined || swallowed.length > 1 || given.length >= places) return;
  const words = given.concat(word).sort((a, b) => Number(b.endsWith('.m3u8')) - Number(a.endsWith('.m3u8')));
  const option = (name: string, value: FlagValue) =>
    typeof value === 'string' && value !== word ? [name, value] : [name];
  const better = [...command, ...words, ...option('--start', flags.start), ...option('--end', flags.end)];
  throw new UsageError(`${flags.end === word ? '--end' : '--start'}: "${word}" is not a time.`, {
    hint: `If it is the channel, put the channel first: ${commandLine(better)}`,
  });
}

function checkWindow(start: Date, end: Date, endName = '--end'): void {
  const [from, to] = [isoSeconds(start), isoSeconds(end)];
  if (start >= end) {
    throw new UsageError(`--start (${from}) is not before ${endName} (${to}).`, {
      ec: limits.vod.ec.order,
      hint: 'Give the earlier time as --start; 90m is 90 minutes ago.',
    });
  }
  const seconds = Math.ceil((end.getTime() - start.getTime()) / 1000);
  if (seconds > limits.vod.maxSeconds) {
    throw new UsageError(
      `A range is at most ${limits.vod.maxSeconds} seconds (one day) long; --start (${from}) to ${endName} (${to}) is ${seconds}.`,
      { ec: limits.vod.ec.window, hint: 'Ask for one day after the other.' },
    );
  }
}

/**
 * The window that is sent. Ends that were not given are those of the latest push, or make the last hour;
 * the start is rounded down and the end up, so that no segment of the push is lost.
 */
export function resolveWindow(asked: AskedWindow, push: Push | null, now: Date, output: Output): VodWindow {
  const { start, end } = asked.start
    ? from(asked.start, asked.end, push, now)
    : until(asked.end, push, now, output);
  if (asked.start === null || asked.end === null) {
    const source = push ? 'the latest push' : 'no push is known';
    output.note(`Range: ${isoSeconds(start)} to ${isoSeconds(end)} (${source}).`);
  }
  return rounded(start, end);
}

function from(start: Date, askedEnd: Date | null, push: Push | null, now: Date): Push {
  const end = askedEnd ?? push?.end ?? now;
  if (askedEnd === null) checkWindow(start, end, push ? 'the end of the latest push' : 'now');
  return { start, end };
}

function until(askedEnd: Date | null, push: Push | null, now: Date, output: Output): Push {
  const end = askedEnd ?? push?.end ?? now;
  if (push === null) return { start: new Date(end.getTime() - HOUR_MS), end };
  if (askedEnd !== null && push.start >= askedEnd) {
    throw new UsageError(
      `--end (${isoSeconds(askedEnd)}) is not after the start of the latest push (${isoSeconds(push.start)}).`,
      { ec: limits.vod.ec.order, hint: 'Give --start too.' },
    );
  }
  // Nothing was recorded after the push, so a later --end does not count into its length.
  const last = push.end < end ? push.end : end;
  if (last.getTime() - push.start.getTime() <= DAY_MS) {
    return { start: push.start, end: new Date(Math.min(end.getTime(), push.start.getTime() + DAY_MS)) };
  }
  output.warn(`The push is longer than a day: taking its last ${limits.vod.maxSeconds} seconds.`);
  return { start: new Date(last.getTime() - DAY_MS), end: last };
}

/** One day that does not begin on a full second would be a day and a second: its last fraction goes. */
function rounded(start: Date, end: Date): VodWindow {
  const startTime = unixSeconds(start);
  const endTime = Math.max(Math.ceil(end.getTime() / 1000), startTime + 1);
  return { startTime, endTime: Math.min(endTime, startTime + limits.vod.maxSeconds) };
}
