/** The window that OSS was captured to ask for. */
export const WINDOW_BYTES = 5_000_000;

/**
 * Says when to acknowledge what has been received: once per window, but only when a turn of the event loop has
 * brought nothing more to read. A publisher may have sent its last byte and closed; its system would answer the
 * acknowledgement with a reset, and all that is still unread here would be lost. Who waits for it sends nothing more,
 * and so gets it at once.
 */
export class Acknowledger {
  #received = 0;
  #acknowledged = 0;
  #windowBytes = WINDOW_BYTES;

  constructor(
    readonly acknowledge: (receivedBytes: number) => void,
    readonly hasUnread: () => boolean,
  ) {}

  set windowBytes(bytes: number) {
    this.#windowBytes = Math.max(1, bytes);
  }

  received(bytes: number): void {
    this.#received += bytes;
  }

  /** To be called when everything received has been dealt with. */
  caughtUp(): void {
    if (this.#received - this.#acknowledged < this.#windowBytes) return;
    const received = this.#received;
    afterNextPoll(() => {
      if (received !== this.#received || received === this.#acknowledged || this.hasUnread()) return;
      this.#acknowledged = received;
      this.acknowledge(received);
    });
  }
}

/** What arrives in the event loop's next poll is dealt with before `then` is called. */
function afterNextPoll(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
