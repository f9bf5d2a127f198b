import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import { PACKET_BYTES, SYNC_BYTE } from './packet.js';
import { openSegment, type SegmentFile, type SegmentReader } from './segment-file.js';

/** So many packets in a row are no accident. */
const PROOF_PACKETS = 3;

/** Where packets begin from `from` on; null when nothing there looks like packets. What ends early proves itself so far. */
export function syncAt(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(SYNC_BYTE, from); at >= 0; at = bytes.indexOf(SYNC_BYTE, at + 1)) {
    let seen = 1;
    while (seen < PROOF_PACKETS && bytes[at + seen * PACKET_BYTES] === SYNC_BYTE) seen++;
    if (seen === PROOF_PACKETS || at + seen * PACKET_BYTES >= bytes.length) {
      if (at + PACKET_BYTES <= bytes.length) return at;
    }
  }
  return null;
}

const CHUNK_BYTES = PACKET_BYTES * 1394;

/** What `packetsOf` reads into: one while the other is looked at. */
export function readBuffers(): [Buffer, Buffer] {
  return [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
}

/**
 * The packets of a segment in buffers of a quarter of a megabyte, each of them whole packets and for the reader to change.
 * With `buffers`, which are used again and again, each is gone when the next one is asked for. What is no packet is left
 * out; throws CommandError `NotTransportStream` for a file that has none.
 */
export async function* packetsOf(
  file: SegmentFile,
  buffers?: [Buffer, Buffer],
): AsyncGenerator<Buffer, void, void> {
  const reader = await openSegment(file);
  try {
    let any = false;
    for await (const chunk of chunksOf(reader, buffers)) {
      any = true;
      yield chunk;
    }
    if (!any) throw notTransportStream(file.name);
  } finally {
    await reader.close();
  }
}

async function* chunksOf(
  reader: SegmentReader,
  buffers?: [Buffer, Buffer],
): AsyncGenerator<Buffer, void, void> {
  let turn = 0;
  const read = () => reader.read(buffers?.[turn++ % 2] ?? Buffer.allocUnsafeSlow(CHUNK_BYTES));
  let rest: Buffer = Buffer.alloc(0);
  let next: Promise<Buffer> | null = read();
  while (next !== null) {
    const got: Buffer = await next;
    next = got.length < CHUNK_BYTES ? null : read();
    // Not waited for when nobody wants more.
    next?.catch(() => undefined);
    const bytes = rest.length === 0 ? got : Buffer.concat([rest, got]);
    const { packets, end } = inSync(bytes);
    rest = Buffer.from(bytes.subarray(end));
    if (packets.length > 0) yield packets;
  }
}

/** Moves packets together over what is none. `end` is where a packet begins whose end has not come. */
function inSync(bytes: Buffer): { packets: Buffer; end: number } {
  let at = 0;
  while (at + PACKET_BYTES <= bytes.length && bytes[at] === SYNC_BYTE) at += PACKET_BYTES;
  if (at + PACKET_BYTES > bytes.length) return { packets: bytes.subarray(0, at), end: at };
  let kept = at;
  while (at + PACKET_BYTES <= bytes.length) {
    if (bytes[at] === SYNC_BYTE) {
      bytes.copyWithin(kept, at, at + PACKET_BYTES);
      kept += PACKET_BYTES;
      at += PACKET_BYTES;
    } else {
      const next = syncAt(bytes, at);
      // The end of the bytes may be the beginning of a packet.
      at = next ?? Math.max(at + 1, bytes.length - PACKET_BYTES + 1);
      if (next === null) break;
    }
  }
  return { packets: bytes.subarray(0, kept), end: at };
}

export function notTransportStream(name: string): CommandError {
  return new CommandError('NotTransportStream', english`${name} is not an MPEG transport stream.`, 'usage');
}
