import { failedLook, isOfBucket, retryAfterSeconds } from './failure.js';
import type { Observation } from './observe.js';
import { counters, REQUEST_RESULTS, type RequestResult } from './state.js';

/** The answer, or what its failure tells; null when it tells nothing. */
export type Asked<Answer> = { answer: Answer } | { failed: Observation | null };

/** Asks the service, and counts what came of it. */
export class Asking {
  readonly results = counters<RequestResult>(REQUEST_RESULTS);
  readonly #signal: AbortSignal;
  readonly #onThrottled: (retryAfterSeconds: number | null) => void;

  constructor(signal: AbortSignal, onThrottled: (retryAfterSeconds: number | null) => void) {
    this.#signal = signal;
    this.#onThrottled = onThrottled;
  }

  /**
   * `isVital`: nothing can be watched without this answer. Rejects for bugs, and when the first answer of all shows
   * that nothing can be watched.
   */
  async ask<Answer>(
    request: (signal: AbortSignal) => Promise<Answer>,
    { isVital = false } = {},
  ): Promise<Asked<Answer>> {
    try {
      const answer = await request(this.#signal);
      this.results.ok++;
      return { answer };
    } catch (error) {
      if (this.#signal.aborted) return { failed: null };
      const failed = failedLook(error);
      const isHopeless = failed?.kind === 'refused' && (isVital || isOfBucket(error));
      if (this.results.ok === 0 && isHopeless) throw error;
      this.results[resultOf(failed)]++;
      if (failed === null) this.#onThrottled(retryAfterSeconds(error));
      return { failed };
    }
  }
}

function resultOf(failed: Observation | null): RequestResult {
  if (failed === null) return 'throttled';
  return failed.kind === 'unreachable' ? 'failed' : 'refused';
}
