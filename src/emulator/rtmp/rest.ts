import { setTimeout as delay } from 'node:timers/promises';

const REST_MS = 100;

/**
 * Makes the rests between two reads of publishers who send in real time. Their frames come one by one, and to be woken
 * for each of them costs several times what the frame itself does. All rest together, so that all are served together.
 */
export function createRest(): () => Promise<void> {
  let current: Promise<void> | null = null;
  return () => {
    current ??= delay(REST_MS).finally(() => {
      current = null;
    });
    return current;
  };
}
