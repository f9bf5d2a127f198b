import { compareBytes } from './names.js';

/** So many new keys are put in their place one by one; more are sorted in. */
const FEW = 100;

/** Keys in byte order: a page of them costs what it holds, not what there is. */
export class SortedKeys {
  #keys: string[] = [];
  /** Not in their place yet. */
  readonly #added = new Set<string>();

  /** One that is not among them. */
  add(key: string): void {
    this.#added.add(key);
  }

  delete(key: string): void {
    if (this.#added.delete(key)) return;
    const index = this.#firstAfter(key) - 1;
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** Those with the prefix that come after a key; they must not change meanwhile. */
  *from(prefix: string, after: string): Iterable<string> {
    this.#settle();
    const isWithin = compareBytes(after, prefix) >= 0;
    const first = this.#firstAfter(isWithin ? after : prefix);
    const start = !isWithin && this.#keys[first - 1] === prefix ? first - 1 : first;
    for (let index = start; index < this.#keys.length; index++) {
      const key = this.#keys[index] as string;
      if (!key.startsWith(prefix)) return;
      yield key;
    }
  }

  #settle(): void {
    if (this.#added.size > FEW) this.#keys = [...this.#keys, ...this.#added].sort(compareBytes);
    else for (const key of this.#added) this.#keys.splice(this.#firstAfter(key), 0, key);
    this.#added.clear();
  }

  #firstAfter(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes(this.#keys[middle] as string, key) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
