import { type KnownPush, UNTOLD } from './session.js';
import type { StoredSegment } from './stored-segments.js';

/** Objects are stored a moment after they end, in whole seconds. */
const SLACK_MS = 2000;
/** The service ends a segment after 200 seconds at the latest: what was stored much later is a copy. */
const LONGEST_MS = 600_000;
const LONGEST_SEGMENT_MS = 200_000;

/** Pushes as the names of their segments tell them. Two with less than two seconds between them are taken for one. */
export function namedPushes(segments: readonly StoredSegment[]): KnownPush[] {
  const pushes: KnownPush[] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const [index, segment] of segments.entries()) {
    const { startMs } = segment;
    const last = pushes.at(-1);
    const isNew = last === undefined || startMs - endMs >= SLACK_MS;
    endMs = endOf(segment, segments[index + 1]?.startMs ?? null);
    if (isNew)
      pushes.push({ ...UNTOLD, start: new Date(startMs), end: new Date(endMs), knownFrom: 'segments' });
    else last.end = new Date(Math.max(endMs, last.end.getTime()));
  }
  return pushes;
}

function endOf({ startMs, storedMs }: StoredSegment, nextMs: number | null): number {
  if (storedMs !== null && storedMs - startMs <= LONGEST_MS) return Math.max(storedMs, startMs);
  return nextMs !== null && nextMs - startMs <= LONGEST_SEGMENT_MS ? nextMs : startMs;
}

/** Those that are of none of these pushes. */
export function unknownAmong(
  segments: readonly StoredSegment[],
  pushes: readonly KnownPush[],
): StoredSegment[] {
  return segments.filter(({ startMs }) => !pushes.some((push) => isIn(push, startMs)));
}

/** Whether a segment that began then is of this push; times of the service are in whole seconds. */
export function isIn({ start, end }: KnownPush, startMs: number): boolean {
  return startMs > start.getTime() - 1000 && startMs < end.getTime() + 1000;
}
