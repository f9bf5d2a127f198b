import type { Belonging } from './pushes-of.js';

/** Between two segments: timestamps begin anew, or go on, or it has to be looked at. */
export type Joint = 'seam' | 'goesOn' | 'doubtful';

export interface Placed extends Belonging {
  startMs: number;
  seconds: number | null;
  /** Marked by the service. */
  discontinuity: boolean;
}

/** So much later than the end of the one before it, a segment may have lost a neighbour. */
const LATE_MS = 500;

/**
 * What is known of the joint before each segment but the first, without reading any. Names decide nothing: that they are
 * apart is only a reason to look.
 */
export function jointsOf(segments: readonly Placed[]): Joint[] {
  return segments.slice(1).map((segment, index) => joint(segments[index] as Placed, segment));
}

function joint(before: Placed, segment: Placed): Joint {
  if (segment.discontinuity) return 'seam';
  if (!before.isSure || !segment.isSure) return 'doubtful';
  if (before.push !== segment.push) return 'seam';
  if (before.seconds === null) return 'goesOn';
  const lateMs = segment.startMs - before.startMs - before.seconds * 1000;
  return lateMs > LATE_MS ? 'doubtful' : 'goesOn';
}
