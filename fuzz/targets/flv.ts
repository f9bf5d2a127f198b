import { readFileSync } from 'node:fs';
import { FlvReader } from '../../src/publish/flv-reader.js';
import { compositionMs, kindOf } from '../../src/publish/flv-tag.js';
import { UnreadableError } from '../../src/publish/unreadable.js';
import { inPieces } from './rtmp.js';

// An input is what ffmpeg writes into its pipe.
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const HEADER = hex('464c5601 05 00000009 00000000');
const HEADER_BYTES = HEADER.length;
const TAG_HEADER_BYTES = 11;

export const tokens: readonly Buffer[] = [
  HEADER,
  hex('09 000005 000000 00 000000 1700000000 00000010'),
  hex('09 000005 ffffff ff 000000 1701ffffff 00000010'),
  hex('08 000002 000000 00 000000 af00 0000000d'),
  hex('09 000000 000000 00 000000 0000000b'),
  hex('12 000001 000000 00 000000 05 0000000c'),
  hex('0f 000001 000000 00 000000 05 0000000c'),
  hex('09 ffffff 000000 00 000000 17'),
];

export function seeds(): Buffer[] {
  return [readFileSync('test/media/ffmpeg-5.1-publish.flv')];
}

/** At the beginning of every tag. */
export function split(bytes: Buffer): Buffer[] {
  const pieces = [bytes.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const size = at + 4 <= bytes.length ? bytes.readUIntBE(at + 1, 3) : 0;
    const end = at + TAG_HEADER_BYTES + size + 4;
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** The length of a tag that is whole. */
export function repair(piece: Buffer): Buffer {
  if (piece.length >= TAG_HEADER_BYTES + 4) piece.writeUIntBE(piece.length - TAG_HEADER_BYTES - 4, 1, 3);
  return piece;
}

/** The same tags, in whatever pieces they come. */
export function fuzz(bytes: Buffer): void {
  const [atOnce, piecemeal] = [tagsIn([bytes]), tagsIn(inPieces(bytes))];
  if (atOnce !== piecemeal) throw new Error(`read at once: ${atOnce}\nin pieces: ${piecemeal}`);
}

function tagsIn(pieces: readonly Buffer[]): string {
  const reader = new FlvReader();
  const lines: string[] = [];
  try {
    for (const piece of pieces) {
      for (const tag of reader.read(piece)) {
        const shownMs = tag.timestampMs + compositionMs(tag);
        lines.push(`${tag.type} ${kindOf(tag)} ${shownMs} ${Buffer.from(tag.payload).toString('hex')}`);
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    lines.push(error.message);
  }
  return lines.join('\n');
}
