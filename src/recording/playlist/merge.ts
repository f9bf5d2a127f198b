import type { ListedSegment } from './read-playlist.js';

/**
 * One list of several windows that overlap, in their order. A segment is known by its name and its duration; where two
 * windows disagree about the duration of one, the later is right: there is only one object of a name. A break counts
 * wherever it is marked, since the first segment of a list has none before it.
 */
export function merged(windows: readonly (readonly ListedSegment[])[]): ListedSegment[] {
  const byName = new Map<string, ListedSegment>();
  for (const segment of windows.flat()) {
    const known = byName.get(segment.name);
    const discontinuity = segment.discontinuity || known?.discontinuity === true;
    byName.set(segment.name, { ...segment, discontinuity });
  }
  return [...byName.values()];
}
