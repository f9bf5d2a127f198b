import { createHmac, randomUUID } from 'node:crypto';
import { headerOf } from '../client/answer.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { parseRetryAfter, retryDelayMs, wait } from '../client/retry.js';
import { english } from '../english.js';
import { NetworkError } from '../errors.js';
import { unixSeconds } from '../protocol/time.js';
import type { HttpRequest, HttpResponse, Transport } from '../protocol/wire.js';
import type { ChannelEvent } from './event.js';

export interface Webhook {
  url: URL;
  /** Null leaves the requests unsigned. */
  secret: string | null;
  transport: Transport;
  now(): Date;
  signal: AbortSignal;
  /** How long an event is tried again; five minutes when absent. */
  retryForMs?: number;
  /** The first wait is a random time up to this, and the bound doubles up to 20 seconds; 1 second when absent. */
  baseDelayMs?: number;
  /** How long one attempt may take; 20 seconds when absent. */
  attemptMs?: number;
  /** Told of an event that is late, and of one that could not be delivered. */
  onFailed(message: string): void;
}

/** The address that events can be posted to; null when it is none. */
export function webhookUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' ? url : null;
}

const RETRY_FOR_MS = CLIENT_LIMITS.webhookRetry.value;
const ATTEMPT_MS = CLIENT_LIMITS.webhookAttempt.value;
const LONGEST_RETRY_AFTER_MS = CLIENT_LIMITS.retryAfter.value;
/** A receiver that is started again is no news. */
const ATTEMPTS_UNTIL_NEWS = 4;

/** Posts an event until the receiver takes it, with backoff; gives up when it refuses it, or after five minutes. */
export async function postEvent(event: ChannelEvent, webhook: Webhook): Promise<void> {
  const { url, signal, now, onFailed } = webhook;
  const retry = { attempts: Number.POSITIVE_INFINITY, baseDelayMs: webhook.baseDelayMs ?? 1000 };
  const retryUntil = performance.now() + (webhook.retryForMs ?? RETRY_FOR_MS);
  const id = randomUUID();
  for (let attempt = 1; ; attempt++) {
    const problem = await attemptOnce(webhookRequest(event, { ...webhook, id, time: now() }), webhook);
    if (problem === null || signal.aborted) return;
    const { why, isFinal, retryAfterMs } = problem;
    const delayMs = retryDelayMs(attempt, Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs ?? 0), retry);
    const isLast = isFinal || delayMs === null || performance.now() + delayMs > retryUntil;
    // The path and query may hold a secret of the receiver.
    const told = english`${event.event} of ${event.channelName} did not reach ${url.origin}: ${why}`;
    if (isLast) return onFailed(told);
    if (attempt === ATTEMPTS_UNTIL_NEWS) onFailed(english`${told} Trying again.`);
    await wait(delayMs, signal).catch(() => undefined);
  }
}

interface Problem {
  why: string;
  /** The same would come of the next attempt. */
  isFinal: boolean;
  retryAfterMs: number | null;
}

async function attemptOnce(
  request: HttpRequest,
  { transport, signal, now, attemptMs = ATTEMPT_MS }: Webhook,
): Promise<Problem | null> {
  const timeUp = AbortSignal.timeout(attemptMs);
  try {
    const { status, headers, body } = await transport(request, { signal: AbortSignal.any([signal, timeUp]) });
    await readToEnd(body);
    if (status >= 200 && status < 300) return null;
    const isFinal = status < 500 && status !== 429 && status !== 408;
    const retryAfterMs = parseRetryAfter(headerOf(headers, 'retry-after'), now());
    return { why: english`it answered ${status}.`, isFinal, retryAfterMs };
  } catch (error) {
    const why = timeUp.aborted
      ? english`it did not answer within ${attemptMs / 1000}s.`
      : (error as Error).message;
    return { why, isFinal: !timeUp.aborted && !(error instanceof NetworkError), retryAfterMs: null };
  }
}

/** Or the connection could not be used again. What it says beside the status does not matter, nor whether it ends. */
async function readToEnd(body: HttpResponse['body']): Promise<void> {
  if (body === null || typeof body !== 'object' || !(Symbol.asyncIterator in body)) return;
  try {
    for await (const _ of body);
  } catch {}
}

interface Signing {
  url: URL;
  secret: string | null;
  /** The same in every attempt to deliver one event. */
  id: string;
  time: Date;
}

/** The request that carries an event; the signature covers the time and the body. */
export function webhookRequest(event: ChannelEvent, { url, secret, id, time }: Signing): HttpRequest {
  const body = JSON.stringify(event);
  const timestamp = String(unixSeconds(time));
  return {
    method: 'POST',
    origin: url.origin,
    target: url.pathname + url.search,
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', 'oss-live'],
      ['OSS-Live-Event', event.event],
      ['OSS-Live-Delivery', id],
      ['OSS-Live-Timestamp', timestamp],
      ...(secret === null
        ? []
        : [['OSS-Live-Signature', webhookSignature(secret, timestamp, body)] satisfies [string, string]]),
    ],
    body,
  };
}

/** `sha256=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a full stop and the body. */
export function webhookSignature(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
