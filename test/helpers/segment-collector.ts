import type { ClosedSegment, SegmentOutput } from '../../src/emulator/media/segment.js';

export interface CollectedSegment extends ClosedSegment {
  openedAtMs: number;
  bytes: Buffer;
}

/** A SegmentOutput that keeps everything in memory. Throws when the segmenter breaks its contract. */
export class SegmentCollector implements SegmentOutput {
  readonly segments: CollectedSegment[] = [];
  #isOpen = false;

  open(openedAtMs: number): ReturnType<SegmentOutput['open']> {
    if (this.#isOpen) throw new Error('A second segment was opened.');
    this.#isOpen = true;
    const parts: Buffer[] = [];
    let isClosed = false;
    return {
      append: (packets) => {
        if (isClosed) throw new Error('A closed segment was written to.');
        if (packets.length === 0 || packets.length % 188 !== 0)
          throw new Error('These are no whole packets.');
        parts.push(packets);
      },
      close: (closed) => {
        if (isClosed) throw new Error('A segment was closed twice.');
        isClosed = true;
        this.#isOpen = false;
        this.segments.push({ ...closed, openedAtMs, bytes: Buffer.concat(parts) });
      },
    };
  }

  /** Durations in playlist form, a `disc` before each segment that follows a discontinuity. */
  get shape(): string {
    return this.segments
      .map(
        ({ durationSeconds, discontinuity }) =>
          `${discontinuity ? 'disc ' : ''}${durationSeconds.toFixed(3)}`,
      )
      .join(' ');
  }

  get bytes(): Buffer {
    return Buffer.concat(this.segments.map(({ bytes }) => bytes));
  }
}
