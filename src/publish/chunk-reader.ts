import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { MESSAGE } from './messages.js';
import { UnreadableError } from './unreadable.js';

/** One message of a server. */
export interface InMessage {
  type: number;
  payload: Buffer;
}

const MOST_BYTES = CLIENT_LIMITS.serverMessage.value;
const MOST_STREAMS = CLIENT_LIMITS.serverChunkStreams.value;
const EXTENDED = 0xffffff;
const HEADER_BYTES = [11, 7, 3, 0] as const;
const NOTHING: Buffer = Buffer.alloc(0);

/** What the next chunk of a chunk stream may leave out, and what is here of its message. */
interface ChunkStream {
  type: number;
  length: number;
  /** The timestamp that follows the header in 32 bits, and is repeated in each chunk; null where it has 24. */
  extended: Buffer | null;
  payload: Buffer;
}

/** Puts the messages of a server together. They are small: a chunk is read when all of it is here. */
export class ChunkReader {
  #input = NOTHING;
  #chunkBytes = 128;
  readonly #streams = new Map<number, ChunkStream>();

  push(bytes: Buffer): void {
    this.#input = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes]);
  }

  /** The next whole message; null when more bytes are needed. Throws UnreadableError. */
  next(): InMessage | null {
    for (;;) {
      const stream = this.#readChunk();
      if (stream === null) return null;
      if (stream.payload.length < stream.length) continue;
      const { type, payload } = stream;
      stream.payload = NOTHING;
      if (type === MESSAGE.setChunkSize) this.#setChunkSize(uint32(payload));
      else if (type === MESSAGE.abort) this.#abort(uint32(payload));
      else return { type, payload };
    }
  }

  #readChunk(): ChunkStream | null {
    const input = this.#input;
    const [first] = input;
    if (first === undefined) return null;
    const format = (first >> 6) as 0 | 1 | 2 | 3;
    const short = first & 0x3f;
    const idBytes = short === 0 ? 2 : short === 1 ? 3 : 1;
    const headerEnd = idBytes + HEADER_BYTES[format];
    if (input.length < headerEnd) return null;
    const id = short > 1 ? short : 64 + (short === 0 ? input.readUInt8(1) : input.readUInt16LE(1));
    const known = this.#streams.get(id);
    if (known === undefined && format === 3)
      throw new UnreadableError(english`a chunk that goes on with nothing`);
    const before = known ?? { type: 0, length: 0, extended: null, payload: NOTHING };
    const isOpen = before.payload.length > 0;

    let extended = format === 3 ? before.extended : null;
    let start = headerEnd;
    if (format < 3 && input.readUIntBE(idBytes, 3) === EXTENDED) {
      if (input.length < headerEnd + 4) return null;
      extended = Buffer.from(input.subarray(headerEnd, headerEnd + 4));
      start += 4;
    } else if (format === 3 && extended !== null) {
      // Not every server repeats it.
      const here = input.subarray(headerEnd, headerEnd + 4);
      if (here.length < 4) return null;
      if (!isOpen || here.equals(extended)) start += 4;
    }
    const length = format < 2 ? input.readUIntBE(idBytes + 3, 3) : before.length;
    if (length > MOST_BYTES) throw new UnreadableError(english`a message of ${length} bytes`);
    if (isOpen && length < before.payload.length) throw new UnreadableError(english`a message that shrinks`);
    const type = format < 2 ? input.readUInt8(idBytes + 6) : before.type;
    const end = start + Math.min(this.#chunkBytes, length - before.payload.length);
    if (input.length < end) return null;

    if (known === undefined && this.#streams.size === MOST_STREAMS)
      throw new UnreadableError(english`more than ${MOST_STREAMS} chunk streams`);
    const payload = Buffer.concat([before.payload, input.subarray(start, end)]);
    const stream = Object.assign(before, { type, length, extended, payload });
    this.#streams.set(id, stream);
    this.#input = input.subarray(end);
    return stream;
  }

  #setChunkSize(bytes: number): void {
    if (bytes < 1 || bytes > 0x7fffffff) throw new UnreadableError(english`a chunk size of ${bytes}`);
    this.#chunkBytes = bytes;
  }

  #abort(id: number): void {
    const stream = this.#streams.get(id);
    if (stream !== undefined) stream.payload = NOTHING;
  }
}

/** The number that a control message consists of, or begins with. */
export function uint32(payload: Buffer): number {
  if (payload.length < 4) throw new UnreadableError(english`a control message of less than four bytes`);
  return payload.readUInt32BE();
}
