import { type KnownPush, UNTOLD } from './session.js';
import type { StoredSegment } from './stored-segments.js';

/** Objects are stored a moment after they end, in whole seconds. */
const SLACK_MS = 2000;
/** The service ends a segment after 200 seconds at the latest. */
export const LONGEST_SEGMENT_MS = 200_000;
/** What was stored so much later than it began is a copy. */
const COPIED_MS = 600_000;
/** The service tells pushes in whole seconds. */
const SECOND_MS = 1000;

/** Pushes as the names of their segments tell them. Two with less than two seconds between them are taken for one. */
export function namedPushes(segments: readonly StoredSegment[]): KnownPush[] {
  const pushes: KnownPush[] = [];
  const usualMs = usualLength(segments);
  let endMs = Number.NEGATIVE_INFINITY;
  for (const [index, segment] of segments.entries()) {
    const { startMs } = segment;
    const last = pushes.at(-1);
    const isNew = last === undefined || startMs - endMs >= SLACK_MS;
    endMs = endOf(segment, { nextMs: segments[index + 1]?.startMs ?? null, usualMs });
    if (isNew)
      pushes.push({ start: new Date(startMs), end: new Date(endMs), ...UNTOLD, knownFrom: 'segments' });
    else last.end = new Date(Math.max(endMs, last.end.getTime()));
  }
  return pushes;
}

interface Around {
  nextMs: number | null;
  usualMs: number;
}

/** Where it was stored at another time, segments as long as most, or somewhat longer, reach to the next. */
function endOf({ startMs, storedMs }: StoredSegment, { nextMs, usualMs }: Around): number {
  if (storedMs !== null && storedMs - startMs <= COPIED_MS) return Math.max(storedMs, startMs);
  return nextMs !== null && nextMs - startMs <= 2 * usualMs + SLACK_MS ? nextMs : startMs + usualMs;
}

/** The median of the times from one to the next, in milliseconds; 0 when nothing tells. */
function usualLength(segments: readonly StoredSegment[]): number {
  const lengths = segments
    .slice(1)
    .map(({ startMs }, index) => startMs - (segments[index]?.startMs ?? startMs))
    .filter((ms) => ms <= LONGEST_SEGMENT_MS)
    .sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

/** Those that are of none of these pushes. Both are in the order of their starts. */
export function unknownAmong(
  segments: readonly StoredSegment[],
  pushes: readonly KnownPush[],
): StoredSegment[] {
  let [at, endMs] = [0, Number.NEGATIVE_INFINITY];
  return segments.filter(({ startMs }) => {
    for (let push = pushes[at]; push && push.start.getTime() - SECOND_MS < startMs; push = pushes[++at])
      endMs = Math.max(endMs, push.end.getTime());
    return startMs >= endMs + SECOND_MS;
  });
}

/** Those that hold a segment: one that began in them. Both are in the order of their starts. */
export function holding(pushes: readonly KnownPush[], segments: readonly StoredSegment[]): KnownPush[] {
  let at = 0;
  return pushes.filter(({ start, end }) => {
    while ((segments[at]?.startMs ?? Number.POSITIVE_INFINITY) <= start.getTime() - SECOND_MS) at++;
    const first = segments[at];
    return first !== undefined && first.startMs < end.getTime() + SECOND_MS;
  });
}
