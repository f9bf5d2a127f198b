/** `20240305T060708Z` as Unix milliseconds; null when it is anything else. */
export function parseCompactTime(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  return sameAfterwards(Date.parse(iso), (time) => time.toISOString() === iso);
}

/** `Tue, 05 Mar 2024 06:07:08 GMT` as Unix milliseconds; null when it is anything else. */
export function parseHttpTime(text: string): number | null {
  return sameAfterwards(Date.parse(text), (time) => time.toUTCString() === text);
}

/** Date.parse takes 30 February and much more for a date; writing the result again tells. */
function sameAfterwards(time: number, same: (time: Date) => boolean): number | null {
  return !Number.isNaN(time) && same(new Date(time)) ? time : null;
}

/** `20240305`, of a Unix time in milliseconds. */
export function compactDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
}

/** `2024-03-05T06:07:08.000Z`: the service shows whole seconds in this form. */
export function isoSeconds(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}
