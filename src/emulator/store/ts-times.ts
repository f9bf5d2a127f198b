import { open } from 'node:fs/promises';

const PACKET = 188;
const SYNC_BYTE = 0x47;
const CLOCK_HZ = 90_000;
const WRAP = 2 ** 33;

/** Which elementary stream a first PES header was found on, and the times it carried. */
interface StreamTimes {
  video: boolean;
  first: number;
  last: number;
  count: number;
}

/**
 * The duration of a transport-stream file from its presentation times, for a segment whose index line was lost: from
 * the first to the last frame, and one mean frame for the last. Null when it is no transport stream with times.
 */
export async function durationOfTransportStream(path: string): Promise<number | null> {
  const streams = new Map<number, StreamTimes>();
  const handle = await open(path, 'r');
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of handle.createReadStream()) {
    const bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    const whole = bytes.length - (bytes.length % PACKET);
    for (let at = 0; at < whole; at += PACKET) {
      if (bytes[at] !== SYNC_BYTE) return null;
      note(streams, bytes.subarray(at, at + PACKET));
    }
    rest = bytes.subarray(whole);
  }
  const found = [...streams.values()];
  const longest = found.find(({ video }) => video) ?? found[0];
  if (longest === undefined) return null;
  const span = (longest.last - longest.first) / CLOCK_HZ;
  return longest.count > 1 ? span + span / (longest.count - 1) : span;
}

function note(streams: Map<number, StreamTimes>, packet: Buffer): void {
  const pes = pesHeader(packet);
  if (pes === null) return;
  const pid = packet.readUInt16BE(1) & 0x1fff;
  const known = streams.get(pid);
  if (known === undefined) {
    streams.set(pid, { video: pes.video, first: pes.time, last: pes.time, count: 1 });
    return;
  }
  // Unwrapped around the latest time; frames that are shown out of order come out right.
  const step = ((((pes.time - known.last) % WRAP) + WRAP + WRAP / 2) % WRAP) - WRAP / 2;
  const time = known.last + step;
  known.first = Math.min(known.first, time);
  known.last = Math.max(known.last, time);
  known.count++;
}

/** The PES header that a packet begins with: ISO/IEC 13818-1, 2.4.3.6. */
function pesHeader(packet: Buffer): { video: boolean; time: number } | null {
  const flags = packet[3] ?? 0;
  const startsUnit = ((packet[1] ?? 0) & 0x40) !== 0;
  const payload = (flags & 0x20) !== 0 ? 5 + (packet[4] ?? 0) : 4;
  if (!startsUnit || (flags & 0x10) === 0 || payload + 14 > PACKET) return null;
  if (packet.readUIntBE(payload, 3) !== 1) return null;
  const streamId = packet[payload + 3] ?? 0;
  const video = streamId >= 0xe0 && streamId <= 0xef;
  const audio = streamId >= 0xc0 && streamId <= 0xdf;
  if ((!video && !audio) || ((packet[payload + 7] ?? 0) & 0x80) === 0) return null;
  return { video, time: timestamp(packet, payload + 9) };
}

/** 33 bits in five bytes, with a marker bit after the third, eighteenth and last. */
function timestamp(packet: Buffer, at: number): number {
  const high = ((packet[at] ?? 0) >> 1) & 0x07;
  const middle = packet.readUInt16BE(at + 1) >> 1;
  const low = packet.readUInt16BE(at + 3) >> 1;
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}
