import { EMULATOR_LIMITS } from '../limits.js';
import type { AacConfig } from './aac.js';

/** An AAC frame as it came; `config` is null as long as its sequence header has not come. */
export interface HeldFrame {
  ptsMs: number;
  arrivedMs: number;
  data: Buffer;
  config: AacConfig | null;
}

const MAX_HELD_MS = EMULATOR_LIMITS.heldAudio.value;
// More than 3 s of the shortest frames: timestamps that stand still must not fill the memory.
const MAX_HELD_FRAMES = EMULATOR_LIMITS.heldAudioFrames.value;

/** The latest sound that waits for its header, or for the segment it belongs to: three seconds at most. */
export class HeldSound {
  #frames: HeldFrame[] = [];

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  hasRoomFor({ ptsMs }: HeldFrame): boolean {
    const [first] = this.#frames;
    if (first === undefined) return true;
    return this.#frames.length < MAX_HELD_FRAMES && ptsMs - first.ptsMs <= MAX_HELD_MS;
  }

  add(frame: HeldFrame): void {
    while (!this.hasRoomFor(frame)) this.#frames.shift();
    this.#frames.push(frame);
  }

  /** The header of those has come that waited for it. */
  configure(config: AacConfig): void {
    for (const frame of this.#frames) frame.config ??= config;
  }

  /** Hands over what was held and forgets it. */
  take(): HeldFrame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }
}
