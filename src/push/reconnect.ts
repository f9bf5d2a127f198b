import { retryDelayMs } from '../client/retry.js';
import { CommandError, NetworkError, type OssLiveError, ServiceError } from '../errors.js';

/** How long a broken push is tried again; null is what was not said. */
export interface RetryPolicy {
  retryForSeconds: number | null;
  /** Connections in a row that come to nothing. */
  maxAttempts: number | null;
}

/** How a connection, or the way to it, ended. */
export interface Failure {
  error: OssLiveError;
  /** Milliseconds of any steady clock. */
  nowMs: number;
  /** Whether it held long enough to end an outage. */
  wasHealthy: boolean;
  /** Seconds of a recording; null for an input that comes as it comes. */
  begunAt: number | null;
  endedAt: number | null;
}

/** Failures in a row, the last included. */
export interface Trouble {
  last: Failure;
  attempts: number;
  /** The last of them that were refusals. */
  refusals: number;
  sinceMs: number;
  /** Whether the last two failed in the same way at the same place of the input. */
  samePlace: boolean;
}

export interface PushState {
  /** Whether the push was ever on its way. */
  everStreamed: boolean;
  /** Whether the service ever saw it. */
  everLive: boolean;
  /** Whether the input comes as it comes. */
  isLive: boolean;
  nowMs: number;
}

const RETRY_FOR_SECONDS = 300;
const FIRST_DELAY_MS = 1000;

/** What has come of it with one more failure. */
export function follow(before: Trouble | null, last: Failure): Trouble {
  const samePlace = before !== null && isSamePlace(before.last, last);
  const refused = isRefusal(last.error);
  if (before === null || last.wasHealthy)
    return { last, attempts: 1, refusals: refused ? 1 : 0, sinceMs: last.nowMs, samePlace };
  return {
    ...{ last, attempts: before.attempts + 1, sinceMs: before.sinceMs, samePlace },
    refusals: refused ? before.refusals + 1 : 0,
  };
}

/**
 * Milliseconds until the next attempt, null when there is none. A push that never began is tried again only when
 * that was asked for: there it is more often the set-up than the weather.
 */
export function reconnectDelayMs(
  trouble: Trouble,
  state: PushState,
  { retryForSeconds, maxAttempts }: RetryPolicy,
  random: () => number,
): number | null {
  const asked = retryForSeconds !== null || maxAttempts !== null;
  const hasBegun = trouble.last.error.code === 'NotLive' ? state.everLive : state.everStreamed;
  if (!mayPass(trouble, state) || (!hasBegun && !asked)) return null;
  const attempts = maxAttempts ?? Number.POSITIVE_INFINITY;
  const limitMs = retryLimitMs({ retryForSeconds, maxAttempts });
  const delayMs = retryDelayMs(trouble.attempts, null, { attempts, baseDelayMs: FIRST_DELAY_MS }, random);
  const leftMs = limitMs - (state.nowMs - trouble.sinceMs);
  return delayMs === null || leftMs <= 0 ? null : Math.min(delayMs, leftMs);
}

/** How long an outage may last. */
export function retryLimitMs({ retryForSeconds, maxAttempts }: RetryPolicy): number {
  const usual = maxAttempts === null ? RETRY_FOR_SECONDS : Number.POSITIVE_INFINITY;
  return (retryForSeconds ?? usual) * 1000;
}

/** Whether the same push may come through later. */
function mayPass({ last: { error }, refusals, samePlace }: Trouble, state: PushState): boolean {
  if (samePlace) return false;
  if (error instanceof NetworkError || error.retryable) return true;
  // The service may take our own broken connection for another publisher, for half a minute and more.
  if (error.code === 'ChannelStillLive') return true;
  // Each attempt is freshly signed: what is refused once more is meant.
  if (refusals > 0) return refusals === 1;
  if (!state.everStreamed) return false;
  // A source that is gone may be told in any words.
  if (state.isLive && error.kind === 'usage') return true;
  return error instanceof CommandError && ['FfmpegFailed', 'NotLive'].includes(error.code);
}

/** What a server may say of a push that it does not want. Of a channel that is gone or disabled, one word is enough. */
const REFUSALS = ['PublishRefused', 'NoSuchBucket', 'NoSuchLiveChannel', 'InvalidArgument'];

function isRefusal(error: OssLiveError): boolean {
  if (error.kind === 'denied') return error instanceof CommandError || error instanceof ServiceError;
  return error instanceof CommandError && REFUSALS.includes(error.code);
}

/** What is wrong with the input stops every connection that comes to it, however it began. */
const BY_PLACE = ['FfmpegFailed', 'ConnectionLost', 'PushEnded', 'EndNotStored'];
const SAME_SECONDS = 0.5;

function isSamePlace(one: Failure, other: Failure): boolean {
  if (one.endedAt === null || other.endedAt === null || one.begunAt === null || other.begunAt === null)
    return false;
  if (one.error.code !== other.error.code || !BY_PLACE.includes(one.error.code)) return false;
  if (Math.abs(one.endedAt - other.endedAt) > SAME_SECONDS) return false;
  // A network may break every connection after the same time, and so at the same place when they began at the same.
  const isWeather = Math.abs(one.begunAt - other.begunAt) < SAME_SECONDS || other.endedAt === other.begunAt;
  return one.error.code === 'FfmpegFailed' || one.error.code === 'EndNotStored' || !isWeather;
}
