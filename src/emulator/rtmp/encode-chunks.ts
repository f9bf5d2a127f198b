import { MESSAGE, type RtmpMessage } from './message.js';

const CONTROL_CHUNK_STREAM = 2;
const COMMAND_CHUNK_STREAM = 3;

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
