import { type Scale, scaled, ticksBetween, writeClock, writeTime } from './clock.js';
import {
  beginsUnit,
  clockOf,
  PACKET_BYTES,
  type PesHeader,
  payloadAt,
  pidOf,
  readPesHeader,
} from './packet.js';
import { SoundRepacker, soundPackets } from './sound-repacker.js';
import { type Stretch, shownBefore, uncut } from './stretch.js';
import { NO_PID, NO_PROGRAM, PID, type Program, TableReader, type Tracks, tablesOf } from './tables.js';

/** A PES packet that begins so long before the cut may hold frames behind it. */
const LONGEST_PES = 5 * 90_000;
/** Each is a write of its own. */
const MOST_PIECES = 16;

/** Between pictures that are decoded sooner than in their turn; a clock that goes back further than so much is broken. */
const DECODING_STEP = 90;
const MOST_SOONER = 5 * 90_000;

const SKIP_ONE = 1;
const SKIP_ALL = 2;

const NONE = 0;
const VIDEO = 1;
const AUDIO = 2;
const CLOCK = 3;
const PAT = 4;
const PMT = 5;
const PIDS = [0, PID.video, PID.audio, PID.clock, PID.pat, PID.pmt];

/**
 * Rewrites the packets of segments, in place, into one transport stream: one clock, counters without a break, the same
 * PIDs throughout, nothing but H.264 and AAC. Makes nothing new for a packet: nearly all bytes of a download come here.
 */
export class Rewriter {
  /** The latest unit, by the clock of the joined recording. */
  now: number;
  /** When the last unit ends. */
  end: number;
  /** What was left out because it is there already. */
  readonly repeated = { pictures: 0, sounds: 0 };
  /** Units that could not be read. */
  damaged = 0;
  readonly #tracks: Tracks;
  readonly #scale: Scale;
  readonly #kinds = new Uint8Array(2 ** 13);
  readonly #counters = new Uint8Array(PIDS.length);
  #tables = new TableReader();
  #program: Program | null = null;
  #written: Buffer[] = [];
  #stretch: Stretch = { offset: 0, cut: uncut() };
  #sound: SoundRepacker;
  /** Of which kind the present unit is left out, and the rest of the stretch. */
  readonly #skipped = new Uint8Array(PIDS.length);
  #clockLeaps = false;
  #lastDts: number | null = null;
  /** When the last picture is decoded, as it is written. */
  #decoded = Number.NEGATIVE_INFINITY;

  /** `now`: about when the stream begins. */
  constructor(tracks: Tracks, now: number, scale: Scale) {
    this.#tracks = tracks;
    this.now = now;
    this.end = now;
    this.#scale = scale;
    this.#sound = this.#repacker();
    this.#setProgram(NO_PROGRAM);
  }

  /** The tables that a stream begins with. */
  head(program: Program): Buffer[] {
    this.#setProgram(program);
    return [PAT, PMT].map((kind) => {
      const packet = Buffer.alloc(PACKET_BYTES);
      this.#writeTable(kind, packet, 0);
      return packet;
    });
  }

  /** What follows belongs to this stretch and begins at `now`, behind a gap if it `leaps`. Gives what was held before. */
  begin(stretch: Stretch, now: number, leaps: boolean): Buffer[] {
    const rest = this.flush();
    this.now = now;
    this.#stretch = stretch;
    this.#sound = this.#repacker();
    this.#tables = new TableReader();
    this.#skipped.fill(0);
    this.#clockLeaps = leaps;
    this.#lastDts = null;
    return rest;
  }

  /** Sound that was held. */
  flush(): Buffer[] {
    return this.#packetsOf(this.#sound.end());
  }

  /** The same packets for the joined stream, in few pieces; `packets` is changed. */
  rewrite(packets: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let kept = 0;
    for (let at = 0; at < packets.length; at += PACKET_BYTES) {
      const isKept = this.#packet(packets, at);
      if (isKept && !this.#sound.isReady) continue;
      if (at > kept) pieces.push(packets.subarray(kept, at));
      if (this.#sound.isReady) pieces.push(...this.#packetsOf(this.#sound.take()));
      kept = isKept ? at : at + PACKET_BYTES;
    }
    if (kept < packets.length) pieces.push(packets.subarray(kept));
    return pieces.length > MOST_PIECES ? [Buffer.concat(pieces)] : pieces;
  }

  /** Whether the packet is kept, rewritten. */
  #packet(packets: Buffer, at: number): boolean {
    const pid = pidOf(packets, at);
    const kind = this.#kinds[pid]!;
    if (kind === NONE) return this.#tables.isTable(pid) && this.#table(pid, packets, at);
    const flags = packets[at + 3]!;
    if ((flags & 0x20) !== 0 && packets[at + 4]! > 0) this.#adaptation(packets, at);
    if (kind !== CLOCK && beginsUnit(packets, at)) {
      if (!this.#unit(kind, packets, at)) return false;
    } else if (this.#skipped[kind] !== 0) {
      return false;
    } else if (kind === AUDIO && this.#sound.isHolding) {
      this.#sound.add(packets.subarray(payloadAt(packets, at), at + PACKET_BYTES));
      return false;
    }
    const counter = this.#counters[kind]!;
    // A packet without payload does not count.
    const counts = (flags & 0x10) !== 0 ? 1 : 0;
    packets[at + 1] = (packets[at + 1]! & 0xe0) | (PIDS[kind]! >> 8);
    packets[at + 2] = PIDS[kind]! & 0xff;
    packets[at + 3] = (flags & 0xf0) | ((counter + counts - 1) & 0x0f);
    this.#counters[kind] = counter + counts;
    return true;
  }

  #adaptation(packets: Buffer, at: number): void {
    const clock = clockOf(packets, at);
    // Counters go on now, and so does the clock but for gaps.
    packets[at + 5] = packets[at + 5]! & 0x7f;
    if (clock === null) return;
    writeClock(packets, at + 6, this.#shown(this.#placed(clock)));
    if (this.#clockLeaps) packets[at + 5] = packets[at + 5]! | 0x80;
    this.#clockLeaps = false;
  }

  /** The beginning of a PES packet. Whether it stays where it is. */
  #unit(kind: number, packets: Buffer, at: number): boolean {
    const from = payloadAt(packets, at);
    const header = readPesHeader(packets, from, at + PACKET_BYTES);
    if (this.#skipped[kind] !== SKIP_ALL) this.#skipped[kind] = 0;
    if (header === null) {
      this.damaged++;
      this.#skipped[kind] ||= SKIP_ONE;
      return false;
    }
    if (kind === VIDEO) return this.#picture(header, packets, from);
    const payload = packets.subarray(from + header.bytes, at + PACKET_BYTES);
    if (header.pts === null) {
      if (this.#sound.isHolding) this.#sound.add(payload);
      return !this.#sound.isHolding;
    }
    const pts = this.#placed(header.pts);
    this.now = pts;
    this.end = Math.max(this.end, pts);
    if (this.#scale.by === 1 && pts < this.#stretch.cut.audio - LONGEST_PES) {
      writeTime(packets, from + 9, this.#shown(pts));
      return true;
    }
    this.#sound.begin(pts, payload);
    return false;
  }

  #picture(header: PesHeader, packets: Buffer, from: number): boolean {
    if (header.pts === null || header.dts === null) return this.#skipped[VIDEO] === 0;
    const { cut } = this.#stretch;
    const [pts, dts] = [shownBefore(cut, this.#placed(header.pts)), this.#placed(header.dts)];
    if (dts > cut.decoded + 1) this.#skipped[VIDEO] = SKIP_ALL;
    if (this.#skipped[VIDEO] === SKIP_ALL) {
      this.repeated.pictures++;
      return false;
    }
    const lasts = this.#lastDts === null ? 0 : dts - this.#lastDts;
    this.#lastDts = dts;
    this.now = dts;
    this.end = Math.max(this.end, pts + lasts);
    writeTime(packets, from + 9, this.#shown(pts));
    // The first ones behind a cut may be decoded before the last ones in front of it, which say no other time.
    const sooner = this.#decoded - dts;
    this.#decoded = sooner < 0 || sooner > MOST_SOONER ? dts : Math.min(this.#decoded + DECODING_STEP, pts);
    if (header.dts !== header.pts) writeTime(packets, from + 14, this.#shown(this.#decoded));
    return true;
  }

  /** By the clock of the joined recording. */
  #placed(ticks: number): number {
    return this.now + ticksBetween(this.now, ticks + this.#stretch.offset);
  }

  #shown(ticks: number): number {
    return scaled(ticks, this.#scale);
  }

  #table(pid: number, packets: Buffer, at: number): boolean {
    this.#tables.read(pid, packets, at);
    const { program } = this.#tables;
    if (program !== null && program !== this.#program) this.#setProgram(program);
    if (!beginsUnit(packets, at)) return false;
    this.#writeTable(pid === PID.pat ? PAT : PMT, packets, at);
    return true;
  }

  #writeTable(kind: number, packets: Buffer, at: number): void {
    packets.set(this.#written[kind - PAT]!, at);
    const counter = this.#counters[kind]!;
    packets[at + 3] = 0x10 | (counter & 0x0f);
    this.#counters[kind] = counter + 1;
  }

  #setProgram(program: Program): void {
    const { video, audio } = this.#tracks;
    this.#program = program;
    this.#kinds.fill(NONE);
    if (program.clock !== NO_PID) this.#kinds[program.clock] = CLOCK;
    if (video && program.video !== null) this.#kinds[program.video] = VIDEO;
    if (audio && program.audio !== null) this.#kinds[program.audio] = AUDIO;
    const { pat, pmt } = tablesOf(this.#tracks, PIDS[this.#kinds[program.clock]!] || PID.clock);
    this.#written = [pat, pmt];
  }

  #repacker(): SoundRepacker {
    return new SoundRepacker(this.#stretch.cut, this.#scale.by !== 1);
  }

  #packetsOf(groups: ReturnType<SoundRepacker['take']>): Buffer[] {
    this.repeated.sounds += this.#sound.takeRepeated();
    return groups.map((group) => {
      this.end = Math.max(this.end, group.pts);
      const packets = soundPackets({ ...group, pts: this.#shown(group.pts) }, this.#counters[AUDIO]!);
      this.#counters[AUDIO] = this.#counters[AUDIO]! + packets.length / PACKET_BYTES;
      return packets;
    });
  }
}
