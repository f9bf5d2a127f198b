import { english } from '../english.js';
import { UsageError } from '../errors.js';

const FORMS = english`now, 90m or 1h-ago (that long ago), 10:30, 2024-03-05T06:07:08Z, or Unix seconds`;
const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const SMALLEST_UNIX_TIME = 1_000_000_000;

/** What a duration may be written as: `90m`, `7d`, `1h30m`. Null when the text has no unit. */
function secondsOf(text: string): number | null {
  if (!/^(\d+[smhd])+$/.test(text)) return null;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    seconds += Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
  }
  return seconds;
}

/** The seconds of an option such as `--expires`: `3600`, `90m`, `12h`, `7d`; always more than 0. */
export function parseDuration(text: string, option: string): number {
  const seconds = /^-?\d+$/.test(text) ? Number(text) : secondsOf(text.replace(/^-/, ''));
  if (seconds === null || !Number.isSafeInteger(seconds)) {
    throw new UsageError(english`${option}: "${text}" is not a duration.`, {
      hint: english`Say 3600, 90m, 12h or 7d.`,
    });
  }
  if (seconds <= 0 || text.startsWith('-')) {
    throw new UsageError(english`${option} must be more than 0 seconds, not ${text}.`, {
      hint: english`Say 3600, 90m, 12h or 7d.`,
    });
  }
  return seconds;
}

/** Whether a text is meant as a time at all; `parseTime` may still refuse its value. */
export function looksLikeTime(text: string): boolean {
  return (
    text === 'now' ||
    secondsAgo(text) !== null ||
    // A number that begins with 0 is a name: camera 007.
    /^(0|[1-9]\d*)$/.test(text) ||
    CLOCK.test(text) ||
    CALENDAR.test(text)
  );
}

/** A point in time as people write it; local time where no zone is given. */
export function parseTime(text: string, option: string, now: Date): Date {
  const time = text === 'now' ? now : (ago(text, now) ?? unixTime(text, option) ?? clock(text, now));
  const found = time ?? calendar(text);
  if (found === null || Number.isNaN(found.getTime())) {
    throw new UsageError(english`${option}: "${text}" is not a time.`, { hint: english`Say ${FORMS}.` });
  }
  return found;
}

function secondsAgo(text: string): number | null {
  return secondsOf(text.replace(/^-|-ago$/, ''));
}

function ago(text: string, now: Date): Date | null {
  const seconds = secondsAgo(text);
  return seconds === null ? null : new Date(now.getTime() - seconds * 1000);
}

function unixTime(text: string, option: string): Date | null {
  if (!/^\d+$/.test(text)) return null;
  if (text.length === 13) return new Date(Number(text));
  const seconds = Number(text);
  if (seconds < SMALLEST_UNIX_TIME) {
    throw new UsageError(english`${option}: ${text} is too small for a Unix time.`, {
      hint: english`For ${text} seconds ago say ${text}s.`,
    });
  }
  return text.length === 10 ? new Date(seconds * 1000) : null;
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/** The latest time today or yesterday at which local clocks showed this. */
function clock(text: string, now: Date): Date | null {
  const [matched, hours, minutes, seconds = '0'] = CLOCK.exec(text) ?? [];
  if (matched === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return null;
  const on = (day: number) =>
    new Date(now.getFullYear(), now.getMonth(), day, Number(hours), Number(minutes), Number(seconds));
  const [today, yesterday] = [on(now.getDate()), on(now.getDate() - 1)];
  const latest = [shownAgain(today), today, shownAgain(yesterday)].find((time) => time <= now);
  return latest ?? yesterday;
}

/** The second time that clocks show this, on a day on which they are put back. */
function shownAgain(time: Date): Date {
  const later = new Date(time.getTime() + 3 * 3_600_000);
  const again = new Date(time.getTime() + (later.getTimezoneOffset() - time.getTimezoneOffset()) * 60_000);
  const isSame = again.getHours() === time.getHours() && again.getMinutes() === time.getMinutes();
  return isSame ? again : time;
}

/** The first moment of today, or of so many days later, by local clocks: where they leap over midnight, what comes first. */
export function midnight(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

/** A range in whole seconds, outwards: a second at least. */
export function wholeSeconds({ start, end }: { start: Date; end: Date }): { start: Date; end: Date } {
  const startMs = Math.floor(start.getTime() / 1000) * 1000;
  const endMs = Math.max(Math.ceil(end.getTime() / 1000) * 1000, startMs + 1000);
  return { start: new Date(startMs), end: new Date(endMs) };
}

const CALENDAR =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

function calendar(text: string): Date | null {
  const [matched, year, month, day, minutes = '00:00', seconds = ':00', zone = ''] =
    CALENDAR.exec(text) ?? [];
  if (matched === undefined) return null;
  // Date would turn 31 February into a day of March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastDay) return null;
  const offset = zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return new Date(`${year}-${month}-${day}T${minutes}${seconds}${offset}`);
}
