import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_LIMITS } from '../client/limits.js';

/** The most requests per second, whatever the interval and however many channels. */
const MOST_PER_SECOND = 100;
const SLOWEST = 16;
/** Before a faster pace is tried again. */
const CALM_ROUNDS = 5;
const LONGEST_PAUSE_MS = CLIENT_LIMITS.leftAlone.value;

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

/** A request. While one with its key is still on the way it is left out. */
export interface Turn {
  key: string;
  request(): Promise<void>;
}

interface ScheduleOptions {
  intervalMs: number;
  /** Ends every wait. */
  signal: AbortSignal;
  /** Told of a request that rejects. */
  onFailed(reason: unknown): void;
}

const MOST_IN_FLIGHT = CLIENT_LIMITS.looksAtOnce.value;
const SHORTEST_GAP_MS = gapMs({ intervalMs: 0, factor: 1 }, 1);

/** When is asked: spread over the interval, some at a time, and less often while the service wants that. */
export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #inFlight = new Map<string, Promise<void>>();
  #pace: Pace;
  /** Whether the service wanted fewer requests in this round. */
  #slowed = false;
  /** Before this, by `performance.now()`, it wants to be left alone. */
  #quietUntil = 0;
  /** Whether any round had a turn yet. */
  #hasBegun = false;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#pace = { intervalMs: options.intervalMs, factor: 1, calmRounds: 0 };
  }

  /** Seconds between two requests for the same thing. */
  get intervalSeconds(): number {
    return (this.#pace.intervalMs * this.#pace.factor) / 1000;
  }

  /** Makes the requests of one round; resolves when the next one is due. */
  async round(turnsOf: () => Promise<readonly Turn[]>): Promise<void> {
    const startedAt = performance.now();
    await this.#quiet();
    const turns = await turnsOf();
    // Everything is to be seen soon after the start; from then on requests spread over the interval.
    const isFirst = !this.#hasBegun;
    this.#hasBegun ||= turns.length > 0;
    for (const turn of turns) {
      await this.#quiet();
      await this.#take(turn);
      await this.#pause(isFirst ? SHORTEST_GAP_MS : gapMs(this.#pace, turns.length));
    }
    if (isFirst) await this.settled();
    await this.#pause(this.intervalSeconds * 1000 - (performance.now() - startedAt));
    if (!this.#slowed) this.#pace = afterCalmRound(this.#pace);
    this.#slowed = false;
  }

  /** Resolves when no request is on the way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#inFlight.values());
  }

  /**
   * Asks less often from now on, and not before so many seconds. Gives the seconds of silence; null when the interval
   * is longer already: answers to requests that were on the way say the same thing again.
   */
  slowDown(retryAfterSeconds: number | null): number | null {
    const wantedMs = pauseMs(retryAfterSeconds);
    this.#quietUntil = Math.max(this.#quietUntil, performance.now() + wantedMs);
    if (this.#slowed) return null;
    this.#slowed = true;
    this.#pace = slower(this.#pace);
    return Math.ceil(wantedMs / 1000);
  }

  /** Resolves when there is room for another one. */
  async #take({ key, request }: Turn): Promise<void> {
    const { signal, onFailed } = this.#options;
    if (signal.aborted || this.#inFlight.has(key)) return;
    const settled = request()
      .catch(onFailed)
      .finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, settled);
    if (this.#inFlight.size >= MOST_IN_FLIGHT) await Promise.race(this.#inFlight.values());
  }

  async #quiet(): Promise<void> {
    await this.#pause(this.#quietUntil - performance.now());
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#options.signal }).catch(() => undefined);
  }
}
