import { CLIENT_LIMITS } from '../../client/limits.js';
import { type SoundFrame, SoundReader } from './adts.js';
import { beginsUnit, isEntryPoint, PACKET_BYTES, payloadAt, pidOf, readPesHeader } from './packet.js';
import { beginsKeyFrame } from './pictures.js';
import type { SegmentFile } from './segment-file.js';
import { packetsOf } from './sync.js';
import { type Program, TableReader } from './tables.js';

/** A picture or a frame of sound, in ticks of the segment's own clock. */
export type Unit =
  | { track: 'video'; pts: number; dts: number; isKey: boolean; bytes: Buffer }
  | { track: 'audio'; pts: number; frame: SoundFrame };

interface Pes {
  pts: number | null;
  dts: number | null;
  isKey: boolean;
  parts: Buffer[];
  bytes: number;
}

const MOST_BYTES = CLIENT_LIMITS.accessUnit.value;

/**
 * Takes access units out of packets one by one. That is slower than to rewrite them in place, and needed only where
 * pushes meet: a PES packet of video is one picture, one of audio as many frames as it has.
 */
export class UnitReader {
  readonly tables = new TableReader();
  #open: { video: Pes | null; audio: Pes | null } = { video: null, audio: null };
  #sound = new SoundReader();

  *read(packets: Buffer): Generator<Unit, void, void> {
    for (let at = 0; at < packets.length; at += PACKET_BYTES) {
      const pid = pidOf(packets, at);
      if (this.tables.isTable(pid)) this.tables.read(pid, packets, at);
      const track = trackOf(pid, this.tables.program);
      if (track === null) continue;
      const from = payloadAt(packets, at);
      const end = at + PACKET_BYTES;
      if (from >= end) continue;
      if (!beginsUnit(packets, at)) {
        this.#add(track, packets.subarray(from, end));
        continue;
      }
      const header = readPesHeader(packets, from, end);
      if (header !== null && header.pts === null && this.#open[track] !== null) {
        this.#add(track, packets.subarray(Math.min(from + header.bytes, end), end));
        continue;
      }
      yield* this.#close(track);
      if (header === null) continue;
      const parts = [packets.subarray(Math.min(from + header.bytes, end), end)];
      this.#open[track] = {
        pts: header.pts,
        dts: header.dts,
        isKey: isEntryPoint(packets, at),
        parts,
        bytes: 0,
      };
    }
  }

  /** What is still open when there are no more packets. */
  *end(): Generator<Unit, void, void> {
    yield* this.#close('video');
    yield* this.#close('audio');
  }

  #add(track: 'video' | 'audio', part: Buffer): void {
    const pes = this.#open[track];
    if (pes === null) return;
    // Of its own: a part would keep the quarter of a megabyte in memory that it was read with.
    pes.parts.push(Buffer.from(part));
    pes.bytes += part.length;
    if (pes.bytes > MOST_BYTES) this.#open[track] = null;
  }

  *#close(track: 'video' | 'audio'): Generator<Unit, void, void> {
    const pes = this.#open[track];
    this.#open[track] = null;
    if (pes === null) return;
    const bytes = Buffer.concat(pes.parts);
    if (track === 'audio') {
      for (const frame of this.#sound.read(bytes, pes.pts)) yield { track, pts: frame.pts, frame };
    } else if (pes.pts !== null && pes.dts !== null) {
      const isKey = pes.isKey || beginsKeyFrame(bytes);
      yield { track, pts: pes.pts, dts: pes.dts, isKey, bytes };
    }
  }
}

function trackOf(pid: number, program: Program | null): 'video' | 'audio' | null {
  if (program === null) return null;
  return pid === program.video ? 'video' : pid === program.audio ? 'audio' : null;
}

/** All units of a segment. */
export async function* unitsOf(
  file: SegmentFile,
  reader = new UnitReader(),
): AsyncGenerator<Unit, void, void> {
  for await (const packets of packetsOf(file)) yield* reader.read(packets);
  yield* reader.end();
}
