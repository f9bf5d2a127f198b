/**
 * Unix milliseconds from 2001 to 2286, as the service names segments: in order as numbers, too, and the same text again when a
 * number is written. With a zero in front they would not be.
 */
const TIMED = /^[1-9]\d{12}$/;

export function isTime(digits: string): boolean {
  return TIMED.test(digits);
}

const FIRST_ROOM = 1024;

/**
 * The segments of a channel by number, without an object for each: a million take 16 MB. Those that the service has named
 * after a time come first, in that order; then those with other digits for a name.
 */
export class Segments {
  #times = new Float64Array(FIRST_ROOM);
  #bytes = new Float64Array(FIRST_ROOM);
  /** How many are named after a time. */
  timed = 0;
  readonly #odd: { digits: string; bytes: number; storedMs: number }[] = [];
  readonly #oddNumbers = new Map<string, number>();

  /** In the order of the names. */
  add(timeMs: number, bytes: number): void {
    if (this.timed === this.#times.length) {
      this.#times = doubled(this.#times);
      this.#bytes = doubled(this.#bytes);
    }
    this.#times[this.timed] = timeMs;
    this.#bytes[this.timed] = bytes;
    this.timed++;
  }

  /** One whose name is no time; `storedMs` is what it goes by. */
  addOdd(digits: string, bytes: number, storedMs: number): void {
    this.#oddNumbers.set(digits, this.#odd.length);
    this.#odd.push({ digits, bytes, storedMs });
  }

  get count(): number {
    return this.timed + this.#odd.length;
  }

  nameOf(number: number): string {
    const digits = number < this.timed ? this.#times[number] : this.#odd[number - this.timed]?.digits;
    return `${digits}.ts`;
  }

  bytesOf(number: number): number {
    return (number < this.timed ? this.#bytes[number] : this.#odd[number - this.timed]?.bytes) ?? 0;
  }

  /** When it began, by its name; of an odd one, when it was stored. */
  timeOf(number: number): number {
    return (number < this.timed ? this.#times[number] : this.#odd[number - this.timed]?.storedMs) ?? 0;
  }

  /** Undefined when there is none of these digits. */
  numberOf(digits: string): number | undefined {
    if (!TIMED.test(digits)) {
      const odd = this.#oddNumbers.get(digits);
      return odd === undefined ? undefined : this.timed + odd;
    }
    const time = Number(digits);
    let [low, high] = [0, this.timed];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low < this.timed && this.#times[low] === time ? low : undefined;
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
