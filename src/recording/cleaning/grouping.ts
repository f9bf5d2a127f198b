/** Segments with little time between them, as a view tells of them. */
export interface Group {
  /** The number of its first segment among those of its kind. */
  first: number;
  count: number;
  bytes: number;
  /** When its first and its last segment began: Unix milliseconds. NaN where the service does not say. */
  oldestMs: number;
  newestMs: number;
  /** When the last one was stored, or began where that tells nothing. */
  endMs: number;
  /** Segments of each storage class. */
  storageClasses: Record<string, number>;
}

interface Grouped {
  startMs: number;
  storedMs: number;
  size: number;
  storageClass: string | null;
}

/** What was stored so much later than it began is a copy. */
const COPIED_MS = 600_000;

/** Sums up segments as they come, in their order. */
export class Grouping {
  readonly groups: Group[] = [];
  readonly #gapMs: number;
  #count = 0;

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  add({ startMs, storedMs, size, storageClass }: Grouped): void {
    let group = this.groups.at(-1);
    if (group === undefined || startMs - group.endMs >= this.#gapMs) {
      group = {
        ...{ first: this.#count, count: 0, bytes: 0, oldestMs: startMs, newestMs: startMs, endMs: startMs },
        storageClasses: {},
      };
      this.groups.push(group);
    }
    this.#count++;
    group.count++;
    group.bytes += size;
    group.oldestMs = Math.min(group.oldestMs, startMs);
    group.newestMs = Math.max(group.newestMs, startMs);
    const isKnown = storedMs >= startMs && storedMs - startMs <= COPIED_MS;
    group.endMs = Math.max(group.endMs, isKnown ? storedMs : startMs);
    const name = storageClass ?? 'unknown';
    group.storageClasses[name] = (group.storageClasses[name] ?? 0) + 1;
  }
}
