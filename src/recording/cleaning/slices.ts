/** A part of a list by time, which is listed by itself. */
export interface Slice {
  /** Segments that began after it; null for the beginning of the list, whatever is there. */
  readonly fromMs: number | null;
  /** Up to this; null for the end of the list. Comes nearer when another takes the rest. */
  toMs: number | null;
  /** How far it is; null while no segment was found. */
  atMs: number | null;
  /** How much time the last page of it took up. */
  pageMs: number;
}

/** What a page of a thousand names holds at least, where FragDuration is a second: less is not worth a request. */
const SHORTEST_PAGE_MS = 1_000_000;

/**
 * Divides a list among those who read it side by side: a bucket gives a thousand names at a time, each page when it has given
 * the one before. Segments are named after times, so any time is a place to begin at; who has nothing left takes the later
 * half of what the slowest has before it.
 */
export class Slices {
  /** In the order of what they hold, when all are read. */
  readonly all: Slice[] = [{ fromMs: null, toMs: null, atMs: null, pageMs: 0 }];
  readonly #reading = new Set<Slice>(this.all);

  get first(): Slice {
    return this.all[0] as Slice;
  }

  /** Another slice, or null when what is left is not worth it. `endMs` is when the list must end that has no other end. */
  next(endMs: number): Slice | null {
    let widest: Slice | null = null;
    for (const slice of this.#reading) {
      const worthMs = 2 * Math.max(slice.pageMs, SHORTEST_PAGE_MS);
      if (leftOf(slice, endMs) > Math.max(leftOf(widest, endMs), worthMs)) widest = slice;
    }
    if (widest?.atMs == null) return null;
    const middleMs = Math.floor(widest.atMs + leftOf(widest, endMs) / 2);
    const { toMs, pageMs } = widest;
    const slice: Slice = { fromMs: middleMs, toMs, atMs: middleMs, pageMs };
    widest.toMs = middleMs;
    this.all.splice(this.all.indexOf(widest) + 1, 0, slice);
    this.#reading.add(slice);
    return slice;
  }

  done(slice: Slice): void {
    this.#reading.delete(slice);
  }
}

function leftOf(slice: Slice | null, endMs: number): number {
  if (slice?.atMs == null) return 0;
  return Math.max(0, (slice.toMs ?? endMs) - slice.atMs);
}
