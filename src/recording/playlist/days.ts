import type { RecordedSegment, Recording } from './recording.js';

/** What of a recording began on one day. */
export interface Day {
  /** As `dayOf` names it. */
  day: string;
  recording: Recording;
}

/**
 * A recording day by day, in the order in which the days come. A segment belongs to the day on which it began, `dayOf`
 * says which that is: days begin at other moments elsewhere.
 */
export function byDay(recording: Recording, dayOf: (time: Date) => string): Day[] {
  const days = new Map<string, RecordedSegment[]>();
  for (const segment of recording.segments) {
    const day = dayOf(new Date(segment.startMs));
    const segments = days.get(day) ?? [];
    segments.push(segment);
    days.set(day, segments);
  }
  return [...days].map(([day, segments]) => ({ day, recording: part(recording, segments) }));
}

/** Gaps at its ends are none: they are not between its segments. */
function part(recording: Recording, segments: RecordedSegment[]): Recording {
  const [first, last] = [segments[0], segments.at(-1)];
  const start = new Date(first?.startMs ?? recording.start);
  const end = new Date((last?.startMs ?? 0) + (last?.seconds ?? 0) * 1000);
  const gaps = recording.gaps.filter((gap) => gap.start >= start && gap.end < end);
  return { ...recording, start, end, segments, gaps };
}
