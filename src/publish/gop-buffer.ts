import { CLIENT_LIMITS } from '../client/limits.js';
import { BufferMemory, type Slab } from './buffer-memory.js';
import { compositionMs, type FlvTag, kindOf } from './flv-tag.js';
import { Slabs } from './slabs.js';

/** What a decoder has to be told before it can begin. */
export interface Headers {
  metadata: Buffer | null;
  video: Buffer | null;
  audio: Buffer | null;
}

/** A tag at its place on the timeline. */
export interface BufferedTag extends FlvTag {
  payload: Buffer;
}

/** A group of pictures: a key frame, and what comes until the next one. */
export interface Gop {
  /** When its key frame is decoded, and when it is shown. */
  startMs: number;
  shownMs: number;
  /** When the last of its tags is decoded. */
  endMs: number;
  /** What was in force when it began. */
  headers: Headers;
  tags: BufferedTag[];
  bytes: number;
  /** Its memory is somebody else's by now. */
  isGone: boolean;
  next: Gop | null;
  slabs: Slab[];
}

/**
 * The last of a stream, as whole groups of pictures. It only grows until `slide` is called. Before the first key frame
 * there is nothing but sound, which belongs to it.
 */
export class GopBuffer {
  readonly #lengthMs: number;
  readonly #mostBytes: number;
  readonly #memory: BufferMemory;
  readonly #slabs: Slabs;
  #headers: Headers = { metadata: null, video: null, audio: null };
  #early: FlvTag[] = [];
  #oldest: Gop | null = null;
  #newest: Gop | null = null;
  #bytes = 0;
  /** Whether all is left out until the next key frame. */
  #skips = false;

  /** `memory` may be that of others, too; `close` gives all of it back. */
  constructor(
    lengthMs: number,
    mostBytes: number = CLIENT_LIMITS.pushBuffer.value,
    memory = new BufferMemory(),
  ) {
    this.#lengthMs = lengthMs;
    this.#mostBytes = mostBytes;
    this.#memory = memory;
    this.#slabs = new Slabs(memory);
    memory.join();
  }

  get oldest(): Gop | null {
    return this.#oldest;
  }

  get newest(): Gop | null {
    return this.#newest;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How long it is. */
  get heldMs(): number {
    return this.#newest === null || this.#oldest === null ? 0 : this.#newest.endMs - this.#oldest.startMs;
  }

  /** Whether it holds as much as it is to hold without its oldest group. */
  get isFull(): boolean {
    return this.isShort || this.isLong;
  }

  /** Whether some of it has to go for want of memory. What is newest stays. */
  get isShort(): boolean {
    if (this.#bytes > this.#mostBytes) return true;
    return this.#oldest !== this.#newest && this.#memory.isShort(this.#slabs.heldBytes);
  }

  /** Whether it is as long without its oldest group as it is to be. */
  get isLong(): boolean {
    const second = this.#oldest?.next;
    return second != null && this.#newest !== null && this.#newest.endMs - second.startMs >= this.#lengthMs;
  }

  /** Takes a tag, with its time on the timeline; the payload is copied. */
  append(tag: FlvTag): void {
    const kind = kindOf(tag);
    if (kind === 'end') return;
    if (kind === 'metadata' || kind === 'configuration') {
      const part = kind === 'metadata' ? 'metadata' : (tag.type as 'audio' | 'video');
      if (this.#headers[part]?.equals(tag.payload)) return;
      this.#headers = { ...this.#headers, [part]: Buffer.from(tag.payload) };
      // A group has what it began with; who is in the middle of one hears of it in its turn.
      if (this.#newest !== null && part === 'audio') this.#put(this.#newest, tag);
      return;
    }
    if (kind === 'key') this.#begin(tag);
    else if (this.#newest === null) this.#hold(tag);
    else if (!this.#skips) this.#put(this.#newest, tag);
    if (this.#bytes > this.#mostBytes && this.#oldest === this.#newest) this.#giveUp();
  }

  /** Lets the oldest group go. */
  slide(): void {
    const gone = this.#oldest;
    if (gone === null) return;
    this.#oldest = gone.next;
    if (gone === this.#newest) this.#newest = null;
    this.#bytes -= gone.bytes;
    gone.isGone = true;
    for (const slab of gone.slabs) this.#slabs.release(slab);
    gone.tags = [];
    gone.slabs = [];
  }

  /** Nothing of it is needed any more. */
  close(): void {
    while (this.#oldest !== null) this.slide();
    this.#slabs.giveUp();
    this.#memory.leave();
  }

  /** The last group whose key frame is shown at this time or before it; null when that has left. */
  lastBefore(shownMs: number): Gop | null {
    let found: Gop | null = null;
    for (let gop = this.#oldest; gop !== null && gop.shownMs <= shownMs; gop = gop.next) found = gop;
    return found;
  }

  #begin(tag: FlvTag): void {
    const { timestampMs } = tag;
    const gop: Gop = {
      ...{ startMs: timestampMs, shownMs: timestampMs + compositionMs(tag), endMs: timestampMs },
      ...{ headers: this.#headers, tags: [], bytes: 0, isGone: false, next: null, slabs: [] },
    };
    if (this.#newest === null) this.#oldest = gop;
    else this.#newest.next = gop;
    this.#newest = gop;
    this.#skips = false;
    for (const early of this.#early.splice(0)) this.#put(gop, early);
    this.#put(gop, tag);
  }

  #put(gop: Gop, tag: FlvTag): void {
    const { slab, copy } = this.#slabs.keep(tag.payload);
    if (gop.slabs.at(-1) !== slab) {
      slab.users++;
      gop.slabs.push(slab);
    }
    gop.tags.push({ ...tag, payload: copy });
    gop.endMs = Math.max(gop.endMs, tag.timestampMs);
    gop.bytes += copy.length;
    this.#bytes += copy.length;
  }

  #hold(tag: FlvTag): void {
    if (tag.type !== 'audio') return;
    this.#early.push({ ...tag, payload: Buffer.from(tag.payload) });
    if (this.#early.length > MOST_EARLY) this.#early.shift();
  }

  /** A single group that is larger than all that may be kept. */
  #giveUp(): void {
    this.slide();
    this.#skips = true;
  }
}

/** Sound frames of some ten seconds. */
const MOST_EARLY = 500;
