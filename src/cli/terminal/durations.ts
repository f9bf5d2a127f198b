import { english } from '../../english.js';
import { said, say, spoken } from '../say.js';

const SECONDS = english`s`;
const UNITS = [
  [86_400, english`d`],
  [3600, english`h`],
  [60, english`m`],
  [1, SECONDS],
] as const;

type Count = readonly [count: number, unit: string];

/** Whole seconds as counts, from the largest unit that is not 0 down: 3 h, 0 m, 5 s. */
function inUnits(seconds: number, largest: 'd' | 'h' = 'd'): Count[] {
  let left = seconds;
  const counts = UNITS.slice(largest === 'd' ? 0 : 1).map(([size, unit]) => {
    const count = Math.trunc(left / size);
    left -= count * size;
    return [count, unit] as const;
  });
  return counts.slice(counts.findIndex(([count, unit]) => count > 0 || unit === SECONDS));
}

/** `5m 03s`, `5分03秒`: two digits of all but the first. */
function joined(counts: readonly Count[]): string {
  const digits = (count: number, index: number) => String(count).padStart(index === 0 ? 1 : 2, '0');
  return counts
    .map(([count, unit], index) => digits(count, index) + said(unit))
    .join(spoken() === 'zh' ? '' : ' ');
}

/** `12s`, `2.8s`, `5m 03s`, `1h 02m 03s`; decimals below a minute only. */
export function lasting(seconds: number, decimals = 0): string {
  const shown = decimals === 0 ? Math.floor(seconds) : Number(seconds.toFixed(decimals));
  return shown < 60 ? say`${shown.toFixed(decimals)}s` : joined(inUnits(Math.floor(seconds), 'h'));
}

/** `12s`, `5m 03s`, `3h 05m`, `4d 02h`. */
export function age(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
  return joined(inUnits(seconds).slice(0, 2));
}
