/** The most requests per second, whatever the interval and however many channels. */
const MOST_PER_SECOND = 100;
const SLOWEST = 16;
/** Before a faster pace is tried again. */
const CALM_ROUNDS = 5;
const LONGEST_PAUSE_MS = 300_000;

/** How fast to ask: the interval is multiplied while the service wants fewer requests. */
export interface Pace {
  intervalMs: number;
  /** 1 when all is well. */
  factor: number;
  /** Rounds since the service last wanted fewer requests. */
  calmRounds: number;
}

/** Milliseconds from one request to the next, so that they spread over the interval. */
export function gapMs({ intervalMs, factor }: Pick<Pace, 'intervalMs' | 'factor'>, requests: number): number {
  return Math.max(1000 / MOST_PER_SECOND, (intervalMs * factor) / Math.max(1, requests));
}

/** Milliseconds in which nothing is asked, when that is what the service wants; not so long that nobody watches any more. */
export function pauseMs(retryAfterSeconds: number | null): number {
  return Math.min(LONGEST_PAUSE_MS, (retryAfterSeconds ?? 0) * 1000);
}

/** After 429 or 503: half as fast. */
export function slower(pace: Pace): Pace {
  return { ...pace, factor: Math.min(SLOWEST, pace.factor * 2), calmRounds: 0 };
}

/** After a round without them; after some of these twice as fast, up to the interval. */
export function afterCalmRound(pace: Pace): Pace {
  const calmRounds = pace.calmRounds + 1;
  if (calmRounds < CALM_ROUNDS) return { ...pace, calmRounds };
  return { ...pace, factor: Math.max(1, pace.factor / 2), calmRounds: 0 };
}
