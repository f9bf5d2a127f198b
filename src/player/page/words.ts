import { chinese } from '../chinese.js';
import { english, type Problem, type Texts } from '../texts.js';

/** In the language in which the document was sent. */
export const words: Texts = document.documentElement.lang === chinese.lang ? chinese : english;

export function sentenceOf(problem: Problem): string {
  return words.problems[problem] ?? words.problems.bug;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const shortClock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(words.lang, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

export const clockText = (ms: number): string => clock.format(ms);
export const shortClockText = (ms: number): string => shortClock.format(ms);
export const dayText = (ms: number): string => day.format(ms);

const shortDay = new Intl.DateTimeFormat(words.lang, { day: 'numeric', month: 'short' });
export const recordedText = (ms: number): string => words.times.at(shortDay.format(ms), clockText(ms));

/** With its day, unless that is today. */
export function momentText(ms: number): string {
  return startOfDay(ms) === startOfDay(Date.now())
    ? shortClockText(ms)
    : words.times.at(dayText(ms), shortClockText(ms));
}

export const secondsText = (seconds: number): string => words.times.seconds(seconds.toFixed(1));

/** `48 s`, `14 min`, `2 h 05 min`. */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return words.times.seconds(String(seconds));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return words.times.minutes(String(minutes));
  return words.times.hours(String(Math.floor(minutes / 60)), String(minutes % 60).padStart(2, '0'));
}

/** `1:02:03`, as players show positions. */
export function positionText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function bitRateText(bitsPerSecond: number): string {
  return bitsPerSecond >= 1e6
    ? `${(bitsPerSecond / 1e6).toFixed(2)} Mbit/s`
    : `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/** By the calendar of this browser. */
export function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** The next midnight: days have 23 to 25 hours. */
export function endOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
