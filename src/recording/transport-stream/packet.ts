import { readClock, readTime } from './clock.js';

export const PACKET_BYTES = 188;
export const SYNC_BYTE = 0x47;

export function pidOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
}

/** Whether a PES packet or a table begins here. */
export function beginsUnit(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 1]! & 0x40) !== 0;
}

/** Behind the header and the adaptation field; the end of the packet when it has no payload. */
export function payloadAt(bytes: Uint8Array, at: number): number {
  const flags = bytes[at + 3]!;
  if ((flags & 0x10) === 0) return at + PACKET_BYTES;
  if ((flags & 0x20) === 0) return at + 4;
  return Math.min(at + 5 + bytes[at + 4]!, at + PACKET_BYTES);
}

/** The clock behind the flags of the adaptation field; null for a packet without one. */
export function clockOf(bytes: Uint8Array, at: number): number | null {
  const hasClock = (bytes[at + 3]! & 0x20) !== 0 && bytes[at + 4]! >= 7 && (bytes[at + 5]! & 0x10) !== 0;
  return hasClock ? readClock(bytes, at + 6) : null;
}

/** What a packet says of itself that one can start at. */
export function isEntryPoint(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 3]! & 0x20) !== 0 && bytes[at + 4]! > 0 && (bytes[at + 5]! & 0x40) !== 0;
}

export interface PesHeader {
  /** Null when it says no time: it goes on with what was before. */
  pts: number | null;
  dts: number | null;
  /** How long it is, what it carries included. */
  bytes: number;
}

/** The header of the PES packet that begins at `at`; null when it is none, or broken off before its end at `end`. */
export function readPesHeader(bytes: Uint8Array, at: number, end: number): PesHeader | null {
  if (at + 9 > end || bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) return null;
  const flags = bytes[at + 7]!;
  const length = 9 + bytes[at + 8]!;
  if (at + length > end || (flags & 0x80) === 0) return { pts: null, dts: null, bytes: length };
  const pts = readTime(bytes, at + 9);
  return { pts, dts: (flags & 0x40) === 0 ? pts : readTime(bytes, at + 14), bytes: length };
}
