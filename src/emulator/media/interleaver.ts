import { EMULATOR_LIMITS } from '../limits.js';
import type { Tag } from './tag.js';
import type { Placement } from './timeline.js';

type Frame = Extract<Tag, { kind: 'frame' }> & Placement & { arrivedMs: number };
export type Picture = Extract<Frame, { track: 'video' }>;
export type Sound = Extract<Frame, { track: 'audio' }>;
export type PictureHeader = Extract<Tag, { track: 'video'; kind: 'header' }>;
/** That there is sound, and how it is coded. */
type SoundHeader = Extract<Tag, { track: 'audio'; kind: 'header' | 'announced' }>;
export type Arrival = Picture | PictureHeader | Sound | SoundHeader;

// A key frame waits no longer than that, and is not kept with more: sound may never come.
const MAX_WAIT_MS = EMULATOR_LIMITS.heldPictures.value;
const MAX_WAIT_BYTES = EMULATOR_LIMITS.heldPictureBytes.value;
// More than 3 s of 120 pictures: timestamps that stand still must not fill the memory.
const MAX_WAIT_PICTURES = EMULATOR_LIMITS.heldPictureFrames.value;

/**
 * Puts sound in front of the key frame that it is heard before: publishers send by decoding time, and one that changes
 * its sound together with its picture says so behind the key frame. With all of that known, a segment can begin there.
 */
export class Interleaver {
  #waiting: (Picture | PictureHeader)[] = [];
  #bytes = 0;
  #soundMs = Number.NEGATIVE_INFINITY;
  #soundIsExpected = true;

  /** What may go on now, in this order. */
  take(arrival: Picture | PictureHeader | Sound): Arrival[] {
    if (arrival.track === 'audio') {
      this.#soundMs = arrival.ms;
      this.#soundIsExpected = true;
      return this.#waiting.length === 0 ? [arrival] : [...this.#due(), arrival];
    }
    if (this.#waiting.length === 0 && !this.#waitsForSound(arrival)) return [arrival];
    this.#waiting.push(kept(arrival));
    this.#bytes += arrival.bytes;
    if (this.#isFull()) this.#soundIsExpected = false;
    return this.#due();
  }

  /** All that still waits. */
  flush(): Arrival[] {
    this.#soundIsExpected = false;
    return this.#due();
  }

  #due(): Arrival[] {
    const end = this.#waiting.findIndex((arrival) => this.#waitsForSound(arrival));
    const due = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
    for (const { bytes } of due) this.#bytes -= bytes;
    return due;
  }

  #waitsForSound(arrival: Picture | PictureHeader): boolean {
    return this.#soundIsExpected && isKeyFrame(arrival) && arrival.ms + arrival.compositionMs > this.#soundMs;
  }

  #isFull(): boolean {
    if (this.#bytes > MAX_WAIT_BYTES || this.#waiting.length > MAX_WAIT_PICTURES) return true;
    const [first, last] = [
      this.#waiting.find(isKeyFrame),
      this.#waiting.findLast(({ kind }) => kind === 'frame'),
    ];
    return first !== undefined && last?.kind === 'frame' && last.ms - first.ms > MAX_WAIT_MS;
  }
}

/** What was read together with a picture is not to be kept with it. */
function kept(arrival: Picture | PictureHeader): Picture | PictureHeader {
  return arrival.kind === 'frame' ? { ...arrival, data: Buffer.from(arrival.data) } : arrival;
}

function isKeyFrame(arrival: Picture | PictureHeader): arrival is Picture {
  return arrival.kind === 'frame' && arrival.isKey;
}
