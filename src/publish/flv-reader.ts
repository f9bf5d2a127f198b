import { english } from '../english.js';
import type { FlvTag } from './flv-tag.js';
import { UnreadableError } from './unreadable.js';

const SIGNATURE = Buffer.from('FLV');
const FILE_HEADER_BYTES = 9;
const TAG_HEADER_BYTES = 11;
const SIZE_BYTES = 4;
const TYPES: Readonly<Record<number, FlvTag['type']>> = { 8: 'audio', 9: 'video', 18: 'data' };

/** Reads FLV as it comes. It holds one tag, which has 16 MiB at most, as its length has three bytes. */
export class FlvReader {
  #pieces: Buffer[] = [];
  #here = 0;
  /** Of the part that is read next. */
  #wanted = FILE_HEADER_BYTES;
  #part: 'file' | 'skip' | 'size' | 'header' | 'body' = 'file';
  #header: Buffer = Buffer.alloc(0);

  /** The tags that are whole with these bytes. A payload may be a part of them. Throws UnreadableError. */
  *read(bytes: Uint8Array): Generator<FlvTag, void, void> {
    this.#pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#here += bytes.byteLength;
    while (this.#here >= this.#wanted) {
      const part = this.#take(this.#wanted);
      const tag = this.#next(part);
      if (tag !== null) yield tag;
    }
  }

  #take(size: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    this.#here -= size;
    if (first.length > size) {
      this.#pieces[0] = first.subarray(size);
      return first.subarray(0, size);
    }
    const whole = this.#pieces.length <= 1 ? first : Buffer.concat(this.#pieces);
    this.#pieces = whole.length > size ? [whole.subarray(size)] : [];
    return whole.subarray(0, size);
  }

  #expect(part: 'skip' | 'size' | 'header' | 'body', wanted: number): null {
    this.#part = part;
    this.#wanted = wanted;
    return null;
  }

  #next(part: Buffer): FlvTag | null {
    switch (this.#part) {
      case 'file': {
        const headerBytes = part.readUInt32BE(5);
        if (!part.subarray(0, 3).equals(SIGNATURE) || headerBytes < FILE_HEADER_BYTES || headerBytes > 1024)
          throw new UnreadableError(english`a stream that is no FLV`);
        return this.#expect('skip', headerBytes - FILE_HEADER_BYTES);
      }
      case 'skip':
        return this.#expect('size', SIZE_BYTES);
      case 'size':
        return this.#expect('header', TAG_HEADER_BYTES);
      case 'header':
        this.#header = Buffer.from(part);
        return this.#expect('body', part.readUIntBE(1, 3));
      case 'body': {
        this.#expect('size', SIZE_BYTES);
        const type = TYPES[this.#header.readUInt8(0) & 0x1f];
        if (type === undefined) return null;
        const timestampMs = this.#header.readUIntBE(4, 3) + this.#header.readUInt8(7) * 2 ** 24;
        return { type, timestampMs, payload: part };
      }
    }
  }
}

/** The tags of an FLV stream. */
export async function* readFlv(stream: AsyncIterable<Uint8Array>): AsyncGenerator<FlvTag, void, void> {
  const reader = new FlvReader();
  for await (const bytes of stream) yield* reader.read(bytes);
}
