import { readFileSync } from 'node:fs';
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
