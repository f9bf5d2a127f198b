/** `2024-03-05T14:07:08+08:00`: what clocks here showed, in a form that options take too. */
export function localTime(time: Date): string {
  const offsetMinutes = -time.getTimezoneOffset();
  const shifted = new Date(time.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.trunc(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${shifted}${offsetMinutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

/** The text with each UTC time in it as a local one. */
export function withLocalTimes(text: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z(?!\w)/g, (time) =>
    localTime(new Date(time)),
  );
}
