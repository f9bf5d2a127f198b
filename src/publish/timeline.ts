/** Of FLV: 32 bits. */
const ROUND_MS = 2 ** 32;
/** Pictures among themselves, and sound, do not go back further. */
const BACK_MS = 500;
/** Nor do pictures and sound lie further apart. */
const APART_MS = 10_000;
/** From the last tag before a leap to the first after it. */
const STEP_MS = 40;

type Kind = 'audio' | 'video';

/** With what the other of the two may still be stamped, for a moment: of pictures and sound one leaps first. */
interface Former {
  kind: Kind;
  offsetMs: number;
  untilMs: number;
}

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
  #former: Former | null = null;
  #nextMs: number | null = null;
  #isNew = true;
  #latestMs = 0;
  #latestAtMs = 0;
  readonly #lastMs = { audio: 0, video: 0 };
  readonly #has = { audio: false, video: false };

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
  place(type: Kind, rawMs: number, nowMs: number): number {
    const placeMs = Math.max(0, this.#placeOf(type, rawMs, nowMs));
    this.#lastMs[type] = placeMs;
    this.#has[type] = true;
    if (placeMs >= this.#latestMs) this.#latestAtMs = nowMs;
    this.#latestMs = Math.max(this.#latestMs, placeMs);
    return placeMs;
  }

  #placeOf(type: Kind, rawMs: number, nowMs: number): number {
    if (this.#offsetMs === null || this.#isNew) return this.#begin(rawMs);
    const placeMs = this.#near(rawMs + this.#offsetMs);
    const formerMs = this.#formerPlace(type, rawMs);
    const lastMs = this.#lastMs[type];
    if (formerMs !== null && formerMs >= lastMs && Math.abs(placeMs - lastMs) > formerMs - lastMs)
      return formerMs;
    if (this.#former?.kind === type) this.#former = null;
    const aheadMs = placeMs - this.#latestMs;
    const isBack = placeMs < lastMs - BACK_MS;
    if (!isBack && (aheadMs <= APART_MS || nowMs - this.#latestAtMs >= aheadMs / 2)) return placeMs;
    this.#onLeap({ seconds: (placeMs - lastMs) / 1000 });
    this.#former = this.#lagging(type === 'audio' ? 'video' : 'audio', this.#offsetMs);
    return this.#goOn(rawMs, this.#latestMs + STEP_MS);
  }

  /** Null where nothing of it is on its way: what comes later would lie apart from the other for good. */
  #lagging(kind: Kind, offsetMs: number): Former | null {
    const isThere = this.#has[kind] && this.#lastMs[kind] >= this.#latestMs - APART_MS;
    return isThere ? { kind, offsetMs, untilMs: this.#latestMs + APART_MS } : null;
  }

  #formerPlace(kind: Kind, rawMs: number): number | null {
    if (this.#former?.kind !== kind || this.#latestMs > this.#former.untilMs) return null;
    return this.#near(rawMs + this.#former.offsetMs);
  }

  #begin(rawMs: number): number {
    const isFirst = this.#offsetMs === null;
    const atMs = this.#nextMs ?? (isFirst ? 0 : this.#latestMs + STEP_MS);
    this.#isNew = false;
    this.#nextMs = null;
    this.#former = null;
    // What was read before and is read again may lie behind.
    this.#lastMs.audio = Math.min(this.#lastMs.audio, atMs);
    this.#lastMs.video = Math.min(this.#lastMs.video, atMs);
    return this.#goOn(rawMs, atMs);
  }

  #goOn(rawMs: number, atMs: number): number {
    this.#offsetMs = atMs - rawMs;
    return atMs;
  }

  /** After 49 days the timestamps begin anew by themselves. */
  #near(placeMs: number): number {
    return placeMs + ROUND_MS * Math.round((this.#latestMs - placeMs) / ROUND_MS);
  }
}
