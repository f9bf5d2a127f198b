/** A run of segments whose clock goes on, and where it is cut off. */
export interface Stretch {
  /** What is added to its times. */
  offset: number;
  /** When what follows begins: units that come then or later are there already. */
  cut: { video: number; audio: number };
}

/** Times that are told in milliseconds may differ by so many ticks; a picture of 120 a second lasts 750. */
export const ROUNDING = 270;

/** Everything of it is kept. */
export function uncut(): Stretch['cut'] {
  return { video: Number.POSITIVE_INFINITY, audio: Number.POSITIVE_INFINITY };
}
