import { english } from '../../english.js';
import { EMULATOR_LIMITS } from '../limits.js';

const MAX_LEAPS_TOLD = EMULATOR_LIMITS.toldLeaps.value;

/** Tells about each kind of thing once, however often it comes, and at the end how much of it was left out. */
export class Warnings {
  readonly #tell: (text: string) => void;
  readonly #told = new Set<string>();
  /** How often, by the reason: there are as many as there are sentences in this folder, as none has a value in it. */
  readonly #damages = new Map<string, number>();
  #leaps = 0;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  once(kind: string, text: string): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#tell(text);
  }

  leftOut(reason: string): void {
    const count = this.#damages.get(reason) ?? 0;
    this.#damages.set(reason, count + 1);
    if (count === 0) this.#tell(english`Left out: ${reason}`);
  }

  leap(byMs: number): void {
    this.#leaps++;
    if (this.#leaps <= MAX_LEAPS_TOLD)
      this.#tell(english`Timestamps leapt by ${byMs / 1000} s: the playlist gets a discontinuity.`);
  }

  /** Counts what was told once and happened more often. */
  end(): void {
    for (const [reason, count] of this.#damages)
      if (count > 1) this.#tell(english`Left out ${count} times in all: ${reason}`);
    if (this.#leaps > MAX_LEAPS_TOLD) this.#tell(english`Timestamps leapt ${this.#leaps} times in all.`);
  }
}
