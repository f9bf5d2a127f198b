import { UsageError } from '../../errors.js';

/** A playlist name with `{date}` and `{time}` replaced: local, `20240305` and `060708`. */
export function fillTemplate(option: string, template: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
  };
  return template.replace(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    throw new UsageError(`${option}: there is no ${placeholder}.`, { hint: 'There are {date} and {time}.' });
  });
}
