import type { Head } from './ends.js';
import type { PlacedBy } from './joined.js';
import type { SegmentFile } from './segment-file.js';
import type { Stretch } from './stretch.js';

/** Segments whose clock goes on from one to the next. Times are ticks of the joined recording. */
export interface Run extends Stretch {
  head: Head;
  /** When its first unit is shown: a picture if there is one. */
  shownAt: number;
  source: string | null;
  /** Where in the source that is. */
  mediaSeconds: number | null;
  /** Null for the first of all. */
  placedBy: PlacedBy | null;
  gapSeconds: number;
}

/** A segment in its place. */
export interface Place {
  index: number;
  file: SegmentFile;
  /** When the service began it, in Unix milliseconds. */
  startMs: number;
  run: Run;
  /** As far as its first bytes tell. */
  head: Head;
  /** When its first unit is decoded, by its own clock and by that of the joined recording. */
  first: number;
  at: number;
}

/** Whether all of a run is there already. */
export function isNothing({ cut }: Run): boolean {
  return cut.video === Number.NEGATIVE_INFINITY;
}
