import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { OssLiveError } from '../../errors.js';
import { segmentsOf } from '../../recording/index.js';
import type { Stretch } from './stretch.js';

const LOOK_MS = CLIENT_LIMITS.storedLook.value;
/** How long after the end of a connection its last segment may be listed. */
const SETTLED_MS = CLIENT_LIMITS.endNoticed.value;

/** What is missing between two connections, as far as is known by then. */
interface Gap {
  before: Stretch;
  after: Stretch;
  fromMs: number;
  toMs: number;
  /** Of the clock of this process. */
  sinceMs: number;
}

interface Asking {
  client: Client;
  channelName: string;
  now(): Date;
  /** So much was lost for good. */
  onLost(seconds: number, by: 'stored' | 'sent'): void;
}

/** How far a stream has certainly been stored in a channel, by what the service lists; and what never will be. */
export class Arrival {
  readonly #asking: Asking;
  /** Null before there is anything to be stored. */
  #sureMs: number | null = null;
  #stretch: Stretch | null = null;
  #gaps: Gap[] = [];
  #looking: Promise<boolean> | null = null;
  #isDenied = false;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** The connection that is or was last on its way. */
  get stretch(): Stretch | null {
    return this.#stretch;
  }

  /** All that is shown before this is stored, or lost. */
  get sureMs(): number | null {
    return this.#sureMs;
  }

  /** Whether what is stored may not be seen. */
  get isUnknown(): boolean {
    return this.#isDenied || this.#stretch?.isUnseen === true;
  }

  /** A connection begins. `missedFromMs` is where it should have begun, when that has left the buffer. */
  begin(stretch: Stretch, missedFromMs: number | null): void {
    const before = this.#stretch;
    this.#sureMs ??= stretch.begunMs;
    if (missedFromMs !== null && before !== null && !this.isUnknown) {
      const times = { fromMs: missedFromMs, toMs: stretch.begunMs, sinceMs: performance.now() };
      this.#gaps.push({ before, after: stretch, ...times });
    } else if (missedFromMs !== null) {
      this.#lost(Math.max(missedFromMs, before?.sentMs ?? 0), stretch.begunMs, 'sent');
    }
    this.#stretch = stretch;
    // What comes after a gap is sure by itself.
    if (missedFromMs !== null) this.#sureMs = Math.max(this.#sureMs, stretch.begunMs);
  }

  /** So much has left the buffer before it could be sent, or never came into it. */
  missed(seconds: number): void {
    this.#asking.onLost(seconds, 'sent');
  }

  /** Asks the service once more; false when it does not say in time, or may not be asked. */
  look(signal: AbortSignal): Promise<boolean> {
    this.#looking ??= this.#ask(this.#stretch, signal).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Counts what is lost, as soon as no more of it can be listed; all of it with `isLast`. */
  async settle(signal: AbortSignal, isLast = false): Promise<void> {
    const [gap] = this.#gaps;
    if (gap === undefined) return;
    const { before, after, fromMs, toMs, sinceMs } = gap;
    const isOpen = after === this.#stretch && (after.connectedTime === null || isYoung(sinceMs));
    if (isOpen && !isLast) return;
    this.#gaps.shift();
    // What was listed since belongs to the one before only if it began before the service saw the other.
    if (after.connectedTime !== null) await this.#ask(before, signal, after.connectedTime);
    this.#lost(Math.max(fromMs, Math.min(before.sureMs, toMs)), toMs, 'stored');
    if (isLast) await this.settle(signal, true);
  }

  #lost(fromMs: number, toMs: number, by: 'stored' | 'sent'): void {
    if (toMs - fromMs > LEAST_MS) this.#asking.onLost((toMs - fromMs) / 1000, by);
  }

  async #ask(stretch: Stretch | null, signal: AbortSignal, until: Date | null = null): Promise<boolean> {
    const since = stretch?.since;
    if (stretch === null || since == null || this.#isDenied) return false;
    const { client, channelName, now } = this.#asking;
    const either = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
    try {
      const asked = { client, channelName, connectedTime: since, signal: either };
      const segments = await segmentsOf(asked, now(), until);
      this.#isDenied = segments === null;
      stretch.listed(segments ?? []);
      if (stretch === this.#stretch) this.#sureMs = Math.max(this.#sureMs ?? 0, stretch.sureMs);
      return segments !== null;
    } catch (error) {
      if (error instanceof OssLiveError || either.aborted) return false;
      throw error;
    }
  }
}

function isYoung(sinceMs: number): boolean {
  return performance.now() - sinceMs < SETTLED_MS;
}

/** Less than a picture. */
const LEAST_MS = 10;
