import { once, setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EndReason, PublishedStream } from '../rtmp/publishing.js';
import type { LiveStat } from '../service/backend.js';

export interface Publisher {
  connectedMs: number;
  remoteAddress: string;
}

/** One accepted push: what arrives is measured, cut into segments and stored. */
export interface Push extends PublishedStream {
  stat(): LiveStat;
}

/** A channel that is taken, from the moment its publisher is let in. */
export interface Taken extends Publisher {
  /** null while its storage is being prepared. */
  push: Push | null;
  /** Settles when the push is stored; null as long as its publisher is there. */
  ending: Promise<void> | null;
  /** Aborted, with the reason, when the push is to end. */
  readonly cut: AbortSignal;
  end(reason: EndReason): void;
  /** The same after a time; asked again, it does not begin anew. */
  endAfter(ms: number, reason: EndReason): void;
  free(): void;
  /** Aborted when the channel is free again. */
  readonly freed: AbortSignal;
}

/** Who has which channel: at most one publisher each. */
export interface TakenChannels {
  get(bucketName: string, channelName: string): Taken | undefined;
  take(bucketName: string, channelName: string, publisher: Publisher): Taken;
  /** Whether nobody has a channel. Waits for the end of a push that has just been left by its publisher. */
  isFree(bucketName: string, channelName: string): Promise<boolean>;
  /** Ends every push and resolves when all are stored. */
  clear(reason: EndReason): Promise<void>;
  readonly count: number;
}

/** Publishers leave without waiting for an answer, and their connection is read ten times a second. */
const NOTICED_WITHIN_MS = 1000;
const STORED_WITHIN_MS = 10_000;

export function createTakenChannels(): TakenChannels {
  const taken = new Map<string, Taken>();
  const keyOf = (bucketName: string, channelName: string): string => `${bucketName}/${channelName}`;

  return {
    get: (bucketName, channelName) => taken.get(keyOf(bucketName, channelName)),
    take(bucketName, channelName, publisher) {
      const key = keyOf(bucketName, channelName);
      const one = takenBy(publisher, () => taken.delete(key));
      taken.set(key, one);
      return one;
    },
    async isFree(bucketName, channelName) {
      const key = keyOf(bucketName, channelName);
      const one = taken.get(key);
      const until = (ms: number): Promise<void> =>
        delay(ms, undefined, { signal: one?.freed }).catch(() => {});
      if (one?.ending === null) await until(NOTICED_WITHIN_MS);
      if (one?.ending) await until(STORED_WITHIN_MS);
      return !taken.has(key);
    },
    async clear(reason) {
      while (taken.size > 0) {
        const all = [...taken.values()];
        const freed = all.map((one) => once(one.freed, 'abort'));
        for (const one of all) one.end(reason);
        await Promise.all(freed);
      }
    },
    get count() {
      return taken.size;
    },
  };
}

function takenBy(publisher: Publisher, forget: () => void): Taken {
  const cut = new AbortController();
  const freed = new AbortController();
  // As many wait for it as want to publish.
  setMaxListeners(0, freed.signal);
  let timer: NodeJS.Timeout | undefined;
  return {
    ...publisher,
    push: null,
    ending: null,
    cut: cut.signal,
    end: (reason) => cut.abort(reason),
    endAfter(ms, reason) {
      timer ??= setTimeout(() => cut.abort(reason), ms);
    },
    free() {
      clearTimeout(timer);
      forget();
      freed.abort();
    },
    freed: freed.signal,
  };
}
