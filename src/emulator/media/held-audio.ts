import { EMULATOR_LIMITS } from '../limits.js';
import type { AudioFrame } from './mpegts.js';

const MAX_HELD_MS = EMULATOR_LIMITS.heldAudio.value;
// More than 3 s of the shortest frames: timestamps that stand still must not fill the memory.
const MAX_HELD_FRAMES = EMULATOR_LIMITS.heldAudioFrames.value;

/** The latest audio that waits for the segment it belongs to: three seconds at most. */
export class HeldAudio {
  #frames: AudioFrame[] = [];

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  hasRoomFor(frame: AudioFrame): boolean {
    const [first] = this.#frames;
    if (first === undefined) return true;
    return this.#frames.length < MAX_HELD_FRAMES && frame.ptsMs - first.ptsMs <= MAX_HELD_MS;
  }

  add(frame: AudioFrame): void {
    while (!this.hasRoomFor(frame)) this.#frames.shift();
    this.#frames.push(frame);
  }

  /** Hands over what was held and forgets it. */
  take(): AudioFrame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }
}
