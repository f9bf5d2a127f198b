import { readFileSync, writeFileSync } from 'node:fs';
import type { MediaMessage } from '../../src/emulator/rtmp/publishing.js';

const FILE_HEADER_BYTES = 9;
const TAG_HEADER_BYTES = 11;
const TYPES: Readonly<Record<number, MediaMessage['type']>> = { 8: 'audio', 9: 'video', 18: 'data' };

/** The tags of an FLV file as the messages that a publisher would send. */
export function readFlvFile(path: string): MediaMessage[] {
  const file = readFileSync(path);
  const messages: MediaMessage[] = [];
  let position = FILE_HEADER_BYTES + 4;
  while (position + TAG_HEADER_BYTES <= file.length) {
    const length = file.readUIntBE(position + 1, 3);
    const timestampMs = file.readUIntBE(position + 4, 3) + file[position + 7]! * 2 ** 24;
    const start = position + TAG_HEADER_BYTES;
    const type = TYPES[file[position]! & 0x1f];
    if (type !== undefined)
      messages.push({ type, timestampMs, payload: file.subarray(start, start + length) });
    position = start + length + 4;
  }
  return messages;
}

/** One message as FLV writes it, with the size behind it. */
export function flvTag({ type, timestampMs, payload }: MediaMessage): Buffer {
  const head = Buffer.alloc(TAG_HEADER_BYTES);
  head[0] = { audio: 8, video: 9, data: 18 }[type];
  head.writeUIntBE(payload.length, 1, 3);
  head.writeUIntBE(timestampMs % 2 ** 24, 4, 3);
  head[7] = Math.floor(timestampMs / 2 ** 24);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(TAG_HEADER_BYTES + payload.length);
  return Buffer.concat([head, payload, size]);
}

/** What a file with sound and pictures begins with. */
export const FLV_HEAD = Buffer.from('464c5601050000000900000000', 'hex');

/** The other way round: a file that ffmpeg reads. */
export function writeFlvFile(path: string, messages: readonly MediaMessage[]): void {
  writeFileSync(path, Buffer.concat([FLV_HEAD, ...messages.map(flvTag)]));
}
