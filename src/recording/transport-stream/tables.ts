import { beginsUnit, PACKET_BYTES, payloadAt, SYNC_BYTE } from './packet.js';

/** Where the parts of the program are. */
export interface Program {
  video: number | null;
  audio: number | null;
  /** Of the packets that carry the clock. */
  clock: number;
}

/** Of a stream whose tables have not come. */
export const NO_PROGRAM: Program = { video: null, audio: null, clock: 0x1fff };

const STREAM_TYPE = { h264: 0x1b, adts: 0x0f } as const;
const PAT_PID = 0;
/** Where packets are that nobody needs, and the clock of a program without one. */
export const NO_PID = 0x1fff;

/** Reads the tables of a stream as its packets come: of its first program H.264 and AAC. */
export class TableReader {
  /** What is known so far. */
  program: Program | null = null;
  pmtPid: number | null = null;
  #sections = new Map<number, number[]>();

  isTable(pid: number): boolean {
    return pid === PAT_PID || pid === this.pmtPid;
  }

  read(pid: number, bytes: Uint8Array, at: number): void {
    const section = this.#collect(pid, bytes, at);
    if (section === null) return;
    if (pid === PAT_PID && section[0] === 0) this.pmtPid = firstProgram(section) ?? this.pmtPid;
    if (pid === this.pmtPid && section[0] === 2) this.program = programIn(section);
  }

  /** A section, once all of it has come. */
  #collect(pid: number, bytes: Uint8Array, at: number): number[] | null {
    const end = at + PACKET_BYTES;
    let from = payloadAt(bytes, at);
    if (beginsUnit(bytes, at)) {
      from += 1 + (bytes[from] ?? 0);
      this.#sections.set(pid, []);
    }
    const section = this.#sections.get(pid);
    if (section === undefined) return null;
    for (; from < end; from++) section.push(bytes[from]!);
    const length = section.length < 3 ? Number.POSITIVE_INFINITY : 3 + lengthAt(section, 1);
    if (section.length < length) return null;
    this.#sections.delete(pid);
    // Its checksum is not looked at: TCP and the segment's own have been.
    return section.slice(0, length - 4);
  }
}

function lengthAt(section: readonly number[], at: number): number {
  return ((section[at]! & 0x0f) << 8) | section[at + 1]!;
}

function pidAt(section: readonly number[], at: number): number {
  return ((section[at]! & 0x1f) << 8) | section[at + 1]!;
}

function firstProgram(section: readonly number[]): number | null {
  for (let at = 8; at + 4 <= section.length; at += 4) {
    // Program 0 is a network, not a program.
    if (section[at] !== 0 || section[at + 1] !== 0) return pidAt(section, at + 2);
  }
  return null;
}

function programIn(section: readonly number[]): Program {
  const program: Program = { video: null, audio: null, clock: pidAt(section, 8) };
  for (let at = 12 + lengthAt(section, 10); at + 5 <= section.length; at += 5 + lengthAt(section, at + 3)) {
    if (section[at] === STREAM_TYPE.h264) program.video ??= pidAt(section, at + 1);
    if (section[at] === STREAM_TYPE.adts) program.audio ??= pidAt(section, at + 1);
  }
  return program;
}

/** Where the parts of a joined stream are, whatever they were before: as in ffmpeg's own. */
export const PID = { pat: PAT_PID, pmt: 0x1000, video: 0x100, audio: 0x101, clock: 0x102 } as const;

export interface Tracks {
  video: boolean;
  audio: boolean;
}

/** PAT and PMT of a joined stream, a packet each, with counters that are 0. */
export function tablesOf({ video, audio }: Tracks, clockPid: number): { pat: Buffer; pmt: Buffer } {
  const streams = [
    ...(video ? [STREAM_TYPE.h264, 0xe0 | (PID.video >> 8), PID.video & 0xff, 0xf0, 0] : []),
    ...(audio ? [STREAM_TYPE.adts, 0xe0 | (PID.audio >> 8), PID.audio & 0xff, 0xf0, 0] : []),
  ];
  return {
    pat: tablePacket(PID.pat, 0, [0, 1, 0xe0 | (PID.pmt >> 8), PID.pmt & 0xff]),
    pmt: tablePacket(PID.pmt, 2, [0xe0 | (clockPid >> 8), clockPid & 0xff, 0xf0, 0, ...streams]),
  };
}

function tablePacket(pid: number, tableId: number, body: readonly number[]): Buffer {
  const section = [tableId, 0xb0, 9 + body.length, 0, 1, 0xc1, 0, 0, ...body];
  const packet = Buffer.alloc(PACKET_BYTES, 0xff);
  packet.set([SYNC_BYTE, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0, ...section]);
  packet.writeUInt32BE(checksum(section), 5 + section.length);
  return packet;
}

/** Annex A: polynomial 0x04c11db7, most significant bit first and not inverted at the end, unlike the CRC of zlib. */
function checksum(bytes: readonly number[]): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0);
  }
  return crc >>> 0;
}
