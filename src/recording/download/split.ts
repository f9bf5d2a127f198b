import type { RecordedSegment } from '../playlist/recording.js';

/** Segments that go into one result, as far as that can be known from the list. */
export interface Group {
  /** What its name ends with; null for what is not split. */
  suffix: string | null;
  because: 'day' | 'push' | null;
  /** Where its segments are in the list. */
  from: number;
  to: number;
}

/** `day`: by the calendar of this machine. */
export function groupsOf(
  segments: readonly Pick<RecordedSegment, 'startMs' | 'seam'>[],
  split: 'day' | 'push' | null,
): Group[] {
  if (split === null) return [{ suffix: null, because: null, from: 0, to: segments.length }];
  const groups: Group[] = [];
  let last: string | null = null;
  segments.forEach((segment, index) => {
    const day = localDay(segment.startMs);
    const begins = split === 'day' ? day !== last : segment.seam || index === 0;
    last = day;
    if (!begins) return;
    const number = groups.length + 1;
    const suffix = split === 'day' ? distinct(day, groups) : String(number);
    groups.push({ suffix, because: number === 1 ? null : split, from: index, to: segments.length });
    const before = groups.at(-2);
    if (before !== undefined) before.to = index;
  });
  // A day has its date, also when it is the only one; the only push is all there is.
  return split === 'push' && groups.length === 1
    ? groups.map((group) => ({ ...group, suffix: null }))
    : groups;
}

/** A clock that was set back brings a day again. */
function distinct(day: string, groups: readonly Group[]): string {
  const times = groups.filter(({ suffix }) => suffix === day || suffix?.startsWith(`${day}-`)).length;
  return times === 0 ? day : `${day}-${times + 1}`;
}

function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
