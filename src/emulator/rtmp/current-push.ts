import type { EndReason, MediaMessage, PublishedStream } from './publishing.js';

/** The push of a connection, if there is one. After its end there may be another. */
export class CurrentPush {
  #stream: PublishedStream | null = null;
  #streamId = 0;
  #ending: Promise<void> = Promise.resolve();
  #isHeldBack = false;
  readonly #log: (error: unknown) => void;

  constructor(log: (error: unknown) => void) {
    this.#log = log;
  }

  get isOn(): boolean {
    return this.#stream !== null;
  }

  /** Of the message stream on which it was begun. */
  get streamId(): number {
    return this.#streamId;
  }

  /** Whether it is the receiver who makes the publisher wait. */
  get isHeldBack(): boolean {
    return this.#isHeldBack;
  }

  begin(stream: PublishedStream, streamId: number): void {
    this.#stream = stream;
    this.#streamId = streamId;
  }

  /** Calls back when the receiver wants this push to end, also if it wanted that before. */
  whenCut(stop: (reason: EndReason) => void): void {
    const cut = this.#stream?.cut;
    const stopThis = () => {
      if (this.#stream?.cut === cut) stop(cut?.reason as EndReason);
    };
    if (cut?.aborted) stopThis();
    else cut?.addEventListener('abort', stopThis, { once: true });
  }

  /** A promise means: read no more from the publisher until it settles. */
  write(message: MediaMessage): void | Promise<void> {
    const stored = this.#stream?.write(message);
    if (stored !== undefined) return this.#holdBack(stored);
  }

  async #holdBack(stored: Promise<void>): Promise<void> {
    this.#isHeldBack = true;
    try {
      await stored;
    } finally {
      this.#isHeldBack = false;
    }
  }

  /** Settles when the push is stored; ends it the first time only. */
  end(reason: EndReason): Promise<void> {
    const stream = this.#stream;
    if (stream !== null) {
      this.#stream = null;
      this.#ending = stream.end(reason).catch(this.#log);
    }
    return this.#ending;
  }
}
