import type { FileHandle } from 'node:fs/promises';

/** Writes pieces behind each other, as they are: to put them together costs as much memory again. */
export async function writeAll(
  file: FileHandle,
  pieces: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let from = position;
  let left = pieces;
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left, from);
    from += bytesWritten;
    left = without(left, bytesWritten);
  }
}

/** What is left of pieces when so many bytes of them are written. */
function without(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skipped = bytes;
  return pieces.flatMap((piece) => {
    const skip = Math.min(skipped, piece.length);
    skipped -= skip;
    return skip === piece.length ? [] : [piece.subarray(skip)];
  });
}
