export type Track = 'video' | 'audio';

export interface Placement {
  /** Milliseconds since the first message of the push. */
  ms: number;
  /** How long the frame is likely to last: as long as the way to it from the one before. */
  frameMs: number;
  /** How far the publisher's time leapt here, in milliseconds; null when it went on. */
  jumpMs: number | null;
}

const MAX_BACK_MS = 1000;
/** More than passed here between the two: a camera may send a picture now and then, and ffmpeg sends one ahead. */
const MAX_FORWARD_MS = 30_000;
// A longer pause between two frames says nothing about how long the last one is shown.
const MAX_FRAME_MS = 1000;

interface Position {
  timestampMs: number;
  arrivedMs: number;
  ms: number;
  frameMs: number;
}

/**
 * Lays the 32-bit timestamps of a push on one line that starts at 0, goes on over a wrap and closes up leaps. Each
 * track is followed by itself, because around a leap the tracks change over at different messages.
 */
export class Timeline {
  #positions: Partial<Record<Track, Position>> = {};

  /** Where the last frame of a track ends; 0 when it has none. */
  endOf(track: Track): number {
    const { ms, frameMs } = this.#positions[track] ?? { ms: 0, frameMs: 0 };
    return ms + frameMs;
  }

  /** `arrivedMs` is of any clock that goes on. */
  place(track: Track, timestampMs: number, arrivedMs = 0): Placement {
    const own = this.#positions[track];
    const other = this.#positions[track === 'video' ? 'audio' : 'video'];
    const here = { timestampMs, arrivedMs };
    const { ms, jumpMs } = follow(own, here) ?? follow(other, here) ?? this.#closeUp(own, timestampMs);
    const stepMs = own === undefined ? 0 : ms - own.ms;
    const frameMs = stepMs > 0 && stepMs <= MAX_FRAME_MS ? stepMs : (own?.frameMs ?? 0);
    this.#positions[track] = { timestampMs, arrivedMs, ms, frameMs };
    return { ms, frameMs, jumpMs };
  }

  /** A track that only begins here has no past to leap from: it joins the other where that one is. */
  #closeUp(own: Position | undefined, timestampMs: number): Omit<Placement, 'frameMs'> {
    const jumpMs = own === undefined ? null : stepBetween(own.timestampMs, timestampMs);
    return { ms: Math.max(this.endOf('video'), this.endOf('audio')), jumpMs };
  }
}

function follow(
  position: Position | undefined,
  { timestampMs, arrivedMs }: Pick<Position, 'timestampMs' | 'arrivedMs'>,
): Omit<Placement, 'frameMs'> | null {
  if (position === undefined) return null;
  const stepMs = stepBetween(position.timestampMs, timestampMs);
  const passedMs = Math.max(0, arrivedMs - position.arrivedMs);
  const isLeap = stepMs < -MAX_BACK_MS || stepMs > MAX_FORWARD_MS + passedMs;
  return isLeap ? null : { ms: position.ms + stepMs, jumpMs: null };
}

/** The way from one timestamp to another, the shorter way round. Of their 32 bits ffmpeg fills only 31. */
function stepBetween(fromMs: number, toMs: number): number {
  return ((toMs - fromMs) << 1) >> 1;
}
