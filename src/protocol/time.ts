/** Whole Unix seconds; a fraction is cut, never rounded (ali-oss alone rounds). */
export function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** `20240305T060708Z`: the datetime of signature V4, in UTC, fractions cut. */
export function v4DateTime(time: Date): string {
  const iso = time.toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/** `Tue, 05 Mar 2024 06:07:08 GMT`: the Date header (RFC 1123). */
export function httpDate(time: Date): string {
  return time.toUTCString();
}

/** For people: ISO 8601, UTC, whole seconds. */
export function isoSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A time that somebody else has written; null when it is none, or none of this era (a Date takes 270,000 years). */
export function timeIn(text: string): Date | null {
  const time = new Date(text);
  return time.getTime() >= 0 && time.getTime() < END_OF_YEAR_9999 ? time : null;
}

const END_OF_YEAR_9999 = Date.UTC(10_000, 0);
