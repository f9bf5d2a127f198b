// Where the key frames of a segment are: the browser does not tell, so its packets are looked at here.

const PACKET_BYTES = 188;
const SYNC_BYTE = 0x47;
const TICKS_PER_SECOND = 90_000;

/** The times of the key frames of an MPEG-TS segment, in seconds of its own clock; empty for what is none. */
export function keyFrameTimes(segment: Uint8Array): number[] {
  const times: number[] = [];
  for (let at = 0; at + PACKET_BYTES <= segment.length; at += PACKET_BYTES) {
    if (segment[at] !== SYNC_BYTE) return times;
    const beginsUnit = (segment[at + 1]! & 0x40) !== 0;
    const payload = payloadAt(segment, at);
    if (!beginsUnit || payload + 14 > at + PACKET_BYTES || !isVideo(segment, payload)) continue;
    const body = payload + 9 + segment[payload + 8]!;
    const saysSo = (segment[at + 3]! & 0x20) !== 0 && segment[at + 4]! > 0 && (segment[at + 5]! & 0x40) !== 0;
    if (saysSo || beginsKeyFrame(segment, body, at + PACKET_BYTES)) times.push(timeAt(segment, payload + 9));
  }
  return times;
}

function payloadAt(bytes: Uint8Array, at: number): number {
  const flags = bytes[at + 3]!;
  if ((flags & 0x10) === 0) return at + PACKET_BYTES;
  return (flags & 0x20) === 0 ? at + 4 : at + 5 + bytes[at + 4]!;
}

/** A PES packet of video that says when it is shown. */
function isVideo(bytes: Uint8Array, at: number): boolean {
  const starts = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
  return starts && (bytes[at + 3]! & 0xf0) === 0xe0 && (bytes[at + 7]! & 0x80) !== 0;
}

function timeAt(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! >> 1) & 7;
  const middle = (bytes[at + 1]! << 7) | (bytes[at + 2]! >> 1);
  const low = (bytes[at + 3]! << 7) | (bytes[at + 4]! >> 1);
  return (high * 2 ** 30 + middle * 2 ** 15 + low) / TICKS_PER_SECOND;
}

/** By its first NAL units: an SPS or an IDR slice before any other picture. */
function beginsKeyFrame(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at + 3 < end; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    const type = bytes[at + 3]! & 0x1f;
    if (type === 7 || type === 5) return true;
    if (type >= 1 && type < 5) return false;
  }
  return false;
}
