import type { Gop, Publisher } from '../../publish/index.js';
import { thousandths } from '../events.js';
import { createHearing, type Hearing } from '../hearing.js';
import type { Broadcast, Carried } from '../on-air.js';
import type { Target } from '../targets.js';
import { Arrival } from './arrival.js';
import type { Consumer, Intake } from './intake.js';

/** Without a list of what is stored so much of a buffer is kept behind what was sent. */
const KEPT_PART = 0.8;
const LOOK_AGAIN_MS = 3000;
/** What is not listed after such a hold never will be. */
const HELD_MS = 30_000;
/** Longest segment and this much: with less, waiting for a segment to be listed may come to no end. */
const MARGIN_MS = 15_000;

/** What is carried to one channel, and how far it has come over all connections. */
export class Carriage implements Consumer, Carried {
  readonly onAir: Broadcast;
  readonly target: Target;
  readonly intake: Intake;
  readonly arrival: Arrival;
  readonly hearing: Hearing;
  /** Of the last URL that was signed. */
  address: { host: string; port: number } | null = null;
  /** A connection that was given up, and that the server may not know to be over. */
  ghost: Publisher | null = null;
  /** Told when there is more to be sent; null between connections. */
  onMore: (() => void) | null = null;
  /** Of the stream, over all connections. */
  sentMs: number | null = null;
  bytes = 0;
  reconnects = 0;
  gapSeconds = 0;
  sentAgainSeconds = 0;
  lostSeconds = 0;
  /** When something was last sent, by the clock of this process. */
  lastSentAtMs: number | null = null;
  isLive = false;
  /** Told likewise, between connections. */
  wake: (() => void) | null = null;
  #lookedAtMs = 0;
  #heldSinceMs: number | null = null;

  constructor(onAir: Broadcast, target: Target, intake: Intake) {
    const { client, now, emit } = onAir;
    const { channelName } = target;
    this.onAir = onAir;
    this.target = target;
    this.intake = intake;
    this.hearing = createHearing(client);
    this.arrival = new Arrival({
      ...{ client, channelName, now },
      onLost: (seconds, by) => {
        this.lostSeconds += seconds;
        emit({ event: 'missing', channelName, seconds: thousandths(seconds), by });
      },
    });
  }

  more(): void {
    this.onMore?.();
    this.wake?.();
  }

  needs(gop: Gop): boolean {
    const sentMs = this.sentMs ?? 0;
    if (this.sentMs === null || gop.endMs > sentMs) return true;
    const { arrival, onAir, intake } = this;
    const lengthMs = (onAir.bufferSeconds ?? 0) * 1000;
    const canWait = !arrival.isUnknown && lengthMs >= onAir.asked.fragDuration * 1000 + MARGIN_MS;
    if (!canWait || !this.#mayHold()) return gop.endMs > sentMs - lengthMs * KEPT_PART;
    const { sureMs } = arrival;
    const isSure = sureMs !== null && gop.next !== null && gop.next.shownMs <= sureMs;
    if (isSure) this.#heldSinceMs = null;
    return !isSure && intake.buffer.isFull;
  }

  look(): void {
    const nowMs = performance.now();
    if (this.arrival.stretch === null || nowMs - this.#lookedAtMs < LOOK_AGAIN_MS) return;
    this.#lookedAtMs = nowMs;
    void this.arrival.look(this.onAir.signal).then(() => this.intake.makeRoom());
  }

  #mayHold(): boolean {
    this.#heldSinceMs ??= performance.now();
    return performance.now() - this.#heldSinceMs < HELD_MS;
  }
}
