import { say } from '../say.js';

/** `100,000`: as toLocaleString does it, which takes 20 ms to load when it is first used. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const UNITS = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;

/** `1.19 GB`, `85.3 MB`, `812 kB`, `17 bytes`: three digits, in powers of a thousand. */
export function sized(bytes: number): string {
  const [size, unit] = UNITS.find(([least]) => bytes >= least) ?? [1, 'bytes'];
  const count = bytes / size;
  const decimals = size === 1 || count >= 100 ? 0 : count >= 10 ? 1 : 2;
  return size === 1 ? say`${count.toFixed(decimals)} bytes` : `${count.toFixed(decimals)} ${unit}`;
}
