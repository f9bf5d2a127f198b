import { TICKS_PER_SECOND, ticksBetween } from '../transport-stream/clock.js';
import { PACKET_BYTES } from '../transport-stream/packet.js';
import { syncAt } from '../transport-stream/sync.js';
import { UnitReader } from '../transport-stream/units.js';

/** A picture of a segment. */
export interface Picture {
  /** When it is shown, from the first picture of the segment on. */
  seconds: number;
  isKey: boolean;
}

/** The pictures of a segment in the order in which they are shown; none of what is no transport stream. */
export function picturesOf(bytes: Buffer): Picture[] {
  const start = syncAt(bytes, 0);
  if (start === null) return [];
  const packets = bytes.subarray(start, start + wholePackets(bytes.length - start));
  const reader = new UnitReader();
  const found: { pts: number; isKey: boolean }[] = [];
  for (const unit of [...reader.read(packets), ...reader.end()])
    if (unit.track === 'video') found.push({ pts: unit.pts, isKey: unit.isKey });
  const first = found[0]?.pts ?? 0;
  const shown = found
    .map(({ pts, isKey }) => ({ seconds: ticksBetween(first, pts) / TICKS_PER_SECOND, isKey }))
    .sort((a, b) => a.seconds - b.seconds);
  const begins = shown[0]?.seconds ?? 0;
  return shown.map(({ seconds, isKey }) => ({ seconds: seconds - begins, isKey }));
}

function wholePackets(length: number): number {
  return length - (length % PACKET_BYTES);
}
