import { type Place, segmentsBetween } from '../sessions/stored-segments.js';
import type { FoundSegment } from './recording.js';

type Named = Place & { end: Date };

/** What the names of the objects of a channel tell of a range: no durations, and nothing of breaks. */
export async function segmentsByName(named: Named, startTime: number): Promise<FoundSegment[]> {
  const segments = await segmentsBetween(named, startTime * 1000, named.end.getTime());
  return segments.map(({ startMs }) => {
    const name = `${startMs}.ts`;
    return { name, startMs, seconds: null, discontinuity: false };
  });
}
