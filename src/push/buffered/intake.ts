import type { Readable } from 'node:stream';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import {
  type BufferMemory,
  FlvReader,
  type FlvTag,
  type Gop,
  GopBuffer,
  type Leap,
  Timeline,
  UnreadableError,
} from '../../publish/index.js';

/** Whoever sends what is taken in. */
export interface Consumer {
  /** There is more, or no more to come. */
  more(): void;
  /** Whether a group must not leave the buffer yet, as it is not known to have arrived. */
  needs(gop: Gop): boolean;
  /** To be asked to find out what has arrived by now. */
  look(): void;
}

export interface IntakeOptions {
  bufferSeconds: number;
  /** Whether the input can wait. One that comes as it comes cannot. */
  waits: boolean;
  /** What it may hold, with others. */
  memory: BufferMemory;
  /** Whether pictures leave before their time for want of memory, and so much is held. */
  onShort(isShort: boolean, heldMs: number): void;
  onLeap(leap: Leap): void;
}

/** What ffmpeg writes, on one timeline, in a buffer that all channels are fed from. */
export class Intake {
  readonly buffer: GopBuffer;
  readonly consumers = new Set<Consumer>();
  readonly #options: IntakeOptions;
  readonly #timeline: Timeline;
  #output: Readable | null = null;
  #isHeld = false;
  #restTimer: NodeJS.Timeout | null = null;
  #last = { audio: -1, video: -1, data: -1 };
  #skipsTo = NOTHING;
  #begins: (() => number | null) | null = null;
  #first: Gop | null = null;
  #isOver = false;
  #shortAtMs: number | null = null;
  #readBytes = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.buffer = new GopBuffer(options.bufferSeconds * 1000, undefined, options.memory);
    this.#timeline = new Timeline(options.onLeap);
  }

  /** The first group of all, which may have left by now. */
  get first(): Gop | null {
    return this.#first;
  }

  get latestMs(): number {
    return this.#timeline.latestMs;
  }

  /** Of pictures and sound that came so far. */
  get readBytes(): number {
    return this.#readBytes;
  }

  /** Whether the input waits for a consumer. */
  get isHeldBack(): boolean {
    return this.#isHeld;
  }

  /** Whether nothing more comes. */
  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /**
   * Reads FLV to its end. `begins` tells with the first of it where on the timeline it begins, when it repeats what was
   * there; else it goes on where the last one ended. Rejects with UsageError for what is no FLV.
   */
  async read(output: Readable, begins: () => number | null): Promise<void> {
    const reader = new FlvReader();
    this.#begins = begins;
    this.#output = output;
    try {
      await new Promise<void>((resolve, reject) => {
        output.on('data', (bytes: Buffer) => {
          try {
            for (const tag of reader.read(bytes)) this.#take(tag);
          } catch (error) {
            reject(error);
            return;
          }
          this.#wake();
          this.makeRoom();
          if (bytes.length < MUCH_BYTES) this.#rest(output);
        });
        output.on('end', resolve);
        output.on('close', resolve);
        output.on('error', reject);
      });
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      const message = english`ffmpeg does not write FLV, but ${error.message}.`;
      throw new UsageError(message, { hint: english`Leave the format of its output alone.`, cause: error });
    } finally {
      this.#output = null;
      this.#isHeld = false;
    }
  }

  /** ffmpeg writes each packet by itself: some at once cost a fraction of the time. */
  #rest(output: Readable): void {
    if (this.#restTimer !== null) return;
    output.pause();
    this.#restTimer = setTimeout(() => {
      this.#restTimer = null;
      if (!this.#isHeld) output.resume();
    }, REST_MS);
  }

  /** Lets go what may go, and holds the input back, or no longer. */
  makeRoom(): void {
    const { waits } = this.#options;
    while (this.buffer.isFull && !(waits && this.#isNeeded())) {
      this.#tellShort();
      this.buffer.slide();
    }
    if (!waits || this.#output === null || this.buffer.isFull === this.#isHeld) return;
    this.#isHeld = this.buffer.isFull;
    if (this.#isHeld) {
      this.#output.pause();
      for (const consumer of this.consumers) consumer.look();
    } else if (this.#restTimer === null) this.#output.resume();
  }

  /** Pictures are about to leave: because their time has come, or before that. */
  #tellShort(): void {
    const nowMs = performance.now();
    const { isLong, heldMs } = this.buffer;
    const wasShort = this.#shortAtMs !== null;
    if (!isLong) this.#shortAtMs = nowMs;
    else if (nowMs - (this.#shortAtMs ?? nowMs) > LONG_AGAIN_MS) this.#shortAtMs = null;
    const isShort = this.#shortAtMs !== null;
    if (isShort !== wasShort) this.#options.onShort(isShort, heldMs);
  }

  /** One that is behind all others holds none of them up. */
  #isNeeded(): boolean {
    const { oldest } = this.buffer;
    if (oldest === null || this.consumers.size === 0) return false;
    return [...this.consumers].every((consumer) => consumer.needs(oldest));
  }

  /** False when the tag is to be left out: what is known is where the first picture lies, and sound before it was there. */
  #begin(begins: () => number | null, { type }: FlvTag): boolean {
    const atMs = begins();
    if (atMs !== null && type !== 'video') return false;
    this.#begins = null;
    this.#skipsTo = atMs === null ? NOTHING : { ...this.#last };
    this.#timeline.restart(atMs);
    return true;
  }

  #take(tag: FlvTag): void {
    const { payload, type, timestampMs } = tag;
    if (this.#begins !== null && isMedia(tag) && !this.#begin(this.#begins, tag)) return;
    const { latestMs } = this.#timeline;
    const placeMs =
      type !== 'data' && isMedia(tag) ? this.#timeline.place(type, timestampMs, performance.now()) : latestMs;
    // What was there before it was taken up again.
    if (isMedia(tag) && placeMs <= this.#skipsTo[type] + SAME_MS) return;
    if (isMedia(tag)) this.#last[type] = placeMs;
    this.#readBytes += payload.length;
    this.buffer.append({ type, payload, timestampMs: placeMs });
    this.#first ??= this.buffer.newest;
  }

  #wake(): void {
    for (const consumer of this.consumers) consumer.more();
  }
}

/** More than that at once is a source that is fast, or one that was held back. */
const MUCH_BYTES = 32 * 1024;
const REST_MS = 40;
/** Times of the same picture, read from another place, may differ by a rounding. */
const SAME_MS = 2;
/** At the limit it may be short with one group of pictures, and not with the next. */
const LONG_AGAIN_MS = 60_000;
const NOTHING = { audio: -SAME_MS - 1, video: -SAME_MS - 1, data: -SAME_MS - 1 };

function isMedia({ type, payload }: FlvTag): boolean {
  return type !== 'data' && payload[1] !== 0;
}
