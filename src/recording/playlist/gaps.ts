import type { Gap, RecordedSegment } from './recording.js';

/** History has whole seconds, and the first picture of a push comes a moment after its connection. */
const LEAST_GAP_MS = 1000;

/**
 * Where nothing was recorded between segments: at seams only, since a stream that is sent faster or slower than it
 * plays has names that do not fit its length. `all` are those outside of the range too; `listedFromMs` is the time from
 * which on nothing is missing in them.
 */
export function gapsIn(
  segments: readonly RecordedSegment[],
  { all, listedFromMs }: { all: readonly RecordedSegment[]; listedFromMs: number },
): Gap[] {
  const mediaEnd = mediaEnds(all, listedFromMs);
  return segments.flatMap((segment, index) => {
    const before = segments[index - 1];
    if (before === undefined || !segment.seam) return [];
    const start = endOf(before, segment);
    if (segment.startMs - start < LEAST_GAP_MS || goesOn(before, segment, mediaEnd)) return [];
    return [{ start: new Date(start), end: new Date(segment.startMs) }];
  });
}

/**
 * When it was over, by the service's clock: what is sent faster than it plays ends with its push, and so does the last one
 * of a push, where its length is not known.
 */
function endOf({ startMs, seconds, push }: RecordedSegment, next: RecordedSegment): number {
  const pushEnd = push === null || push.running ? Number.POSITIVE_INFINITY : push.end.getTime();
  if (seconds !== null) return Math.max(startMs, Math.min(startMs + seconds * 1000, pushEnd));
  return push === next.push || pushEnd === Number.POSITIVE_INFINITY ? startMs : Math.max(startMs, pushEnd);
}

/** Whether another push took a file up where the first had left it, by the ledger. */
function goesOn(
  before: RecordedSegment,
  { push }: RecordedSegment,
  mediaEnd: ReadonlyMap<RecordedSegment, number>,
): boolean {
  if (push === before.push || push === null || push.source === null) return false;
  const reached = mediaEnd.get(before);
  if (push.source !== before.push?.source || push.mediaSeconds === null || reached === undefined)
    return false;
  return push.mediaSeconds - reached < LEAST_GAP_MS / 1000;
}

/** How far into its source each segment reaches, where that is known. */
function mediaEnds(segments: readonly RecordedSegment[], listedFromMs: number): Map<RecordedSegment, number> {
  const ends = new Map<RecordedSegment, number>();
  let reached: number | null = null;
  segments.forEach((segment, index) => {
    const { push, seconds } = segment;
    if (index === 0 || push !== segments[index - 1]?.push) {
      const isWhole = push !== null && push.start.getTime() >= listedFromMs;
      reached = isWhole ? push.mediaSeconds : null;
    }
    reached = reached === null || seconds === null ? null : reached + seconds;
    if (reached !== null) ends.set(segment, reached);
  });
  return ends;
}
