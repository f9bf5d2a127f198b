import { createHash } from 'node:crypto';
import { TICKS_PER_SECOND } from './clock.js';

/** One AAC frame as ADTS carries it (ISO/IEC 13818-7 clause 6.2). */
export interface SoundFrame {
  pts: number;
  /** How long it lasts, in ticks. With spectral band replication the core's rate counts, as in the header. */
  ticks: number;
  /** With its header. */
  bytes: Buffer;
  headerBytes: number;
}

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const SAMPLES = 1024;
const SHORTEST = 7;

/** Takes the frames out of PES packets; one that ends in the next packet waits for it. */
export class SoundReader {
  #rest: Buffer = Buffer.alloc(0);
  #next = 0;

  /** `pts` is of the first frame that begins in `payload`; null when it goes on with what was before. */
  read(payload: Buffer, pts: number | null): SoundFrame[] {
    const restBytes = this.#rest.length;
    const bytes = restBytes === 0 ? payload : Buffer.concat([this.#rest, payload]);
    const frames: SoundFrame[] = [];
    let at = 0;
    let isPlaced = pts === null;
    while (at + SHORTEST <= bytes.length) {
      if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) {
        const next = bytes.indexOf(0xff, at + 1);
        at = next < 0 ? bytes.length : next;
        continue;
      }
      const length = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
      const rate = SAMPLE_RATES[(bytes[at + 2]! >> 2) & 0x0f];
      if (length < SHORTEST || rate === undefined) {
        at++;
        continue;
      }
      if (at + length > bytes.length) break;
      if (!isPlaced && at >= restBytes) {
        this.#next = pts!;
        isPlaced = true;
      }
      const ticks = (SAMPLES * ((bytes[at + 6]! & 3) + 1) * TICKS_PER_SECOND) / rate;
      const headerBytes = (bytes[at + 1]! & 1) === 1 ? 7 : 9;
      frames.push({ pts: this.#next, ticks, bytes: bytes.subarray(at, at + length), headerBytes });
      this.#next += ticks;
      at += length;
    }
    if (!isPlaced && at >= restBytes) this.#next = pts!;
    this.#rest = Buffer.from(bytes.subarray(Math.min(at, bytes.length)));
    return frames;
  }
}

/** What of a header makes a decoder what it is: profile, sample rate and channels. */
export function soundParameters({ bytes }: SoundFrame): string {
  return `${bytes[2]! & 0xfd}/${bytes[3]! & 0xc0}`;
}

/** The same for the same frame. */
export function soundIdentity({ bytes, headerBytes }: SoundFrame): string {
  return createHash('md5').update(bytes.subarray(headerBytes)).digest('hex');
}
