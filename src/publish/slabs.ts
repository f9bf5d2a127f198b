import type { BufferMemory, Slab } from './buffer-memory.js';

/**
 * Memory for what comes and goes in order. Left to the garbage collector, what has gone would take as much again before
 * it was noticed.
 */
export class Slabs {
  readonly #memory: BufferMemory;
  #current: Slab | null = null;
  #used = 0;
  #heldBytes = 0;

  constructor(memory: BufferMemory) {
    this.#memory = memory;
  }

  /** Of whole pieces. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A copy of the bytes, and where it is. */
  keep(bytes: Uint8Array): { slab: Slab; copy: Buffer } {
    const { byteLength } = bytes;
    if (this.#current === null || this.#used + byteLength > this.#current.bytes.length) {
      this.giveUp();
      this.#current = this.#memory.take(byteLength);
      this.#heldBytes += this.#current.bytes.length;
      this.#used = 0;
    }
    const copy = this.#current.bytes.subarray(this.#used, this.#used + byteLength);
    copy.set(bytes);
    this.#used += byteLength;
    return { slab: this.#current, copy };
  }

  /** One group less has something in it. */
  release(slab: Slab): void {
    slab.users--;
    if (slab.users === 0 && slab !== this.#current) this.#give(slab);
  }

  /** Goes on with another piece. */
  giveUp(): void {
    const last = this.#current;
    this.#current = null;
    if (last !== null && last.users === 0) this.#give(last);
  }

  #give(slab: Slab): void {
    this.#heldBytes -= slab.bytes.length;
    this.#memory.give(slab);
  }
}
