// The clocks of a transport stream, ISO/IEC 13818-1: ticks of 90 kHz in 33 bits, so that they begin anew after 26.5 hours.

export const TICKS_PER_SECOND = 90_000;
const CLOCK_RANGE = 2 ** 33;

/** From one reading of a clock to another, the shorter way round: negative when `to` is the earlier one. */
export function ticksBetween(from: number, to: number): number {
  const ahead = wrapped(to - from);
  return ahead < CLOCK_RANGE / 2 ? ahead : ahead - CLOCK_RANGE;
}

/** The 33 bits that are written for a time. */
export function wrapped(ticks: number): number {
  return ((ticks % CLOCK_RANGE) + CLOCK_RANGE) % CLOCK_RANGE;
}

/** What times are taken from before they are written, and what they are then divided by. */
export interface Scale {
  base: number;
  by: number;
}

/** A time as it is written. */
export function scaled(ticks: number, { base, by }: Scale): number {
  return wrapped(Math.round((ticks - base) / by));
}

/** PTS or DTS of a PES header: 33 bits between marker bits. */
export function readTime(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! >> 1) & 7;
  const middle = (bytes[at + 1]! << 7) | (bytes[at + 2]! >> 1);
  const low = (bytes[at + 3]! << 7) | (bytes[at + 4]! >> 1);
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** Leaves the four bits in front of it, which say of what kind it is. */
export function writeTime(bytes: Uint8Array, at: number, ticks: number): void {
  const low = ticks % 2 ** 30;
  bytes[at] = (bytes[at]! & 0xf0) | (Math.floor(ticks / 2 ** 30) << 1) | 1;
  bytes[at + 1] = low >> 22;
  bytes[at + 2] = (low >> 14) | 1;
  bytes[at + 3] = low >> 7;
  bytes[at + 4] = (low << 1) | 1;
}

/** The base of a PCR; its extension counts on at 27 MHz. */
export function readClock(bytes: Uint8Array, at: number): number {
  const low = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return bytes[at]! * 2 ** 25 + low * 2 + (bytes[at + 4]! >> 7);
}

/** Leaves the extension as it is. */
export function writeClock(bytes: Uint8Array, at: number, ticks: number): void {
  const low = ticks % 2 ** 25;
  bytes[at] = Math.floor(ticks / 2 ** 25);
  bytes[at + 1] = low >> 17;
  bytes[at + 2] = low >> 9;
  bytes[at + 3] = low >> 1;
  bytes[at + 4] = (bytes[at + 4]! & 0x7f) | ((low & 1) << 7);
}
