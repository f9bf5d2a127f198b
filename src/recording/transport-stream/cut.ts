import { ticksBetween } from './clock.js';
import type { Place } from './run.js';
import { type Cut, ROUNDING } from './stretch.js';
import { unitsOf } from './units.js';

/**
 * What is kept of the pictures before `shownAt`, by the clock of the joined recording; `places` are given from the last
 * on backwards. A later push that was encoded anew begins in the middle of a group of pictures of the earlier one, where
 * some that are shown later are decoded first. Where both have the same key frame, what is decoded behind it is the
 * later one's.
 */
export async function cutBefore(
  places: readonly Place[],
  shownAt: number,
): Promise<Pick<Cut, 'video' | 'decoded' | 'early'>> {
  for (const { file, at, first } of places) {
    let decoded = Number.NEGATIVE_INFINITY;
    let early: number[] = [];
    const later: number[] = [];
    for await (const unit of unitsOf(file)) {
      if (unit.track === 'audio') continue;
      const pts = at + ticksBetween(first, unit.pts);
      if (unit.isKey && Math.abs(shownAt - pts) <= ROUNDING) break;
      if (pts >= shownAt - ROUNDING) {
        later.push(pts);
        continue;
      }
      decoded = at + ticksBetween(first, unit.dts);
      early = [...later];
    }
    if (decoded > Number.NEGATIVE_INFINITY) return { video: shownAt, decoded, early };
  }
  return { video: shownAt, decoded: Number.NEGATIVE_INFINITY, early: [] };
}
