import type { OpenSegment } from './segment.js';

/** When a frame is decoded and when it is shown. */
export interface FrameTimes {
  dtsMs: number;
  ptsMs: number;
}

/** A segment that is being written, and how long it is so far. */
export class RunningSegment {
  /** Of the frame that opened it. */
  readonly start: FrameTimes;
  readonly #sink: OpenSegment;
  readonly #discontinuity: boolean;
  readonly #wait: (stored: Promise<void>) => void;
  /** Of the frame that came last; of the pictures, if it has any. */
  #last: { track: 'video' | 'audio'; ptsMs: number };

  /** `wait` is told of whatever the publisher has to be held back for. */
  constructor(
    sink: OpenSegment,
    { start, discontinuity }: { start: FrameTimes; discontinuity: boolean },
    wait: (stored: Promise<void>) => void,
  ) {
    this.start = start;
    this.#sink = sink;
    this.#discontinuity = discontinuity;
    this.#wait = wait;
    this.#last = { track: 'audio', ptsMs: start.ptsMs };
  }

  /** OSS was captured not to count the duration of the last frame. */
  get lastPtsMs(): number {
    return this.#last.ptsMs;
  }

  append(packets: Buffer): void {
    if (packets.length > 0) this.#await(this.#sink.append(packets));
  }

  sawPicture(ptsMs: number): void {
    this.#last = { track: 'video', ptsMs };
  }

  heardSound(ptsMs: number): void {
    if (this.#last.track === 'audio') this.#last.ptsMs = Math.max(this.#last.ptsMs, ptsMs);
  }

  close(endPtsMs: number): void {
    const durationSeconds = Math.max(0, endPtsMs - this.start.ptsMs) / 1000;
    this.#await(this.#sink.close({ durationSeconds, discontinuity: this.#discontinuity }));
  }

  #await(stored: void | Promise<void>): void {
    if (stored !== undefined) this.#wait(stored);
  }
}
