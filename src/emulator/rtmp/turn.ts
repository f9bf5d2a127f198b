import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMULATOR_LIMITS } from '../limits.js';

const LONGEST_MS = EMULATOR_LIMITS.turn.value;

/** Tells one connection when it has kept all others waiting for long enough: a read may bring thousands of messages. */
export class Turn {
  #begunMs = performance.now();

  /** A promise means: go on when it settles. */
  over(): Promise<void> | undefined {
    if (performance.now() - this.#begunMs < LONGEST_MS) return undefined;
    return nextTurn().then(() => {
      this.#begunMs = performance.now();
    });
  }
}
