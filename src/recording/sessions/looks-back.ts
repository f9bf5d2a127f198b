import { CLIENT_LIMITS } from '../../client/limits.js';
import type { Looking } from './looking.js';
import { firstSegments, type StoredSegment, segmentsBetween } from './stored-segments.js';

const MOST_LOOKS = CLIENT_LIMITS.segmentLooks.value;
const HOUR_MS = 3_600_000;
const [SHORTEST_MS, LONGEST_MS] = [2 * HOUR_MS, 24 * HOUR_MS];
/** How near the last segment is looked for before a list is asked for. */
const NEAR_MS = 60_000;
/** One, and what else may lie there. */
const FEW = 10;

type Place = Pick<Looking, 'client' | 'channelName' | 'signal'>;

export interface Stretch {
  /** From when on, up to the stretch before it, all segments are these. */
  fromMs: number;
  /** In order. */
  segments: StoredSegment[];
}

/**
 * Segments that begin before a moment, from the latest back, a stretch of time after the other.
 * A bucket lists from the oldest on, so the latest are found by halving the time. Throws ServiceError when they may not
 * be listed.
 */
export async function* segmentsBefore(place: Place, moment: Date): AsyncGenerator<Stretch, void, void> {
  let looks = 0;
  let toMs = moment.getTime();
  let windowMs = SHORTEST_MS;
  const { segments: first } = await firstSegments(place, { fromMs: 0, toMs, maxKeys: FEW });
  const oldestMs = first[0]?.startMs;
  if (oldestMs === undefined) return;

  async function isAny(fromMs: number): Promise<boolean> {
    looks++;
    return (await firstSegments(place, { fromMs, toMs, maxKeys: FEW })).segments.length > 0;
  }

  /** A moment just before the last segment, or one with which little remains to be listed. */
  async function nearLast(): Promise<number> {
    let [far, near] = [windowMs, 0];
    while (toMs - far > (oldestMs ?? 0) && !(await isAny(toMs - far))) [near, far] = [far, far * 4];
    while (far - near > NEAR_MS) {
      const middle = (far + near) / 2;
      if (await isAny(toMs - middle)) far = middle;
      else near = middle;
    }
    return toMs - near;
  }

  while (toMs > oldestMs && looks < MOST_LOOKS) {
    const fromMs = toMs - windowMs;
    const segments = await segmentsBetween(place, fromMs, toMs);
    looks += 1 + Math.floor(segments.length / 1000);
    yield { fromMs, segments };
    toMs = fromMs;
    windowMs = segments.length > 0 ? Math.min(windowMs * 2, LONGEST_MS) : SHORTEST_MS;
    if (segments.length === 0 && toMs > oldestMs) toMs = await nearLast();
  }
}
