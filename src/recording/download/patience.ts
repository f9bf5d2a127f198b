import { CLIENT_LIMITS } from '../../client/limits.js';
import { retryDelayMs, wait } from '../../client/retry.js';
import { OssLiveError } from '../../errors.js';

/** How long a download goes on asking a network or a service that fails. One for all segments. */
export interface Patience {
  /** Something has come: the time begins anew. */
  refreshed(): void;
  /** For the attempts at one segment. */
  begin(): Attempts;
}

export interface Attempts {
  /** Waits before the next attempt. Throws the error when that is no use, or the time is up. */
  failed(error: unknown, signal: AbortSignal): Promise<void>;
}

/** A server that gives damaged answers would be asked for them for as long as others are right. */
const MOST_ATTEMPTS = CLIENT_LIMITS.segmentAttempts.value;

export function createPatience(
  seconds: number,
  onRetry: (error: OssLiveError, delaySeconds: number) => void,
): Patience {
  let since = performance.now();
  return {
    refreshed() {
      since = performance.now();
    },
    begin() {
      let attempt = 0;
      return {
        async failed(error, signal) {
          if (!(error instanceof OssLiveError) || !error.retryable) throw error;
          attempt++;
          const leftMs = since + seconds * 1000 - performance.now();
          const delayMs = retryDelayMs(attempt, null, { attempts: MOST_ATTEMPTS });
          if (delayMs === null || leftMs <= 0) throw error;
          onRetry(error, delayMs / 1000);
          await wait(Math.min(delayMs, leftMs), signal);
        },
      };
    },
  };
}
