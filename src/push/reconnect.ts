import { retryDelayMs } from '../client/retry.js';
import { CommandError, NetworkError, type OssLiveError } from '../errors.js';
import type { Media } from './ffmpeg/media.js';

/** How long a broken push is tried again; null is what was not said. */
export interface RetryPolicy {
  retryForSeconds: number | null;
  /** Connections in a row that come to nothing. */
  maxAttempts: number | null;
}

/** What is known when a connection has failed. */
export interface Outage {
  /** Failed in a row, this one included. */
  attempts: number;
  /** Since the stream was last on its way. */
  elapsedMs: number;
  /** Whether the push was ever on its way. */
  everStreamed: boolean;
}

const RETRY_FOR_SECONDS = 300;
const FIRST_DELAY_MS = 1000;

/**
 * Milliseconds until the next attempt, null when there is none. A push that never began is tried again only when
 * that was asked for: there it is more often the set-up than the weather.
 */
export function reconnectDelayMs(
  error: OssLiveError,
  outage: Outage,
  { retryForSeconds, maxAttempts }: RetryPolicy,
  random: () => number,
): number | null {
  const asked = retryForSeconds !== null || maxAttempts !== null;
  if (!isTransient(error, outage.everStreamed) || (!outage.everStreamed && !asked)) return null;
  const attempts = maxAttempts ?? Number.POSITIVE_INFINITY;
  const limitMs =
    (retryForSeconds ?? (maxAttempts === null ? RETRY_FOR_SECONDS : Number.POSITIVE_INFINITY)) * 1000;
  const delayMs = retryDelayMs(outage.attempts, null, { attempts, baseDelayMs: FIRST_DELAY_MS }, random);
  const leftMs = limitMs - outage.elapsedMs;
  return delayMs === null || leftMs <= 0 ? null : Math.min(delayMs, leftMs);
}

/**
 * Whether the same push may come through later. A refusal stays one: a wrong key, an expired signature (each attempt
 * has a fresh one, so the clock is wrong), a channel that is gone or disabled.
 */
function isTransient(error: OssLiveError, everStreamed: boolean): boolean {
  if (error instanceof NetworkError || error.retryable) return true;
  if (!everStreamed || !(error instanceof CommandError)) return false;
  // The service may take our own broken connection for another publisher, for a while.
  return ['ChannelStillLive', 'FfmpegFailed', 'NotLive'].includes(error.code);
}

/** The last of a stream was on its way when its connection broke. */
const ON_ITS_WAY_SECONDS = 1;

/**
 * How much of a recording is to be sent again. ffmpeg takes it up at the key frame before the place that it is given,
 * MPEG-TS at the one after it.
 */
export function overlapSeconds(inputs: readonly Media[]): number {
  const gaps = inputs.map(({ format, video }) => (format === 'mpegts' ? (video?.keyFrameSeconds ?? 0) : 0));
  return ON_ITS_WAY_SECONDS + Math.max(0, ...gaps);
}
