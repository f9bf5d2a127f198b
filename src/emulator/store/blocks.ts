import { EMULATOR_LIMITS } from '../limits.js';

/** How much of the open segment is held back before it is written. */
const BLOCK_BYTES = EMULATOR_LIMITS.heldBack.value;
const MOST_SPARE = EMULATOR_LIMITS.spareBlocks.value;

/**
 * Memory for what is on its way to the disk, taken again when it is written: nearly all bytes of a stream come along
 * here, and left to the garbage collector they would make it run several times a second.
 */
export class Blocks {
  readonly #spare: Buffer[] = [];

  take(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  }

  giveBack(block: Buffer): void {
    if (this.#spare.length < MOST_SPARE) this.#spare.push(block);
  }
}
