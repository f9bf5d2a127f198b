import { ProtocolError } from './protocol-error.js';

const MAX_DEPTH = 16;

/** The bytes of a message, read from the front. */
export class AmfBytes {
  #position = 0;

  constructor(readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.#position === this.bytes.length;
  }

  /** The next byte, which stays; undefined at the end. */
  peek(): number | undefined {
    return this.bytes[this.#position];
  }

  take(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.bytes.length) throw new ProtocolError('AMF value reaches beyond its message');
    const taken = this.bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }
}

export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new ProtocolError(`AMF values nested deeper than ${MAX_DEPTH}`);
}
