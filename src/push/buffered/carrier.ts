import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { NetworkError, OssLiveError } from '../../errors.js';
import { untilReachable } from '../../publish/index.js';
import { untilFinished } from '../../recording/index.js';
import { eventError, thousandths } from '../events.js';
import { follow, reconnectDelayMs, retryLimitMs, type Trouble } from '../reconnect.js';
import { explained } from '../targets.js';
import type { Carriage } from './carriage.js';
import { carryOnce } from './carry-once.js';

/** How often a name that is taken is tried: the service holds a lost connection for half a minute and more. */
const BUSY_MS = [1000, 2000];
/** A connection that held this long ends an outage. */
const HEALTHY_MS = 10_000;
/** Publishers that were cut off together do not come back at the same moment. */
const SPREAD_MS = 250;
/** The last picture may be decoded later than another is shown. */
const LAST_PICTURES_MS = 200;
const OTHER: unique symbol = Symbol('other');

/**
 * Carries the stream to one channel, over all its connections. Resolves when all of the input is sent, or the push was
 * interrupted; rejects with what cannot be got over.
 */
export async function carry(carriage: Carriage): Promise<void> {
  const { onAir, intake } = carriage;
  const { signal } = onAir;
  let trouble: Trouble | null = null;
  let isBroken = false;
  intake.consumers.add(carriage);
  try {
    for (let attempt = 1; await isMore(carriage, isBroken); attempt++) {
      if (attempt > 1) carriage.reconnects++;
      const beganMs = performance.now();
      const error = await attemptOnce(carriage, attempt);
      if (error === null || signal.aborted) return;
      isBroken = error !== OTHER && carriage.sentMs !== null;
      // Another decoder is needed from here on: that is no trouble.
      if (error === OTHER) continue;
      const { lastSentAtMs } = carriage;
      trouble = follow(trouble, {
        ...{ error, nowMs: performance.now(), begunAt: null, endedAt: null },
        wasHealthy: lastSentAtMs !== null && lastSentAtMs - beganMs >= HEALTHY_MS,
      });
      await pause(carriage, trouble, attempt + 1);
      if (signal.aborted) return;
    }
  } finally {
    intake.consumers.delete(carriage);
    carriage.ghost?.destroy('reset');
    intake.makeRoom();
    const unsentMs = intake.latestMs - (carriage.sentMs ?? intake.latestMs);
    if (unsentMs > UNSENT_MS) carriage.arrival.missed(unsentMs / 1000);
    await carriage.arrival.settle(AbortSignal.timeout(LAST_LOOK_MS), true);
  }
}

/** Waits until there is something to be sent: without that a connection would be of no use. */
async function isMore(carriage: Carriage, isBroken: boolean): Promise<boolean> {
  const { intake, onAir } = carriage;
  const isUnsent = () => (intake.buffer.newest?.endMs ?? -1) > (carriage.sentMs ?? -1);
  const wake = (): void => carriage.wake?.();
  onAir.signal.addEventListener('abort', wake);
  while (!onAir.signal.aborted && !isUnsent() && !intake.isOver) {
    await new Promise<void>((resolve) => {
      carriage.wake = resolve;
    });
  }
  onAir.signal.removeEventListener('abort', wake);
  carriage.wake = null;
  return !onAir.signal.aborted && (isUnsent() || (isBroken && !(await isAllStored(carriage))));
}

/** Of a connection that broke when all had been sent. */
async function isAllStored({ onAir, arrival, target }: Carriage): Promise<boolean> {
  const { client, signal } = onAir;
  const { stretch } = arrival;
  if (stretch?.connectedTime == null) return false;
  const { connectedTime, sentMs } = stretch;
  const { channelName } = target;
  await untilFinished({ client, channelName, connectedTime, signal }).catch(() => false);
  return (await arrival.look(signal)) && sentMs - stretch.sureMs < LAST_PICTURES_MS;
}

/** What it failed of; null when it came to its end. */
async function attemptOnce(carriage: Carriage, attempt: number): Promise<OssLiveError | typeof OTHER | null> {
  const { client, signal } = carriage.onAir;
  const { channelName } = carriage.target;
  try {
    return (await carryOnce(carriage, attempt)) === 'other' ? OTHER : null;
  } catch (thrown) {
    const error = await explained(thrown, { client, channelName, signal });
    if (signal.aborted) return null;
    if (!(error instanceof OssLiveError)) throw error;
    return error;
  } finally {
    carriage.isLive = false;
  }
}

/** Until it is worth trying again; throws when it is not. */
async function pause(carriage: Carriage, trouble: Trouble, attempt: number): Promise<void> {
  const { onAir, target, address } = carriage;
  const { signal, emit } = onAir;
  const { error } = trouble.last;
  const nowMs = performance.now();
  const state = {
    everStreamed: carriage.sentMs !== null,
    everLive: onAir.since !== null,
    isLive: false,
    nowMs,
  };
  const usualMs = reconnectDelayMs(trouble, state, onAir, Math.random);
  if (usualMs === null) throw error;
  const delayMs = delayOf(trouble, usualMs);
  const { channelName } = target;
  const delaySeconds = thousandths(delayMs / 1000);
  emit({ event: 'reconnecting', channelName, attempt, delaySeconds, error: eventError(error) });
  const leftMs = Math.max(1, Math.ceil(trouble.sinceMs + retryLimitMs(onAir) - nowMs));
  const within = leftMs < ENDLESS_MS ? [AbortSignal.timeout(leftMs)] : [];
  const either = AbortSignal.any([signal, ...within]);
  try {
    await sleep(delayMs, undefined, { signal: either });
    const isWeather = error instanceof NetworkError && error.code !== 'PushEnded';
    if (isWeather && address !== null) await untilReachable(address, either);
  } catch {
    if (!signal.aborted) throw error;
  }
}

/** What no timer can wait: beyond 24 days they end at once. */
const ENDLESS_MS = 2 ** 31;

function delayOf({ last, attempts }: Trouble, usualMs: number): number {
  if (last.error.code === 'ChannelStillLive')
    return BUSY_MS[Math.min(attempts, BUSY_MS.length) - 1] ?? usualMs;
  return attempts === 1 ? Math.random() * SPREAD_MS : usualMs;
}

/** What is on its way at the end of a push that is interrupted is no loss. */
const UNSENT_MS = 1000;

/** At the end, for what was lost. */
const LAST_LOOK_MS = CLIENT_LIMITS.lossesCounted.value;
