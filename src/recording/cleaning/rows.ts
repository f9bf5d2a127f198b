import type { Grouping } from './grouping.js';
import { isTime, type Segments } from './segments.js';

interface Row {
  bytes: number;
  storedMs: number;
  storageClass: string | null;
}

const FIRST_ROOM = 1024;
const COLUMNS = 3;

/** Segments as they are listed, in columns: 25 bytes for each that is named after a time. */
export class Rows {
  #values = new Float64Array(FIRST_ROOM * COLUMNS);
  #classes = new Uint8Array(FIRST_ROOM);
  #count = 0;
  readonly #classNames: string[] = [];
  readonly #odd: ({ digits: string } & Row)[] = [];

  /** Gives the time that the digits are; null for others. */
  add(digits: string, { bytes, storedMs, storageClass }: Row): number | null {
    if (!isTime(digits)) {
      // A copy: a part of a text keeps the whole of it in memory.
      this.#odd.push({ digits: Buffer.from(digits).toString(), bytes, storedMs, storageClass });
      return null;
    }
    if (this.#count === this.#classes.length) this.#grow();
    const at = this.#count * COLUMNS;
    const startMs = Number(digits);
    this.#values[at] = startMs;
    this.#values[at + 1] = bytes;
    this.#values[at + 2] = storedMs;
    this.#classes[this.#count] = this.#classOf(storageClass ?? 'unknown');
    this.#count++;
    return startMs;
  }

  /** Adds them, in their order, to what is told of them. */
  moveTo(segments: Segments, { grouping, odd }: { grouping: Grouping; odd: Grouping }): void {
    for (let row = 0; row < this.#count; row++) {
      const at = row * COLUMNS;
      const startMs = this.#values[at] ?? 0;
      const size = this.#values[at + 1] ?? 0;
      const storedMs = this.#values[at + 2] ?? 0;
      segments.add(startMs, size);
      const storageClass = this.#classNames[this.#classes[row] ?? 0] ?? null;
      grouping.add({ startMs, storedMs, size, storageClass });
    }
    for (const { digits, bytes, storedMs, storageClass } of this.#odd) {
      segments.addOdd(digits, bytes, storedMs);
      odd.add({ startMs: storedMs, storedMs, size: bytes, storageClass });
    }
    this.#count = 0;
    this.#values = new Float64Array(0);
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
    const classes = new Uint8Array(this.#classes.length * 2);
    classes.set(this.#classes);
    this.#classes = classes;
  }

  /** A service has half a dozen; were there more than fit, the last counts for the others. */
  #classOf(name: string): number {
    const known = this.#classNames.indexOf(name);
    if (known >= 0) return known;
    if (this.#classNames.length > 254) return 254;
    return this.#classNames.push(Buffer.from(name).toString()) - 1;
  }
}
