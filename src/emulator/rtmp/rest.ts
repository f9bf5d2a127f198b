import { setTimeout as delay } from 'node:timers/promises';

const REST_MS = 200;
/** Nearly what Node reads at once, 64 KiB: after more than that, more is waiting. */
const SHORT_READ_BYTES = 60 * 1024;
/** So many short reads tell a camera from a file; of a camera that is about a second. */
const REAL_TIME_READS = 50;

/**
 * Makes the rests between two reads of publishers who send in real time. Their frames come one by one, and to be woken
 * for each of them costs several times what the frame itself does. All rest together, so that all are served together.
 * Segments last for seconds: none comes noticeably later for it.
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

/** Tells by the sizes of its reads whether a publisher sends in real time. */
export class Pace {
  #shortReads = 0;

  isRealTime(readBytes: number): boolean {
    if (readBytes >= SHORT_READ_BYTES) return false;
    this.#shortReads++;
    return this.#shortReads > REAL_TIME_READS;
  }
}
