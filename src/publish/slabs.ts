const SLAB_BYTES = 1024 * 1024;
/** Kept for what comes next. */
const MOST_SPARE = 4;

/** A piece of memory, and how many groups of pictures have something in it. */
export interface Slab {
  bytes: Buffer;
  users: number;
}

/**
 * Memory for what comes and goes in order. Left to the garbage collector, what has gone would take as much again before
 * it was noticed.
 */
export class Slabs {
  #current: Slab | null = null;
  #used = 0;
  #spare: Slab[] = [];

  /** A copy of the bytes, and where it is. */
  keep(bytes: Uint8Array): { slab: Slab; copy: Buffer } {
    const { byteLength } = bytes;
    if (this.#current === null || this.#used + byteLength > this.#current.bytes.length) {
      this.#giveUp();
      this.#current = this.#make(byteLength);
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
    if (slab.users > 0 || slab === this.#current) return;
    if (slab.bytes.length === SLAB_BYTES && this.#spare.length < MOST_SPARE) this.#spare.push(slab);
  }

  #giveUp(): void {
    const last = this.#current;
    this.#current = null;
    if (last !== null && last.users === 0) this.release(last);
  }

  #make(byteLength: number): Slab {
    const spare = byteLength <= SLAB_BYTES ? this.#spare.pop() : undefined;
    return spare ?? { bytes: Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, byteLength)), users: 0 };
  }
}
