/** A run of segments whose clock goes on, and where it is cut off. */
export interface Stretch {
  /** What is added to its times. */
  offset: number;
  cut: Cut;
}

export interface Cut {
  /** When what follows begins: units that come then or later are there already. */
  video: number;
  audio: number;
  /** When the last picture that comes before is decoded: what is decoded until then, it may need. */
  decoded: number;
  /** When those are shown that are decoded until then, and come later. */
  early: readonly number[];
}

/** Times that are told in milliseconds may differ by so many ticks; a picture of 120 a second lasts 750. */
export const ROUNDING = 270;

/** Everything of it is kept. */
export function uncut(): Cut {
  const never = Number.POSITIVE_INFINITY;
  return { video: never, audio: never, decoded: never, early: [] };
}

/** Nothing of it is kept. */
export const NOTHING: Cut = {
  video: Number.NEGATIVE_INFINITY,
  audio: Number.NEGATIVE_INFINITY,
  decoded: Number.NEGATIVE_INFINITY,
  early: [],
};

/** Between pictures that are not to be seen: a millisecond, which is the least that Matroska tells apart. */
const UNSEEN = 90;

/**
 * When a picture is shown. One that the later stretch has as well is there for others to be decoded, and comes in the
 * last instant before the cut, where it is not seen: behind each other, as they were.
 */
export function shownBefore({ video, early }: Cut, pts: number): number {
  if (pts < video - ROUNDING) return pts;
  const behind = early.filter((later) => later > pts + 1).length;
  return video - (behind + 1) * Math.min(UNSEEN, ROUNDING / Math.max(1, early.length));
}
