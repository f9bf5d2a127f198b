import { beginsUnit, clockOf, PACKET_BYTES, payloadAt, pidOf, readPesHeader } from './packet.js';
import { syncAt } from './sync.js';
import { TableReader } from './tables.js';

/** The first times of a segment, in ticks of 90 kHz (33 bits); null for what is not among the bytes. */
export interface FirstTimes {
  clock: number | null;
  video: { pts: number; dts: number } | null;
  audio: { pts: number } | null;
}

/**
 * Reads the beginning of a segment, such as a ranged read gives: 64 KiB hold the first picture of any but the largest
 * streams, of which the first bytes are enough. Null when the bytes are no transport stream.
 */
export function firstTimes(head: Uint8Array): FirstTimes | null {
  const start = syncAt(head, 0);
  if (start === null) return null;
  const tables = new TableReader();
  const found: FirstTimes = { clock: null, video: null, audio: null };
  for (let at = start; at + PACKET_BYTES <= head.length; at += PACKET_BYTES) {
    const pid = pidOf(head, at);
    if (tables.isTable(pid)) tables.read(pid, head, at);
    const { program } = tables;
    if (program === null) continue;
    if (pid === program.clock) found.clock ??= clockOf(head, at);
    if (!beginsUnit(head, at) || (pid !== program.video && pid !== program.audio)) continue;
    const times = readPesHeader(head, payloadAt(head, at), at + PACKET_BYTES);
    if (times?.pts == null || times.dts === null) continue;
    if (pid === program.video) found.video ??= { pts: times.pts, dts: times.dts };
    else found.audio ??= { pts: times.pts };
    if (found.video !== null && found.audio !== null) break;
  }
  return found;
}
