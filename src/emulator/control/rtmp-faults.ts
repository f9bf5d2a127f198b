import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { reset } from '../http/tls.js';
import type { PublishFault, PublishFaults } from '../live/authorize.js';
import type { MediaMessage, PublishedStream } from '../rtmp/publishing.js';
import type { ConnectionEffect, PublishEffect } from './effects.js';
import type { Faults } from './faults.js';
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

/** What rules do to publishers. */
export function publishFaults(faults: Faults): PublishFaults {
  const about = (channel: string | null) => ({ op: 'publish', channel, method: null });
  return {
    skewMs: (channel) => faults.hit('clock', about(channel))?.effect.skewMs ?? 0,
    strike(channel) {
      const effect = faults.hit('publish', about(channel))?.effect;
      return effect === undefined ? null : publishFault(effect);
    },
  };
}

function publishFault(effect: PublishEffect): PublishFault {
  const { reject, acceptDelayMs = 0 } = effect;
  const { code = 'NetStream.Publish.Denied', text: description = '' } = reject ?? {};
  return {
    reject: reject === undefined ? null : { code, description },
    acceptDelayMs,
    spoil: (stream, drop) => faultyStream(stream, effect, () => drop(effect.dropHow ?? 'rst')),
  };
}

function faultyStream(stream: PublishedStream, effect: PublishEffect, drop: () => void): PublishedStream {
  const { dropAfterMs, dropAfterBytes = Number.POSITIVE_INFINITY, stallAfterMs, readRate } = effect;
  const startedAt = performance.now();
  const over = new AbortController();
  const wait = (ms: number): Promise<void> =>
    delay(Math.min(ms, LONGEST_STALL_MS), undefined, { signal: over.signal }).catch(() => undefined);
  let bytes = 0;
  let stalled = false;

  function dropNow(): void {
    if (!over.signal.aborted) drop();
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
