import { english } from '../../english.js';
import { NetworkError } from '../../errors.js';
import type { Broadcast } from '../on-air.js';

/** A stall is told from then on. */
const TOLD_MS = 5000;

/** Notices a server that takes nothing of what is sent. */
export class Blockage {
  readonly #onAir: Pick<Broadcast, 'emit' | 'stallTimeoutSeconds'>;
  #sinceMs: number | null = null;
  #isTold = false;
  #bytes = 0;

  constructor(onAir: Pick<Broadcast, 'emit' | 'stallTimeoutSeconds'>) {
    this.#onAir = onAir;
  }

  /**
   * To be called each half second or so; gives an error when it lasts too long. `bytes` is what has left this machine so
   * far: a server that is only slow is waited for.
   */
  judge(isBlocked: boolean, bytes: number): NetworkError | null {
    const { emit, stallTimeoutSeconds } = this.#onAir;
    const nowMs = performance.now();
    const lastedMs = this.#sinceMs === null ? 0 : nowMs - this.#sinceMs;
    const seconds = Math.round(lastedMs / 1000);
    const isMore = bytes !== this.#bytes;
    this.#bytes = bytes;
    if (!isBlocked || isMore) {
      if (this.#isTold) emit({ event: 'stall', kind: 'silent', over: true, seconds });
      this.#isTold = false;
      this.#sinceMs = null;
      return null;
    }
    this.#sinceMs ??= nowMs;
    if (lastedMs >= TOLD_MS && !this.#isTold) {
      this.#isTold = true;
      emit({ event: 'stall', kind: 'silent', over: false, seconds });
    }
    if (lastedMs < stallTimeoutSeconds * 1000) return null;
    return new NetworkError('Stalled', english`Nothing could be sent for ${seconds}s.`);
  }
}
