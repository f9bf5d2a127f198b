import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import type { HttpResponse } from '../../protocol/wire.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { type Handle, type IncomingRequest, IncompleteBody } from './message.js';

/** The requests that are being carried out: nothing may be written once the data folder is given free. */
export interface InProgress {
  /** Rejects with CommandError (`Closed`) when `close` was called before. */
  run(request: IncomingRequest, carryOut: Handle): Promise<HttpResponse>;
  /** Resolves when all are done. Bodies have a while to come to their end; then they are taken for incomplete. */
  close(): Promise<void>;
}

export function createInProgress(graceMs = 1000 * EMULATOR_LIMITS.closing.value): InProgress {
  const running = new Set<Promise<unknown>>();
  const over = new AbortController();
  let closed = false;

  return {
    async run(request, carryOut) {
      if (closed) throw closedError();
      const { body } = request;
      const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
      const answer = carryOut(isStream ? { ...request, body: untilAborted(body, over.signal) } : request);
      running.add(answer);
      try {
        return await answer;
      } finally {
        running.delete(answer);
      }
    },
    async close() {
      closed = true;
      const done = Promise.allSettled(running);
      const waiting = new AbortController();
      await Promise.race([done, delay(graceMs, undefined, { signal: waiting.signal }).catch(() => {})]);
      waiting.abort();
      over.abort();
      await done;
    },
  };
}

export function closedError(): CommandError {
  return new CommandError('Closed', english`The emulator is closed.`, 'conflict');
}

async function* untilAborted(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  const settled = new AbortController();
  const aborted = once(signal, 'abort', { signal: settled.signal }).then(() => {
    throw new IncompleteBody('the emulator is closing');
  });
  aborted.catch(() => {});
  let ended = false;
  try {
    while (!signal.aborted) {
      const { done, value } = await Promise.race([iterator.next(), aborted]);
      ended = done === true;
      if (ended) return;
      yield value;
    }
    throw new IncompleteBody('the emulator is closing');
  } finally {
    settled.abort();
    // Not waited for: a generator that stands still never returns.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
