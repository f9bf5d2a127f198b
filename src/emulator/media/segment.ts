/** A finished segment: its file name is its opening time in Unix milliseconds. */
export interface Segment {
  name: string;
  startMs: number;
  durationSeconds: number;
  discontinuity: boolean;
  sequence: number;
  bytes: number;
}

/** Where a segmenter puts what it cuts. Implemented by the store, so that the segmenter knows no file. */
export interface SegmentOutput {
  /** Opens the next segment; its name is its wall-clock opening time. One is open at a time. */
  open(openedAtMs: number): OpenSegment;
}

export interface OpenSegment {
  /** Appends whole transport-stream packets. A promise means: hold back until it settles. It never rejects. */
  append(packets: Buffer): void | Promise<void>;
  /** Ends the segment: it is renamed, indexed and listed in the live playlist. A promise as above. */
  close(segment: ClosedSegment): void | Promise<void>;
}

export interface ClosedSegment {
  /** From the PTS of its first frame to that of the next segment's; of the last one, to that of the frame that came last. */
  durationSeconds: number;
  /** Whether `#EXT-X-DISCONTINUITY` precedes it. */
  discontinuity: boolean;
}
