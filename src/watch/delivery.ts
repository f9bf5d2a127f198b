import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_LIMITS } from '../client/limits.js';

/** Hands things on, one after the other. What waits is bounded: a slow receiver must not fill the memory. */
export interface Delivery<Item> {
  push(item: Item): void;
  /** Waits until all is handed on, or the time is up. Resolves with how many were not. */
  drain(ms: number): Promise<number>;
}

const MOST_WAITING = CLIENT_LIMITS.undelivered.value;

/** `deliver` must not reject. `onDropped` is told of each item that found no room. */
export function createDelivery<Item>(
  deliver: (item: Item) => Promise<void>,
  onDropped: (item: Item) => void,
): Delivery<Item> {
  const waiting: Item[] = [];
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (let item = waiting[0]; item !== undefined; item = waiting[0]) {
      await deliver(item);
      waiting.shift();
    }
    working = null;
  }

  return {
    push(item) {
      if (waiting.length >= MOST_WAITING) onDropped(item);
      else waiting.push(item);
      working ??= work();
    },
    async drain(ms) {
      const handedOn = new AbortController();
      const timeUp = sleep(ms, undefined, { signal: handedOn.signal }).catch(() => undefined);
      await Promise.race([working, timeUp]);
      handedOn.abort();
      return waiting.length;
    },
  };
}
