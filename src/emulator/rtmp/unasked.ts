import { EMULATOR_LIMITS } from '../limits.js';
import { acknowledgement, type RtmpMessage } from './message.js';

/** The window that OSS was captured to ask for. */
export const WINDOW_BYTES = 5_000_000;
const MOST_NOTICES = EMULATOR_LIMITS.notices.value;

/**
 * Tells the client what it has not asked for: an acknowledgement once per window, and notices. But only when a turn of
 * the event loop has brought nothing more to read. A publisher may have sent its last byte and closed; its system
 * would answer with a reset, and all that is still unread here would be lost. Who waits for it sends nothing more, and
 * so gets it at once.
 */
export class Unasked {
  #received = 0;
  #acknowledged = 0;
  #windowBytes = WINDOW_BYTES;
  #notices: RtmpMessage[] = [];

  constructor(
    readonly tell: (message: RtmpMessage) => void,
    readonly hasUnread: () => boolean,
  ) {}

  set windowBytes(bytes: number) {
    this.#windowBytes = Math.max(1, bytes);
  }

  received(bytes: number): void {
    this.#received += bytes;
  }

  notice(message: RtmpMessage): void {
    if (this.#notices.length < MOST_NOTICES) this.#notices.push(message);
  }

  /** To be called when everything received has been dealt with. */
  caughtUp(): void {
    if (this.#notices.length === 0 && !this.#owesAcknowledgement()) return;
    const received = this.#received;
    afterNextPoll(() => {
      if (received !== this.#received || this.hasUnread()) return;
      for (const notice of this.#notices.splice(0)) this.tell(notice);
      if (!this.#owesAcknowledgement()) return;
      this.#acknowledged = received;
      this.tell(acknowledgement(received));
    });
  }

  #owesAcknowledgement(): boolean {
    return this.#received - this.#acknowledged >= this.#windowBytes;
  }
}

/** What arrives in the event loop's next poll is dealt with before `then` is called. */
function afterNextPoll(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
