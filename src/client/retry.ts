import { setTimeout as sleep } from 'node:timers/promises';
import { english } from '../english.js';
import { InterruptedError, OssLiveError, UsageError } from '../errors.js';
import { CLIENT_LIMITS } from './limits.js';
import { onAbort } from './on-abort.js';

/** How a call is repeated that failed for a reason that may pass. */
export interface RetryOptions {
  /** How often a call is sent at most; 3 when absent, 1 for no repetition. */
  attempts?: number | null;
  /** The first wait is a random time up to this, and the bound doubles each time; 200 when absent. */
  baseDelayMs?: number | null;
}

const LONGEST_BACKOFF_MS = CLIENT_LIMITS.backoff.value;
/** A server that asks for a longer pause than this gets no repetition: the caller decides. */
const LONGEST_RETRY_AFTER_MS = CLIENT_LIMITS.retryAfter.value;

/** Throws UsageError; a number that is none would repeat a call for ever. */
export function checkRetry(options: RetryOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value == null || (typeof value === 'number' && value >= 0)) continue;
    throw new UsageError(english`retry.${name} is a number from 0; got ${String(value)}.`);
  }
}

/**
 * Milliseconds to wait after the given attempt (counted from 1), or null when it should not be repeated.
 * Full jitter: clients that failed together do not come back together.
 */
export function retryDelayMs(
  attempt: number,
  retryAfterMs: number | null,
  { attempts, baseDelayMs }: RetryOptions = {},
  random: () => number = Math.random,
): number | null {
  if (attempt >= (attempts ?? 3)) return null;
  if (retryAfterMs !== null && retryAfterMs > LONGEST_RETRY_AFTER_MS) return null;
  const bound = Math.min(LONGEST_BACKOFF_MS, (baseDelayMs ?? 200) * 2 ** (attempt - 1));
  return Math.max(Math.round(random() * bound), retryAfterMs ?? 0);
}

/** A Retry-After header, in seconds or as a date, as milliseconds from now. */
export function parseRetryAfter(value: string | null, now: Date): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/** Resolves after the time, or rejects at once when the signal is aborted. */
export async function wait(delayMs: number, signal: AbortSignal | null | undefined): Promise<void> {
  try {
    await sleep(delayMs, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? interruption(signal) : error;
  }
}

/** The promise, unless the signal is aborted first: what is waited for may not know about signals. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(interruption(signal));
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(onAbort(signal, abort));
  });
}

/** What a call rejects with when its signal is aborted. */
export function interruption(signal: AbortSignal): OssLiveError {
  if (signal.reason instanceof OssLiveError) return signal.reason;
  return new InterruptedError('SIGINT', { cause: signal.reason });
}
