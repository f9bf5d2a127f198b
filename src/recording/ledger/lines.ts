import type { FileHandle } from 'node:fs/promises';
import { CLIENT_LIMITS } from '../../client/limits.js';

const LONGEST_LINE = CLIENT_LIMITS.ledgerLine.value;
const PIECE_BYTES = 64 * 1024;
const NEW_LINE = 0x0a;

/** A line without its end. */
export interface Line {
  text: string;
  /** Where in the file the next one begins. */
  next: number;
}

/** The whole lines of a file from a position on, up to where it ended then. One that is too long to be ours is left out. */
export async function* linesFrom(file: FileHandle, position: number): AsyncGenerator<Line, void, void> {
  const { size } = await file.stat();
  const piece = Buffer.alloc(PIECE_BYTES);
  let rest = Buffer.alloc(0);
  let isTooLong = false;
  for (let at = position; at < size; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(PIECE_BYTES, size - at), at);
    // It has been cut meanwhile.
    if (bytesRead === 0) return;
    let from = 0;
    for (let end = find(0); end >= 0; end = find(from)) {
      const text = Buffer.concat([rest, piece.subarray(from, end)]).toString('utf8');
      if (!isTooLong) yield { text, next: at + end + 1 };
      [rest, isTooLong, from] = [Buffer.alloc(0), false, end + 1];
    }
    rest = Buffer.concat([rest, piece.subarray(from, bytesRead)]);
    at += bytesRead;
    if (rest.length <= LONGEST_LINE) continue;
    isTooLong = true;
    rest = Buffer.alloc(0);

    function find(start: number): number {
      const found = piece.indexOf(NEW_LINE, start);
      return found < bytesRead ? found : -1;
    }
  }
}
