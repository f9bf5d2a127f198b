import { createHmac, randomUUID } from 'node:crypto';
import { NetworkError } from '../errors.js';
import { unixSeconds } from '../protocol/time.js';
import type { HttpRequest, Transport } from '../protocol/wire.js';
import { retryDelayMs, wait } from '../retry.js';
import type { WatchEvent } from './event.js';

export interface Webhook {
  url: URL;
  /** Null leaves the requests unsigned. */
  secret: string | null;
  transport: Transport;
  now(): Date;
  signal: AbortSignal;
  /** Told once of an event that could not be delivered. */
  onFailed(message: string): void;
}

const RETRY = { attempts: 6, baseDelayMs: 1000 };

/** Posts an event until the receiver takes it, with backoff; gives up when it refuses it or after six attempts. */
export async function postEvent(event: WatchEvent, webhook: Webhook): Promise<void> {
  const id = randomUUID();
  for (let attempt = 1; ; attempt++) {
    const problem = await attemptOnce(
      webhookRequest(event, { ...webhook, id, time: webhook.now() }),
      webhook,
    );
    if (problem === null) return;
    const delayMs = problem.isFinal ? null : retryDelayMs(attempt, null, RETRY);
    if (webhook.signal.aborted) return;
    if (delayMs === null) {
      // The path and query may hold a secret of the receiver.
      webhook.onFailed(
        `${event.event} of ${event.channelName} did not reach ${webhook.url.origin}: ${problem.why}`,
      );
      return;
    }
    await wait(delayMs, webhook.signal).catch(() => undefined);
  }
}

interface Problem {
  why: string;
  /** The same would come of the next attempt. */
  isFinal: boolean;
}

async function attemptOnce(request: HttpRequest, { transport, signal }: Webhook): Promise<Problem | null> {
  try {
    const { status, body } = await transport(request, { signal });
    // Read to its end, or the connection could not be used again.
    if (body !== null && typeof body === 'object' && Symbol.asyncIterator in body)
      for await (const _ of body);
    if (status >= 200 && status < 300) return null;
    const isFinal = status < 500 && status !== 429 && status !== 408;
    return { why: `it answered ${status}.`, isFinal };
  } catch (error) {
    return { why: (error as Error).message, isFinal: !(error instanceof NetworkError) };
  }
}

interface Signing {
  url: URL;
  secret: string | null;
  /** The same in every attempt to deliver one event. */
  id: string;
  time: Date;
}

/** The request that carries an event; the signature covers the time and the body. */
export function webhookRequest(event: WatchEvent, { url, secret, id, time }: Signing): HttpRequest {
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
