import type { ListedSegment } from '../../recording/index.js';

/** Lists are rounded to a millisecond, as timestamps of RTMP are. */
const ROUNDING_MS = 1;

/**
 * One connection of a buffered push: where on the timeline it began, and how far the service has stored it. Segments
 * end at key frames, and the times of those are known: so the rounding of many lengths adds up to nothing.
 */
export class Stretch {
  /** When its first picture is shown. */
  readonly begunMs: number;
  /** Up to where it has been sent. */
  sentMs: number;
  /** When the service first saw it; null as long as that is not known. */
  connectedTime: Date | null = null;
  /** Whether the service may not be asked when that was. */
  isUnseen = false;
  #keys: number[] = [];
  #reachedMs: number;
  #doubtMs = 0;
  #lastStartMs: number | null = null;
  /** The last segment that was listed of a connection before. */
  readonly #beforeMs: number;
  #hasOwn = false;
  /** So much of a connection before was not listed when this one began, and may still be. */
  #unlistedMs: number;

  constructor(begunMs: number, before: Stretch | null) {
    this.begunMs = begunMs;
    this.#reachedMs = begunMs;
    this.sentMs = begunMs;
    this.#beforeMs = before === null ? Number.NEGATIVE_INFINITY : (before.#lastStartMs ?? before.#beforeMs);
    const ofThoseBefore = before === null || before.#hasOwn ? 0 : before.#unlistedMs;
    this.#unlistedMs = before === null ? 0 : Math.max(before.sentMs - before.sureMs, ofThoseBefore);
  }

  /** So much is certainly stored: all pictures that are shown before this. */
  get sureMs(): number {
    return this.#reachedMs - this.#doubtMs;
  }

  /** From when on segments are of interest; null when the service has not said when it first saw the connection. */
  get since(): Date | null {
    return this.#lastStartMs === null ? this.connectedTime : new Date(this.#lastStartMs + 1);
  }

  /** Whether its beginning takes up more than it should. */
  get isLong(): boolean {
    return this.#keys.length > ASKED_AFTER_KEYS;
  }

  /** A key frame is sent that is shown at this time. */
  key(shownMs: number): void {
    this.#keys.push(shownMs);
    // Without a list of what is stored they are of no use.
    if (this.#keys.length > 2 * ASKED_AFTER_KEYS) this.#keys.splice(0, ASKED_AFTER_KEYS);
  }

  /** Segments that the service lists now, in their order. */
  listed(segments: readonly ListedSegment[]): void {
    for (const segment of segments) {
      const { startMs, seconds } = segment;
      if (startMs <= (this.#lastStartMs ?? this.#beforeMs)) continue;
      const isOurs = this.#isOurs(segment);
      this.#lastStartMs = startMs;
      if (!isOurs) continue;
      this.#hasOwn = true;
      const endMs = this.#reachedMs + seconds * 1000;
      this.#doubtMs += ROUNDING_MS;
      const key = this.#keys.find((keyMs) => Math.abs(keyMs - endMs) <= this.#doubtMs);
      this.#reachedMs = key ?? endMs;
      if (key !== undefined) this.#doubtMs = 0;
    }
    const past = this.#keys.findIndex((keyMs) => keyMs >= this.#reachedMs);
    this.#keys.splice(0, past === -1 ? Math.max(0, this.#keys.length - 1) : past);
  }

  /**
   * Whether a segment is of this connection, and not of the one before it, in whose second it began: of that there is
   * only what was not listed then. What is not certain is not counted.
   */
  #isOurs({ startMs, seconds }: ListedSegment): boolean {
    const lengthMs = seconds * 1000;
    const isEarly = startMs < (this.connectedTime?.getTime() ?? 0) + SECOND_MS;
    if (!isEarly || this.#hasOwn || lengthMs > this.#unlistedMs + ROUNDING_MS) return true;
    this.#unlistedMs -= lengthMs;
    return false;
  }
}

/** The service says in whole seconds when it first saw a connection. */
const SECOND_MS = 1000;

/** Key frames of an hour or so, after which the service is asked what it has stored by then. */
const ASKED_AFTER_KEYS = 1000;
