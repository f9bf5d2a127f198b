import {
  PACKET_BYTES,
  PID,
  type ProgramStream,
  patPacket,
  pcrPacket,
  pesHeader,
  pesPackets,
  pmtPacket,
  STREAM_ID,
  STREAM_TYPE,
} from './ts-packets.js';

const TICKS_PER_MS = 90;
// Time 0 comes out as 1.4 s and the clock runs 0.7 s before the decoding times, as in ffmpeg's own streams.
const START_TICKS = 1400 * TICKS_PER_MS;
const CLOCK_LEAD_MS = 700;
// Sound moves the clock only when the picture has stood still for a second.
const AUDIO_CLOCK_LEAD_MS = CLOCK_LEAD_MS + 1000;
// ISO/IEC 13818-1 clause 2.7.2.
const MAX_CLOCK_GAP_TICKS = 100 * TICKS_PER_MS;
// What the clock may take between frames that are far apart: ten seconds of it, then so much for each byte of media. A
// picture a second of 60 bytes pays for it; whoever leaps with every message gets no gigabyte for a megabyte.
const MAX_FILL_BYTES = 100 * PACKET_BYTES;
const FILL_BYTES_PER_BYTE = 32;
const MAX_GROUP_MS = 150;
const MAX_GROUP_BYTES = 2800;

export interface Tracks {
  video: boolean;
  audio: boolean;
}

export interface VideoFrame {
  dtsMs: number;
  ptsMs: number;
  isKey: boolean;
  /** An Annex B access unit, in pieces. */
  data: readonly Buffer[];
}

export interface AudioFrame {
  ptsMs: number;
  durationMs: number;
  /** With its ADTS header. */
  data: Buffer;
}

/** Writes one program of H.264 and AAC as transport-stream packets. Its counters run on from segment to segment. */
export class Multiplexer {
  #tracks: Tracks = { video: false, audio: false };
  #version = -1;
  #counters = new Map<number, number>();
  #clock: number | null = null;
  #fillBytes = MAX_FILL_BYTES;
  /** Streams whose next packet has to say that counter and clock need not go on. */
  #interrupted = new Set<number>();
  #group: AudioFrame[] = [];
  #groupBytes = 0;

  /**
   * The tables that a segment begins with. After a discontinuity the clock need not go on where it was; when another
   * push was before it, the counters do not either, and readers that join the two would take that for lost packets.
   */
  begin(tracks: Tracks, discontinuity: boolean): Buffer {
    if (tracks.video !== this.#tracks.video || tracks.audio !== this.#tracks.audio) this.#version++;
    this.#tracks = tracks;
    if (discontinuity) {
      this.#interrupted = new Set([PID.video, PID.audio]);
      this.#clock = null;
    }
    const streams: ProgramStream[] = [];
    if (tracks.video) streams.push({ pid: PID.video, streamType: STREAM_TYPE.h264 });
    if (tracks.audio) streams.push({ pid: PID.audio, streamType: STREAM_TYPE.adts });
    return Buffer.concat([
      patPacket(this.#count(PID.pat, 1)),
      pmtPacket(this.#count(PID.pmt, 1), this.#version, this.#clockPid(), streams),
    ]);
  }

  video(frame: VideoFrame): Buffer {
    this.#earn(frame.data.reduce((bytes, { length }) => bytes + length, 0));
    const dts = ticks(frame.dtsMs);
    const target = ticks(frame.dtsMs - CLOCK_LEAD_MS);
    const fill = this.#clock === null ? [] : this.#fillClock(target);
    this.#clock = Math.max(target, this.#clock ?? 0);
    const unit = [pesHeader(STREAM_ID.video, ticks(frame.ptsMs), dts, 0), ...frame.data];
    const discontinuity = this.#interrupted.delete(PID.video);
    const adaptation = { randomAccess: frame.isKey, discontinuity, pcr: this.#clock };
    return joined(fill, this.#packets(PID.video, unit, adaptation));
  }

  /** Frames are collected into one PES packet; what has to be written first is returned, often nothing. */
  audio(frame: AudioFrame): Buffer {
    this.#earn(frame.data.length);
    const written = this.#belongsToGroup(frame) ? Buffer.alloc(0) : this.flush();
    this.#group.push(frame);
    this.#groupBytes += frame.data.length;
    return written;
  }

  /** Writes the audio frames that were collected. */
  flush(): Buffer {
    const first = this.#group[0];
    if (first === undefined) return Buffer.alloc(0);
    const pts = ticks(first.ptsMs);
    const header = pesHeader(STREAM_ID.audio, pts, pts, this.#groupBytes);
    const unit = [header, ...this.#group.map(({ data }) => data)];
    this.#group = [];
    this.#groupBytes = 0;
    const lead = this.#tracks.video && this.#clock !== null ? AUDIO_CLOCK_LEAD_MS : CLOCK_LEAD_MS;
    const clock = this.#fillClock(ticks(first.ptsMs - lead));
    const discontinuity = this.#interrupted.delete(PID.audio);
    return joined(clock, this.#packets(PID.audio, unit, { discontinuity, pcr: null }));
  }

  /** A reader times every frame but the first by counting samples, so they must lie where it will put them. */
  #belongsToGroup(frame: AudioFrame): boolean {
    const first = this.#group[0];
    if (first === undefined) return true;
    const counted = first.ptsMs + this.#group.length * frame.durationMs;
    return (
      Math.abs(counted - frame.ptsMs) <= 1 &&
      frame.ptsMs - first.ptsMs < MAX_GROUP_MS &&
      this.#groupBytes + frame.data.length <= MAX_GROUP_BYTES
    );
  }

  #earn(mediaBytes: number): void {
    this.#fillBytes = Math.min(MAX_FILL_BYTES, this.#fillBytes + mediaBytes * FILL_BYTES_PER_BYTE);
  }

  /** Clock-only packets up to a time, so that two readings are never more than 100 ms apart; or one that says it leaps. */
  #fillClock(target: number): Buffer[] {
    const packets: Buffer[] = [];
    if (this.#clock === null) {
      this.#clock = Math.max(target, 0);
      packets.push(this.#clockPacket());
    }
    while (target - this.#clock > MAX_CLOCK_GAP_TICKS) {
      if (this.#fillBytes >= PACKET_BYTES) {
        this.#fillBytes -= PACKET_BYTES;
        this.#clock += MAX_CLOCK_GAP_TICKS;
      } else {
        this.#clock = target;
        this.#interrupted.add(this.#clockPid());
      }
      packets.push(this.#clockPacket());
    }
    return packets;
  }

  #clockPacket(): Buffer {
    const pid = this.#clockPid();
    const lastCounter = (this.#counters.get(pid) ?? 0) - 1;
    return pcrPacket(pid, lastCounter, { discontinuity: this.#interrupted.delete(pid), pcr: this.#clock });
  }

  #clockPid(): number {
    return this.#tracks.video ? PID.video : PID.audio;
  }

  #packets(pid: number, unit: readonly Buffer[], adaptation: Parameters<typeof pesPackets>[3]): Buffer {
    const packets = pesPackets(pid, this.#counters.get(pid) ?? 0, unit, adaptation);
    this.#count(pid, packets.length / PACKET_BYTES);
    return packets;
  }

  /** Takes numbers for packets with payload; returns the first. */
  #count(pid: number, packets: number): number {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + packets) % 16);
    return counter;
  }
}

/** Mostly there is nothing to be put in front. */
function joined(before: readonly Buffer[], packets: Buffer): Buffer {
  return before.length === 0 ? packets : Buffer.concat([...before, packets]);
}

function ticks(ms: number): number {
  return START_TICKS + ms * TICKS_PER_MS;
}
