/** The most requests per second, whatever the interval and however many channels. */
const MOST_PER_SECOND = 100;
const SLOWEST = 16;

/** How fast to ask: the interval is multiplied while the service wants fewer requests. */
export interface Pace {
  intervalMs: number;
  /** 1 when all is well. */
  factor: number;
}

/** Milliseconds from one request to the next, so that they spread over the interval. */
export function gapMs({ intervalMs, factor }: Pace, requests: number): number {
  return Math.max(1000 / MOST_PER_SECOND, (intervalMs * factor) / Math.max(1, requests));
}

/** After 429 or 503: half as fast. */
export function slower(pace: Pace): Pace {
  return { ...pace, factor: Math.min(SLOWEST, pace.factor * 2) };
}

/** After a round without them: twice as fast, up to the interval. */
export function faster(pace: Pace): Pace {
  return { ...pace, factor: Math.max(1, pace.factor / 2) };
}
