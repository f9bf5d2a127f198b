import { english } from '../../english.js';
import { MediaError } from './media-error.js';

/** Reads bit fields from the most significant bit on. Reading past the end throws MediaError. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length * 8 - this.#position;
  }

  /** At most 32 bits, as an unsigned number. */
  read(count: number): number {
    if (count > this.left) throw new MediaError(english`A codec header ends early.`);
    let value = 0;
    for (let read = 0; read < count; read++) {
      const byte = this.#bytes[this.#position >> 3]!;
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position++;
    }
    return value;
  }

  flag(): boolean {
    return this.read(1) === 1;
  }

  /** `ue(v)` of H.264, clause 9.1. */
  exponentialGolomb(): number {
    let zeros = 0;
    while (!this.flag()) zeros++;
    if (zeros > 31) throw new MediaError(english`A codec header holds an impossible number.`);
    return 2 ** zeros - 1 + this.read(zeros);
  }

  /** `se(v)` of H.264, clause 9.1.1. */
  signedExponentialGolomb(): number {
    const code = this.exponentialGolomb();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
