import { EMULATOR_LIMITS } from '../limits.js';
import { controlValue, MESSAGE, type RtmpMessage } from './message.js';
import { ProtocolError } from './protocol-error.js';

const DEFAULT_CHUNK_BYTES = 128;
const MAX_CHUNK_STREAMS = EMULATOR_LIMITS.chunkStreams.value;
/** In a header's 24 bits: the timestamp follows in 32. */
const EXTENDED = 0xffffff;
const HEADER_BYTES = [11, 7, 3, 0] as const;
const CONTROL_CHUNK_STREAM = 2;
const COMMAND_CHUNK_STREAM = 3;

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

/** Puts messages together from the chunks of one direction of a connection (RTMP 1.0, 5.3). */
export class ChunkReader {
  #input: Buffer = Buffer.alloc(0);
  #position = 0;
  #chunkBytes = DEFAULT_CHUNK_BYTES;
  readonly #streams = new Map<number, ChunkStream>();
  #current: ChunkStream | null = null;
  #leftInChunk = 0;
  #unfinishedBytes = 0;

  /** `maxMessageBytes` bounds a message, and all unfinished ones together. */
  constructor(public maxMessageBytes: number) {}

  push(bytes: Buffer): void {
    const unread = this.#input.subarray(this.#position);
    this.#input = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    this.#position = 0;
  }

  /** The next whole message; null when more bytes are needed. Chunk sizes and aborts are dealt with here. */
  next(): RtmpMessage | null {
    for (;;) {
      if (this.#current === null && !this.#readHeader()) return null;
      const message = this.#readPayload();
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

  /** Reads one chunk header if all of it is here; changes nothing otherwise. */
  #readHeader(): boolean {
    const bytes = this.#input.subarray(this.#position);
    const basic = readBasicHeader(bytes);
    if (basic === null) return false;
    const { format, id, basicBytes } = basic;
    const stream = this.#streams.get(id) ?? newChunkStream(id);
    const isNew = !this.#streams.has(id);
    // librtmp opens its control stream with format 1.
    if (isNew && format > 1) throw new ProtocolError(`chunk stream ${id} begins with format ${format}`);
    if (isNew && this.#streams.size === MAX_CHUNK_STREAMS)
      throw new ProtocolError(`more than ${MAX_CHUNK_STREAMS} chunk streams`);
    if (stream.open && format !== 3)
      throw new ProtocolError(`a message begins within another on chunk stream ${id}`);

    const header = bytes.subarray(basicBytes);
    const headerBytes = HEADER_BYTES[format];
    if (header.length < headerBytes) return false;
    const field = format === 3 ? null : header.readUIntBE(0, 3);
    const extended = field === null ? stream.extended : field === EXTENDED;
    const extendedBytes = extended ? extendedTimestampBytes(stream, header.subarray(headerBytes)) : 0;
    if (extendedBytes === null) return false;

    if (!stream.open) {
      const length = format < 2 ? header.readUIntBE(3, 3) : stream.length;
      if (length > this.maxMessageBytes)
        throw new ProtocolError(`message of ${length} bytes, more than ${this.maxMessageBytes}`);
      stream.length = length;
      if (format < 2) stream.type = header.readUInt8(6);
      if (format === 0) stream.streamId = header.readUInt32LE(7);
      stream.extended = extended;
      if (extended) stream.timestampField = header.readUInt32BE(headerBytes);
      else if (field !== null) stream.timestampField = field;
      const baseMs = format === 0 ? 0 : stream.timestampMs;
      stream.timestampMs = (baseMs + stream.timestampField) >>> 0;
      stream.payload = Buffer.alloc(0);
      stream.received = 0;
      stream.open = true;
    }
    this.#streams.set(id, stream);
    this.#current = stream;
    this.#leftInChunk = Math.min(this.#chunkBytes, stream.length - stream.received);
    this.#position += basicBytes + headerBytes + extendedBytes;
    return true;
  }

  /** Moves what is here of the current chunk into its message, which it returns once that is whole. */
  #readPayload(): RtmpMessage | null {
    const stream = this.#current!;
    const bytes = this.#input.subarray(this.#position, this.#position + this.#leftInChunk);
    this.#unfinishedBytes += bytes.length;
    if (this.#unfinishedBytes > this.maxMessageBytes)
      throw new ProtocolError(`unfinished messages of more than ${this.maxMessageBytes} bytes`);
    append(stream, bytes);
    this.#position += bytes.length;
    this.#leftInChunk -= bytes.length;
    if (this.#leftInChunk > 0) return null;

    this.#current = null;
    if (stream.received < stream.length) return null;
    return this.#close(stream);
  }

  #close(stream: ChunkStream): RtmpMessage {
    const { type, streamId, timestampMs, payload, received } = stream;
    this.#unfinishedBytes -= received;
    stream.payload = Buffer.alloc(0);
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
    payload: Buffer.alloc(0),
    received: 0,
    open: false,
  };
}

/** Ids from 64 to 319 take a second byte, those up to 65599 a third; null when it is not here. */
function readBasicHeader(bytes: Buffer): { format: 0 | 1 | 2 | 3; id: number; basicBytes: number } | null {
  if (bytes.length === 0) return null;
  const first = bytes.readUInt8(0);
  const format = (first >> 6) as 0 | 1 | 2 | 3;
  const short = first & 0x3f;
  if (short > 1) return { format, id: short, basicBytes: 1 };
  if (bytes.length < 2 + short) return null;
  const id = short === 0 ? bytes.readUInt8(1) + 64 : bytes.readUInt16LE(1) + 64;
  return { format, id, basicBytes: 2 + short };
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
function append(stream: ChunkStream, bytes: Buffer): void {
  const needed = stream.received + bytes.length;
  if (needed > stream.payload.length) {
    const grown = Buffer.allocUnsafe(Math.min(stream.length, Math.max(needed, 2 * stream.payload.length)));
    stream.payload.copy(grown, 0, 0, stream.received);
    stream.payload = grown;
  }
  bytes.copy(stream.payload, stream.received);
  stream.received = needed;
}

/** A message of the server as chunks: one of format 0, the rest of format 3. */
export function encodeChunks(message: RtmpMessage, chunkBytes: number): Buffer {
  const { type, streamId, timestampMs, payload } = message;
  const id = type < MESSAGE.audio ? CONTROL_CHUNK_STREAM : COMMAND_CHUNK_STREAM;
  const header = Buffer.alloc(12);
  header.writeUInt8(id, 0);
  header.writeUIntBE(timestampMs, 1, 3);
  header.writeUIntBE(payload.length, 4, 3);
  header.writeUInt8(type, 7);
  header.writeUInt32LE(streamId, 8);
  const parts: Buffer[] = [header, payload.subarray(0, chunkBytes)];
  for (let start = chunkBytes; start < payload.length; start += chunkBytes)
    parts.push(Buffer.of(0xc0 | id), payload.subarray(start, start + chunkBytes));
  return Buffer.concat(parts);
}
