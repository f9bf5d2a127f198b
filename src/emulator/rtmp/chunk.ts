import { EMULATOR_LIMITS } from '../limits.js';
import { controlValue, MESSAGE, type RtmpMessage } from './message.js';
import { ProtocolError } from './protocol-error.js';

const DEFAULT_CHUNK_BYTES = 128;
const MAX_CHUNK_STREAMS = EMULATOR_LIMITS.chunkStreams.value;
/** In a header's 24 bits: the timestamp follows in 32. */
const EXTENDED = 0xffffff;
const HEADER_BYTES = [11, 7, 3, 0] as const;
/** Up to this one, an id and the format stand in one byte. */
const LAST_SHORT_ID = 0x3f;
/** Format 3. */
const GOES_ON = 0xc0;
/** So much is taken for each of many messages that have only begun. */
const MOST_ROOM_AHEAD = EMULATOR_LIMITS.roomAhead.value;
const NO_BYTES: Buffer = Buffer.alloc(0);

/** What the next chunk of a chunk stream may leave out, and the message under way on it. */
interface ChunkStream {
  id: number;
  type: number;
  streamId: number;
  length: number;
  timestampMs: number;
  /** As last written: a timestamp in a chunk of format 0, else a difference. */
  timestampField: number;
  extended: boolean;
  payload: Buffer;
  received: number;
  /** Whether a message has begun and its last byte is not here. */
  open: boolean;
}

/**
 * Puts messages together from the chunks of one direction of a connection (RTMP 1.0, 5.3). The payload of a message may
 * lie among the bytes that were read with it: who keeps some of it copies it.
 */
export class ChunkReader {
  #input = NO_BYTES;
  #position = 0;
  #chunkBytes = DEFAULT_CHUNK_BYTES;
  readonly #streams = new Map<number, ChunkStream>();
  #current: ChunkStream | null = null;
  #leftInChunk = 0;
  #unfinishedBytes = 0;

  /** `maxMessageBytes` bounds a message, and all unfinished ones together. */
  constructor(public maxMessageBytes: number) {}

  /** The bytes are the reader's from here on: messages are put together in them. */
  push(bytes: Buffer): void {
    const unread = this.#input.subarray(this.#position);
    this.#input = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    this.#position = 0;
  }

  /** The next whole message; null when more bytes are needed. Chunk sizes and aborts are dealt with here. */
  next(): RtmpMessage | null {
    for (;;) {
      if (this.#current === null && !this.#readHeader()) return null;
      const message = this.#takeWhole() ?? this.#readPayload();
      if (message === null) {
        if (this.#current !== null) return null;
      } else if (message.type === MESSAGE.setChunkSize) {
        this.#setChunkSize(controlValue(message));
      } else if (message.type === MESSAGE.abort) {
        this.#abort(controlValue(message));
      } else {
        return message;
      }
    }
  }

  /**
   * Reads one chunk header if all of it is here; changes nothing otherwise. A publisher that takes over our chunk size
   * sends sixty of them for a picture: nothing is made for a chunk that only goes on.
   */
  #readHeader(): boolean {
    const input = this.#input;
    const at = this.#position;
    if (at === input.length) return false;
    const first = input[at]!;
    const format = (first >> 6) as 0 | 1 | 2 | 3;
    const headerAt = at + basicHeaderBytes(first);
    if (headerAt > input.length) return false;
    const id = chunkStreamId(input, at);
    const known = this.#streams.get(id);
    const stream = known ?? newChunkStream(id);
    // librtmp opens its control stream with format 1.
    if (known === undefined && format > 1)
      throw new ProtocolError(`chunk stream ${id} begins with format ${format}`);
    if (known === undefined && this.#streams.size === MAX_CHUNK_STREAMS)
      throw new ProtocolError(`more than ${MAX_CHUNK_STREAMS} chunk streams`);
    if (stream.open && format !== 3)
      throw new ProtocolError(`a message begins within another on chunk stream ${id}`);

    const headerEnd = headerAt + HEADER_BYTES[format];
    if (headerEnd > input.length) return false;
    const field = format === 3 ? null : input.readUIntBE(headerAt, 3);
    const extended = field === null ? stream.extended : field === EXTENDED;
    const extendedBytes = extended ? extendedTimestampBytes(stream, input.subarray(headerEnd)) : 0;
    if (extendedBytes === null) return false;

    if (!stream.open) {
      const length = format < 2 ? input.readUIntBE(headerAt + 3, 3) : stream.length;
      if (length > this.maxMessageBytes)
        throw new ProtocolError(`message of ${length} bytes, more than ${this.maxMessageBytes}`);
      stream.length = length;
      if (format < 2) stream.type = input.readUInt8(headerAt + 6);
      if (format === 0) stream.streamId = input.readUInt32LE(headerAt + 7);
      stream.extended = extended;
      if (extended) stream.timestampField = input.readUInt32BE(headerEnd);
      else if (field !== null) stream.timestampField = field;
      const baseMs = format === 0 ? 0 : stream.timestampMs;
      stream.timestampMs = (baseMs + stream.timestampField) >>> 0;
      stream.payload = NO_BYTES;
      stream.received = 0;
      stream.open = true;
    }
    if (known === undefined) this.#streams.set(id, stream);
    this.#current = stream;
    this.#leftInChunk = Math.min(this.#chunkBytes, stream.length - stream.received);
    this.#position = headerEnd + extendedBytes;
    return true;
  }

  /**
   * A message that has just begun, if all of it is here and nothing in between: its pieces are moved together where
   * they lie, over the headers of their chunks. Nearly all pictures come like that, and memory of their own for each
   * would keep the garbage collector busy.
   */
  #takeWhole(): RtmpMessage | null {
    const stream = this.#current!;
    const { id, type, streamId, timestampMs, length } = stream;
    const input = this.#input;
    const start = this.#position;
    const chunkBytes = this.#chunkBytes;
    const end = start + length + Math.max(0, Math.ceil(length / chunkBytes) - 1);
    if (stream.received > 0 || stream.extended || id > LAST_SHORT_ID || end > input.length) return null;
    if (this.#unfinishedBytes + length > this.maxMessageBytes) return null;
    for (let at = start + chunkBytes; at < end; at += 1 + chunkBytes)
      if (input[at] !== (GOES_ON | id)) return null;

    for (let at = start + chunkBytes, to = at; at < end; at += 1 + chunkBytes, to += chunkBytes)
      input.copyWithin(to, at + 1, Math.min(at + 1 + chunkBytes, end));
    this.#position = end;
    this.#current = null;
    stream.open = false;
    return { type, streamId, timestampMs, payload: input.subarray(start, start + length) };
  }

  /** Moves what is here of the current chunk into its message, which it returns once that is whole. */
  #readPayload(): RtmpMessage | null {
    const stream = this.#current!;
    const here = this.#input.length - this.#position;
    const bytes = Math.min(this.#leftInChunk, here);
    this.#unfinishedBytes += bytes;
    if (this.#unfinishedBytes > this.maxMessageBytes)
      throw new ProtocolError(`unfinished messages of more than ${this.maxMessageBytes} bytes`);
    makeRoom(stream, bytes, here);
    stream.received += this.#input.copy(
      stream.payload,
      stream.received,
      this.#position,
      this.#position + bytes,
    );
    this.#position += bytes;
    this.#leftInChunk -= bytes;
    if (this.#leftInChunk > 0) return null;

    this.#current = null;
    if (stream.received < stream.length) return null;
    return this.#close(stream);
  }

  #close(stream: ChunkStream): RtmpMessage {
    const { type, streamId, timestampMs, payload, received } = stream;
    this.#unfinishedBytes -= received;
    stream.payload = NO_BYTES;
    stream.open = false;
    return { type, streamId, timestampMs, payload: payload.subarray(0, received) };
  }

  #setChunkSize(bytes: number): void {
    if (bytes < 1 || bytes > 0x7fffffff) throw new ProtocolError(`chunk size of ${bytes} bytes`);
    this.#chunkBytes = bytes;
  }

  #abort(id: number): void {
    const stream = this.#streams.get(id);
    if (stream?.open) this.#close(stream);
  }
}

function newChunkStream(id: number): ChunkStream {
  return {
    id,
    type: 0,
    streamId: 0,
    length: 0,
    timestampMs: 0,
    timestampField: 0,
    extended: false,
    payload: NO_BYTES,
    received: 0,
    open: false,
  };
}

/** Ids from 64 to 319 take a second byte, those up to 65599 a third. */
function basicHeaderBytes(first: number): 1 | 2 | 3 {
  const short = first & 0x3f;
  return short === 0 ? 2 : short === 1 ? 3 : 1;
}

function chunkStreamId(bytes: Buffer, at: number): number {
  const short = bytes[at]! & 0x3f;
  if (short > 1) return short;
  return (short === 0 ? bytes.readUInt8(at + 1) : bytes.readUInt16LE(at + 1)) + 64;
}

/**
 * How many bytes the 32-bit timestamp takes in front of a payload; null when that cannot be told yet. Within a message
 * the specification repeats it in every chunk, but not every encoder does: it is one if it looks like one.
 */
function extendedTimestampBytes(stream: ChunkStream, bytes: Buffer): 0 | 4 | null {
  const here = bytes.subarray(0, 4);
  if (stream.open) {
    const repeated = Buffer.alloc(4);
    repeated.writeUInt32BE(stream.timestampField);
    if (!here.equals(repeated.subarray(0, here.length))) return 0;
  }
  return here.length === 4 ? 4 : null;
}

/** Memory is taken as bytes arrive, never for an announced length. */
function makeRoom(stream: ChunkStream, bytes: number, bytesHere: number): void {
  const { payload, received, length } = stream;
  if (received + bytes <= payload.length) return;
  const grown = Buffer.allocUnsafe(
    Math.min(
      length,
      Math.max(received + Math.min(Math.max(bytes, MOST_ROOM_AHEAD), bytesHere), 2 * payload.length),
    ),
  );
  payload.copy(grown, 0, 0, received);
  stream.payload = grown;
}
