import type { OutMessage } from './messages.js';

const DEFAULT_CHUNK_BYTES = 128;
/** In a header's 24 bits: the timestamp follows in 32. */
const EXTENDED = 0xffffff;

/** What the next message on a chunk stream is told apart from. */
interface Before {
  type: number;
  streamId: number;
  length: number;
  timestampMs: number;
  /** As it was written: a timestamp, or the difference from the one before. */
  field: number;
}

/**
 * Cuts messages into chunks as ffmpeg does (librtmp's `RTMP_SendPacket` likewise): a whole header first and after a
 * timestamp that goes back, else as little of it as says what is new.
 */
export class ChunkWriter {
  chunkBytes = DEFAULT_CHUNK_BYTES;
  readonly #before = new Map<number, Before>();

  /** The bytes of a message, which are its caller's: the payload is copied. */
  encode(message: OutMessage): Buffer {
    const { chunkStream, type, streamId, payload, whole = false } = message;
    const { length } = payload;
    const timestampMs = message.timestampMs >>> 0;
    const before = this.#before.get(chunkStream);
    const differs =
      whole || before === undefined || before.streamId !== streamId || timestampMs < before.timestampMs;
    const field = differs ? timestampMs : timestampMs - before.timestampMs;
    const format = differs
      ? 0
      : before.type !== type || before.length !== length
        ? 1
        : before.field !== field
          ? 2
          : 3;
    this.#before.set(chunkStream, { type, streamId, length, timestampMs, field });

    const isExtended = field >= EXTENDED;
    const headerBytes = 1 + HEADER_BYTES[format] + (isExtended ? 4 : 0);
    const again = 1 + (isExtended ? 4 : 0);
    const more = Math.max(0, Math.ceil(length / this.chunkBytes) - 1);
    const bytes = Buffer.allocUnsafe(headerBytes + length + more * again);
    let at = bytes.writeUInt8((format << 6) | chunkStream);
    if (format < 3) at = bytes.writeUIntBE(Math.min(field, EXTENDED), at, 3);
    if (format < 2) at = bytes.writeUInt8(type, bytes.writeUIntBE(length, at, 3));
    if (format === 0) at = bytes.writeUInt32LE(streamId, at);
    if (isExtended) at = bytes.writeUInt32BE(field, at);
    for (let start = 0; start < length; start += this.chunkBytes) {
      if (start > 0) {
        at = bytes.writeUInt8(0xc0 | chunkStream, at);
        if (isExtended) at = bytes.writeUInt32BE(field, at);
      }
      at += payload.copy(bytes, at, start, start + this.chunkBytes);
    }
    return bytes;
  }
}

const HEADER_BYTES = [11, 7, 3, 0] as const;
