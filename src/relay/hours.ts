import { Temporal } from 'temporal-polyfill';
import { english } from '../english.js';

/** From when to when of each day a source is on air, in a time zone. */
export interface Hours {
  from: string;
  /** `24:00` is the end of the day; before `from`, it is of the day after. */
  to: string;
}

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/;

/** `08:00-22:00`; null for what cannot be read. */
export function readHours(text: string): Hours | null {
  if (!HOURS.test(text)) return null;
  const [from = '', to = ''] = text.split('-');
  return from === to ? null : { from, to };
}

/** Whether there is such a time zone, as `Asia/Shanghai`. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether a source is on air at a moment, and when that changes. Where clocks are put forward, hours that do not exist begin after. */
export function hoursAt({ from, to }: Hours, timeZone: string, now: Date): { isOn: boolean; until: Date } {
  const moment = now.getTime();
  const today = dayOf(now, timeZone);
  for (const offset of [-1, 0, 1, 2]) {
    const day = today.add({ days: offset });
    const start = timeOn(day, from, timeZone);
    const end = timeOn(to <= from ? day.add({ days: 1 }) : day, to, timeZone);
    if (moment < start) return { isOn: false, until: new Date(start) };
    if (moment < end) return { isOn: true, until: new Date(end) };
  }
  throw new RangeError(english`a day without hours`);
}

/** The name of a day in a zone, `20240305`, and when the next one begins. */
export function dayAt(timeZone: string, now: Date): { name: string; until: Date } {
  const day = dayOf(now, timeZone);
  const next = timeOn(day.add({ days: 1 }), '00:00', timeZone);
  return { name: day.toString().replaceAll('-', ''), until: new Date(next) };
}

/** The latest days of a zone that were over by then, so many, oldest first; `day` as `2024-03-05`. */
export function daysBefore(
  timeZone: string,
  now: Date,
  count: number,
): { day: string; start: Date; end: Date }[] {
  const today = dayOf(now, timeZone);
  const midnight = (day: Temporal.PlainDate) => new Date(timeOn(day, '00:00', timeZone));
  return Array.from({ length: count }, (_, index) => {
    const day = today.subtract({ days: count - index });
    return { day: day.toString(), start: midnight(day), end: midnight(day.add({ days: 1 })) };
  });
}

function dayOf(now: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** Milliseconds of that time on a day. */
function timeOn(day: Temporal.PlainDate, time: string, timeZone: string): number {
  const isEnd = time === '24:00';
  const zoned = (isEnd ? day.add({ days: 1 }) : day).toZonedDateTime({
    timeZone,
    plainTime: Temporal.PlainTime.from(isEnd ? '00:00' : time),
  });
  return zoned.epochMilliseconds;
}
