/** Of FLV: 32 bits. */
const ROUND_MS = 2 ** 32;
/** Pictures and sound may lie so far apart, in either order. */
const BACK_MS = 2000;
const AHEAD_MS = 10_000;
/** From the last tag before a leap to the first after it. */
const STEP_MS = 40;

/** A leap of the timestamps of an input, which is not passed on. */
export interface Leap {
  /** Above 0: ahead. */
  seconds: number;
}

/**
 * Makes one time of what an encoder stamps: it begins at 0, goes on where the timestamps begin anew, and does not leap
 * with them. A pause that really lasts is none.
 */
export class Timeline {
  readonly #onLeap: (leap: Leap) => void;
  #offsetMs: number | null = null;
  #lastRawMs = 0;
  #latestMs = 0;
  #lastAtMs = 0;
  #isNew = true;
  #nextMs: number | null = null;

  constructor(onLeap: (leap: Leap) => void) {
    this.#onLeap = onLeap;
  }

  /** The latest time that was given out. */
  get latestMs(): number {
    return this.#latestMs;
  }

  /** The encoder begins anew: its next tag follows the last one, or is at `atMs` where that is known. */
  restart(atMs: number | null = null): void {
    this.#isNew = true;
    this.#nextMs = atMs;
  }

  /** Where a tag lies, in milliseconds; `nowMs` is any steady clock. */
  place(rawMs: number, nowMs: number): number {
    const wentMs = rawMs - this.#lastRawMs;
    const offsetMs = this.#offsetMs;
    if (offsetMs === null) this.#offsetMs = -rawMs;
    else if (this.#isNew) this.#goOn(rawMs, this.#nextMs);
    else if (wentMs < -ROUND_MS / 2) this.#offsetMs = offsetMs + ROUND_MS;
    else if (wentMs < -BACK_MS || (wentMs > AHEAD_MS && nowMs - this.#lastAtMs < wentMs / 2)) {
      this.#goOn(rawMs, null);
      this.#onLeap({ seconds: wentMs / 1000 });
    }
    this.#isNew = false;
    this.#lastRawMs = rawMs;
    this.#lastAtMs = nowMs;
    const placeMs = Math.max(0, rawMs + (this.#offsetMs ?? 0));
    this.#latestMs = Math.max(this.#latestMs, placeMs);
    return placeMs;
  }

  #goOn(rawMs: number, nextMs: number | null): void {
    this.#offsetMs = (nextMs ?? this.#latestMs + STEP_MS) - rawMs;
  }
}
