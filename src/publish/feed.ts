import type { BufferedTag, Gop, GopBuffer } from './gop-buffer.js';
import type { Publisher } from './publisher.js';

/** How much may go out at once after a pause. */
const BURST_MS = 1000;
const SHORTEST_WAIT_MS = 20;

export interface FeedOptions {
  buffer: GopBuffer;
  publisher: Publisher;
  from: Gop;
  /** How much faster than it plays what is behind is sent. */
  rate: number;
  /** A group is begun. */
  onGop(gop: Gop): void;
  /** So much has left the buffer before it could be sent. */
  onMissed(seconds: number): void;
  /** A group needs another decoder than what the connection began with. */
  onOther(gop: Gop): void;
}

/** Sends what is in a buffer to one publisher: what is behind at a bounded rate, what comes as it comes. */
export class Feed {
  readonly #options: FeedOptions;
  #gop: Gop;
  #next = 0;
  #told = false;
  #positionMs: number;
  #budgetMs = BURST_MS;
  #countedAtMs = performance.now();
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;
  mediaBytes = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#gop = options.from;
    this.#positionMs = options.from.startMs;
  }

  /** On the timeline: what has been sent. */
  get positionMs(): number {
    return this.#positionMs;
  }

  get gop(): Gop {
    return this.#gop;
  }

  /** Whether all that there is has been sent. */
  get isAtEnd(): boolean {
    if (this.#gop.isGone) return this.#options.buffer.oldest === null;
    return this.#next >= this.#gop.tags.length && this.#gop.next === null;
  }

  stop(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** To be called when there is more, and when the publisher has room again. */
  pump(): void {
    if (this.#isOver || this.#timer !== null || this.#options.publisher.isBlocked) return;
    this.#options.publisher.together(() => this.#send());
  }

  #send(): void {
    const { publisher } = this.#options;
    while (!this.#isOver && !publisher.isBlocked) {
      const tag = this.#peek();
      if (tag === null) return;
      const waitMs = this.#waitMs(tag.timestampMs);
      if (waitMs > 0) {
        this.#later(waitMs);
        return;
      }
      if (!this.#told) this.#tell(tag.timestampMs);
      publisher.send(tag);
      this.#next++;
      this.mediaBytes += tag.payload.length;
      this.#positionMs = Math.max(this.#positionMs, tag.timestampMs);
    }
  }

  #peek(): BufferedTag | null {
    if (this.#gop.isGone) this.#jump();
    while (this.#next >= this.#gop.tags.length) {
      const { next } = this.#gop;
      if (next === null || this.#isOver) return null;
      if (!this.#begin(next)) return null;
    }
    return this.#gop.tags[this.#next] ?? null;
  }

  /** Where the buffer has slid past what was to be sent next. */
  #jump(): void {
    const { buffer, onMissed } = this.#options;
    const { oldest } = buffer;
    if (oldest === null) return;
    onMissed(Math.max(0, oldest.startMs - this.#positionMs) / 1000);
    this.#positionMs = Math.max(this.#positionMs, oldest.startMs);
    this.#begin(oldest);
  }

  #begin(gop: Gop): boolean {
    const { onGop, onOther } = this.#options;
    if (this.#told && gop.headers.video !== this.#gop.headers.video) {
      onOther(gop);
      return false;
    }
    this.#gop = gop;
    this.#next = 0;
    onGop(gop);
    return true;
  }

  /** What a decoder needs, as the first of a connection. */
  #tell(timestampMs: number): void {
    const { publisher, onGop } = this.#options;
    const { metadata, video, audio } = this.#gop.headers;
    if (metadata !== null) publisher.send({ type: 'data', timestampMs, payload: metadata });
    if (video !== null) publisher.send({ type: 'video', timestampMs, payload: video });
    if (audio !== null) publisher.send({ type: 'audio', timestampMs, payload: audio });
    this.#told = true;
    if (this.#gop === this.#options.from) onGop(this.#gop);
  }

  #waitMs(timestampMs: number): number {
    const { rate } = this.#options;
    const nowMs = performance.now();
    this.#budgetMs = Math.min(BURST_MS, this.#budgetMs + (nowMs - this.#countedAtMs) * rate);
    this.#countedAtMs = nowMs;
    const aheadMs = timestampMs - this.#positionMs;
    // A step that is longer than any budget must not wait for ever.
    if (aheadMs > this.#budgetMs && this.#budgetMs < BURST_MS)
      return Math.max(SHORTEST_WAIT_MS, (Math.min(aheadMs, BURST_MS) - this.#budgetMs) / rate);
    this.#budgetMs -= Math.max(0, aheadMs);
    return 0;
  }

  #later(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.pump();
    }, waitMs);
  }
}
