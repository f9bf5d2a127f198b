import { randomBytes } from 'node:crypto';
import { ProtocolError } from './protocol-error.js';

const RTMP_VERSION = 3;
const PART = 1536;

/**
 * The server's half of the simple handshake: C0 C1 -> S0 S1 S2, then C2. Its version field of zero tells clients that
 * know the digest handshake not to use it.
 */
export class Handshake {
  #input: Buffer = Buffer.alloc(0);
  #answered = false;

  /** `answer` is to be sent when there is one; `rest` is what followed C2, null until C2 is complete. */
  push(bytes: Buffer): { answer: Buffer | null; rest: Buffer | null } {
    this.#input = Buffer.concat([this.#input, bytes]);
    if (!this.#answered && this.#input.length > 0 && this.#input[0] !== RTMP_VERSION)
      throw new ProtocolError(`RTMP version ${this.#input[0]} is not supported`);

    let answer: Buffer | null = null;
    if (!this.#answered && this.#input.length >= 1 + PART) {
      answer = answerTo(this.#input.subarray(1, 1 + PART));
      this.#input = this.#input.subarray(1 + PART);
      this.#answered = true;
    }
    const complete = this.#answered && this.#input.length >= PART;
    return { answer, rest: complete ? this.#input.subarray(PART) : null };
  }
}

/** S0, S1 and S2. OSS was captured to echo C1 without the version in it. */
function answerTo(c1: Buffer): Buffer {
  const s1 = Buffer.concat([Buffer.alloc(8), randomBytes(PART - 8)]);
  const s2 = Buffer.from(c1).fill(0, 4, 8);
  return Buffer.concat([Buffer.of(RTMP_VERSION), s1, s2]);
}
