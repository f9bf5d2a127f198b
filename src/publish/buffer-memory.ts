const SLAB_BYTES = 1024 * 1024;

/** A piece of memory, and how many groups of pictures have something in it. */
export interface Slab {
  bytes: Buffer;
  users: number;
}

/** Pieces that wait for who needs one next. */
const MOST_SPARE = 4;

/**
 * What several buffers may hold together. Where that is used up, those give way that hold more than an equal part of
 * it: so a small stream keeps all of its buffer beside large ones.
 */
export class BufferMemory {
  /** Null for no limit. */
  limitBytes: number | null;
  #usedBytes = 0;
  #buffers = 0;
  #spare: Slab[] = [];

  constructor(limitBytes: number | null = null) {
    this.limitBytes = limitBytes;
  }

  /** With what is spare. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  join(): void {
    this.#buffers++;
  }

  leave(): void {
    this.#buffers--;
  }

  /** Whether who holds so much has to let some of it go. */
  isShort(heldBytes: number): boolean {
    const limit = this.limitBytes;
    return limit !== null && this.#usedBytes > limit && heldBytes > limit / Math.max(1, this.#buffers);
  }

  take(byteLength: number): Slab {
    const spare = byteLength <= SLAB_BYTES ? this.#spare.pop() : undefined;
    if (spare !== undefined) return spare;
    const bytes = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, byteLength));
    this.#usedBytes += bytes.length;
    return { bytes, users: 0 };
  }

  give(slab: Slab): void {
    const isTooMuch = this.limitBytes !== null && this.#usedBytes > this.limitBytes;
    const isSpare = slab.bytes.length === SLAB_BYTES && this.#spare.length < MOST_SPARE && !isTooMuch;
    if (isSpare) this.#spare.push(slab);
    else this.#usedBytes -= slab.bytes.length;
  }
}
