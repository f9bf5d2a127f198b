const PART_BYTES = 256 * 1024;
/** Smaller ones are worth being put together. */
const LARGE_BYTES = 128 * 1024;

/**
 * The same bytes in larger parts: to hand one on costs as much as to copy many. Each is only good until the next one is
 * asked for, as those that are given may be.
 */
export async function* inLargeParts(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const part = Buffer.allocUnsafeSlow(PART_BYTES);
  let filled = 0;
  for await (const piece of pieces) {
    if (filled > 0 && filled + piece.length > PART_BYTES) {
      yield part.subarray(0, filled);
      filled = 0;
    }
    if (piece.length >= LARGE_BYTES) {
      if (filled > 0) yield part.subarray(0, filled);
      filled = 0;
      yield piece;
    } else {
      part.set(piece, filled);
      filled += piece.length;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
