// The layout of MPEG transport streams, ISO/IEC 13818-1. Times are in ticks of 90 kHz and may exceed 33 bits.

export const PACKET_BYTES = 188;
const HEADER_BYTES = 4;
const PAYLOAD_BYTES = PACKET_BYTES - HEADER_BYTES;
const SYNC_BYTE = 0x47;
const STUFFING = 0xff;
const CLOCK_RANGE = 2 ** 33;
const PROGRAM_NUMBER = 1;
const NO_FIELD = Buffer.alloc(0);

export const PID = { pat: 0, pmt: 0x1000, video: 0x100, audio: 0x101 } as const;
export const STREAM_TYPE = { h264: 0x1b, adts: 0x0f } as const;
export const STREAM_ID = { video: 0xe0, audio: 0xc0 } as const;

/** What the adaptation field of a packet says. */
export interface Adaptation {
  /** A player may start here. */
  randomAccess?: boolean;
  /** The clock does not go on from the last PCR. */
  discontinuity?: boolean;
  /** Null for a packet without a clock. */
  pcr: number | null;
}

/**
 * Spreads one PES packet, given in pieces, over as many packets as it needs; the last one is filled up with stuffing.
 * The pieces are put at the end of the packets and moved forward from there: nearly all bytes of a stream come along
 * here, and every buffer in between would be one more for the garbage collector.
 */
export function pesPackets(
  pid: number,
  counter: number,
  pieces: readonly Buffer[],
  adaptation: Adaptation,
): Buffer {
  const pesBytes = pieces.reduce((bytes, { length }) => bytes + length, 0);
  const firstField = adaptationField(adaptation);
  const firstRoom = PAYLOAD_BYTES - firstField.length;
  const count = 1 + Math.max(0, Math.ceil((pesBytes - firstRoom) / PAYLOAD_BYTES));
  const packets = Buffer.allocUnsafe(count * PACKET_BYTES);
  let read = packets.length - pesBytes;
  for (let index = 0, at = read; index < pieces.length; at += pieces[index]!.length, index++)
    packets.set(pieces[index]!, at);
  for (let index = 0; index < count; index++) {
    const at = index * PACKET_BYTES;
    const field = index === 0 ? firstField : NO_FIELD;
    const payloadBytes = Math.min(PAYLOAD_BYTES - field.length, packets.length - read);
    const fieldBytes = PAYLOAD_BYTES - payloadBytes;
    packets.copyWithin(at + PACKET_BYTES - payloadBytes, read, read + payloadBytes);
    read += payloadBytes;
    writeHeader(packets, at, {
      pid,
      counter: counter + index,
      isStart: index === 0,
      payload: true,
      field: fieldBytes > 0,
    });
    writeAdaptationField(packets, at, field, fieldBytes);
  }
  return packets;
}

/** A packet that carries nothing but the clock. Without payload, its counter is that of the packet before. */
export function pcrPacket(pid: number, lastCounter: number, adaptation: Adaptation): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES);
  writeHeader(packet, 0, { pid, counter: lastCounter, isStart: false, payload: false, field: true });
  writeAdaptationField(packet, 0, adaptationField(adaptation), PAYLOAD_BYTES);
  return packet;
}

function writeHeader(
  packets: Buffer,
  at: number,
  header: { pid: number; counter: number; isStart: boolean; payload: boolean; field: boolean },
): void {
  packets[at] = SYNC_BYTE;
  packets[at + 1] = (header.isStart ? 0x40 : 0) | (header.pid >> 8);
  packets[at + 2] = header.pid & 0xff;
  packets[at + 3] = (header.field ? 0x20 : 0) | (header.payload ? 0x10 : 0) | (header.counter & 0x0f);
}

/** Length, flags and clock; empty when there is nothing to say. */
function adaptationField({ randomAccess = false, discontinuity = false, pcr }: Adaptation): Buffer {
  const flags = (discontinuity ? 0x80 : 0) | (randomAccess ? 0x40 : 0) | (pcr === null ? 0 : 0x10);
  if (flags === 0) return NO_FIELD;
  const field = Buffer.alloc(pcr === null ? 2 : 8);
  field[1] = flags;
  if (pcr !== null) {
    const base = wrapped(pcr);
    field.writeUInt32BE(Math.floor(base / 2), 2);
    // The extension counts 27 MHz ticks and stays 0; the six bits before it are reserved ones.
    field.writeUInt16BE(((base % 2) << 15) | 0x7e00, 6);
  }
  return field;
}

/** Writes a field that is as long as the stuffing demands: 1 byte is a length of 0 without flags. */
function writeAdaptationField(packets: Buffer, packetAt: number, field: Buffer, fieldBytes: number): void {
  if (fieldBytes === 0) return;
  const at = packetAt + HEADER_BYTES;
  packets.fill(STUFFING, at, at + fieldBytes);
  packets.set(field, at);
  packets[at] = fieldBytes - 1;
  if (field.length === 0 && fieldBytes > 1) packets[at + 1] = 0;
}

/** What a PES packet begins with. Length 0, for video alone, means that it ends where the next one begins. */
export function pesHeader(streamId: number, pts: number, dts: number, payloadBytes: number): Buffer {
  const hasDts = pts !== dts;
  const timeBytes = hasDts ? 10 : 5;
  const length = streamId === STREAM_ID.video ? 0 : 3 + timeBytes + payloadBytes;
  const header = Buffer.alloc(9 + timeBytes);
  header.writeUInt32BE(0x0000_0100 + streamId, 0);
  header.writeUInt16BE(length, 4);
  // Marker bits '10', and data_alignment_indicator: the payload begins with an access unit.
  header[6] = 0x84;
  header[7] = hasDts ? 0xc0 : 0x80;
  header[8] = timeBytes;
  writeTime(header, 9, hasDts ? 3 : 2, pts);
  if (hasDts) writeTime(header, 14, 1, dts);
  return header;
}

function writeTime(header: Buffer, offset: number, prefix: number, time: number): void {
  const ticks = wrapped(time);
  const low = ticks % 2 ** 30;
  header[offset] = (prefix << 4) | (Math.floor(ticks / 2 ** 30) << 1) | 1;
  header.writeUInt16BE(((low >> 15) << 1) | 1, offset + 1);
  header.writeUInt16BE(((low & 0x7fff) << 1) | 1, offset + 3);
}

function wrapped(ticks: number): number {
  return ((ticks % CLOCK_RANGE) + CLOCK_RANGE) % CLOCK_RANGE;
}

export interface ProgramStream {
  pid: number;
  streamType: number;
}

export function patPacket(counter: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt16BE(PROGRAM_NUMBER, 0);
  body.writeUInt16BE(0xe000 | PID.pmt, 2);
  return sectionPacket(PID.pat, counter, { tableId: 0, extension: 1, version: 0, body });
}

export function pmtPacket(
  counter: number,
  version: number,
  pcrPid: number,
  streams: ProgramStream[],
): Buffer {
  const body = Buffer.alloc(4 + streams.length * 5);
  body.writeUInt16BE(0xe000 | pcrPid, 0);
  body.writeUInt16BE(0xf000, 2);
  for (const [index, { pid, streamType }] of streams.entries()) {
    const offset = 4 + index * 5;
    body[offset] = streamType;
    body.writeUInt16BE(0xe000 | pid, offset + 1);
    body.writeUInt16BE(0xf000, offset + 3);
  }
  return sectionPacket(PID.pmt, counter, { tableId: 2, extension: PROGRAM_NUMBER, version, body });
}

function sectionPacket(
  pid: number,
  counter: number,
  table: { tableId: number; extension: number; version: number; body: Buffer },
): Buffer {
  const section = Buffer.alloc(8 + table.body.length + 4);
  section[0] = table.tableId;
  section.writeUInt16BE(0xb000 | (section.length - 3), 1);
  section.writeUInt16BE(table.extension, 3);
  section[5] = 0xc1 | ((table.version & 0x1f) << 1);
  table.body.copy(section, 8);
  section.writeUInt32BE(crc32(section.subarray(0, -4)), section.length - 4);
  const packet = Buffer.alloc(PACKET_BYTES, STUFFING);
  writeHeader(packet, 0, { pid, counter, isStart: true, payload: true, field: false });
  // The pointer field: the section begins at once.
  packet[HEADER_BYTES] = 0;
  section.copy(packet, HEADER_BYTES + 1);
  return packet;
}

/** Annex A: polynomial 0x04c11db7, most significant bit first, not inverted at the end, unlike the CRC of zlib. */
function crc32(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0);
  }
  return crc >>> 0;
}
