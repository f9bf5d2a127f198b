import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { reset } from '../http/tls.js';
import type { MediaMessage, PublishedStream } from '../rtmp/publishing.js';
import type { ConnectionEffect, PublishEffect } from './effects.js';
import { LONGEST_STALL_MS } from './http-faults.js';

/** Lets a new RTMP connection in, or does to it what a rule wants. */
export function admit(socket: Socket, effect: ConnectionEffect, proceed: () => void): void {
  if (effect.refuse) {
    reset(socket);
    return;
  }
  const wait = effect.silent ? LONGEST_STALL_MS : Math.min(effect.handshakeDelayMs ?? 0, LONGEST_STALL_MS);
  const timer = setTimeout(() => {
    if (effect.silent) socket.destroy();
    else proceed();
  }, wait);
  socket.once('close', () => clearTimeout(timer));
  if (effect.silent) socket.resume();
}

/** How a push is dropped: by the connection it came on, or by what the server says. */
export type Drop = (how: NonNullable<PublishEffect['dropHow']>) => void;

/** A push to which a rule does something. */
export function faultyStream<Stream extends PublishedStream>(
  stream: Stream,
  effect: PublishEffect,
  drop: Drop,
): Stream {
  const { dropAfterMs, dropAfterBytes = Number.POSITIVE_INFINITY, stallAfterMs, readRate } = effect;
  const startedAt = performance.now();
  const over = new AbortController();
  const wait = (ms: number): Promise<void> =>
    delay(Math.min(ms, LONGEST_STALL_MS), undefined, { signal: over.signal }).catch(() => undefined);
  let bytes = 0;
  let stalled = false;

  function dropNow(): void {
    if (!over.signal.aborted) drop(effect.dropHow ?? 'rst');
  }

  function obstacles(): Promise<void>[] {
    const found: Promise<void>[] = [];
    if (stallAfterMs !== undefined && !stalled && performance.now() - startedAt >= stallAfterMs) {
      stalled = true;
      found.push(wait(effect.stallForMs ?? LONGEST_STALL_MS));
    }
    if (readRate !== undefined) {
      const aheadMs = (bytes / readRate) * 1000 - (performance.now() - startedAt);
      if (aheadMs > 0) found.push(wait(aheadMs));
    }
    return found;
  }

  const timer = dropAfterMs === undefined ? undefined : setTimeout(dropNow, dropAfterMs);
  return {
    ...stream,
    write(message: MediaMessage) {
      bytes += message.payload.length;
      if (bytes >= dropAfterBytes) dropNow();
      const stored = effect.blackhole ? undefined : stream.write(message);
      const waits = [...obstacles(), ...(stored === undefined ? [] : [stored])];
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
    },
    end(reason) {
      clearTimeout(timer);
      over.abort();
      return stream.end(reason);
    },
  };
}
