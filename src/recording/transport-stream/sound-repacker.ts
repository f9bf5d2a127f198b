import { CLIENT_LIMITS } from '../../client/limits.js';
import { SoundReader } from './adts.js';
import { wrapped, writeTime } from './clock.js';
import { PACKET_BYTES, SYNC_BYTE } from './packet.js';
import { PID } from './tables.js';

/** Some frames of sound that belong into one PES packet. */
export interface SoundGroup {
  /** Of the first, in ticks of the joined stream. */
  pts: number;
  frames: Buffer[];
  bytes: number;
}

/** The length of a PES packet has 16 bits. */
const PES_BYTES = 32_768;
const MOST_BYTES = CLIENT_LIMITS.heldSound.value;

/** Takes sound out of its packets, leaves frames out that are there already, and groups what is left. */
export class SoundRepacker {
  /** Whether sound is taken from now on, to its end. */
  isHolding = false;
  readonly #cut: { readonly audio: number };
  readonly #alone: boolean;
  #reader = new SoundReader();
  #pts: number | null = null;
  #parts: Buffer[] = [];
  #bytes = 0;
  #ready: SoundGroup[] = [];
  #repeated = 0;
  /** Whether the last group may get more frames. */
  #isOpen = false;

  /** `cut`: when what follows begins, which may be known only later. `alone`: every frame gets a packet of its own. */
  constructor(cut: { readonly audio: number }, alone: boolean) {
    this.#cut = cut;
    this.#alone = alone;
  }

  get isReady(): boolean {
    return this.#ready.length > 0;
  }

  /** A PES packet begins, in ticks of the joined stream, and so the one before is complete. */
  begin(pts: number, payload: Buffer): void {
    this.#complete();
    this.isHolding = true;
    this.#pts = pts;
    this.#parts = [Buffer.from(payload)];
  }

  add(payload: Buffer): void {
    // What it is read into is used again.
    this.#parts.push(Buffer.from(payload));
    this.#bytes += payload.length;
    if (this.#bytes > MOST_BYTES) this.#complete();
  }

  take(): SoundGroup[] {
    return this.#ready.splice(0);
  }

  /** How many frames were left out since this was last asked. */
  takeRepeated(): number {
    const repeated = this.#repeated;
    this.#repeated = 0;
    return repeated;
  }

  end(): SoundGroup[] {
    this.#complete();
    return this.take();
  }

  #complete(): void {
    if (this.#parts.length === 0) return;
    const kept = this.#reader.read(Buffer.concat(this.#parts), this.#pts).filter(({ pts, ticks }) => {
      const isThere = pts >= this.#cut.audio - ticks / 2;
      if (isThere) this.#repeated++;
      return !isThere;
    });
    this.#parts = [];
    this.#bytes = 0;
    this.#pts = null;
    for (const { pts, bytes } of kept) {
      const group = this.#alone ? undefined : this.#ready.at(-1);
      if (group !== undefined && group.bytes + bytes.length <= PES_BYTES && this.#isOpen) {
        group.frames.push(bytes);
        group.bytes += bytes.length;
      } else this.#ready.push({ pts, frames: [bytes], bytes: bytes.length });
      this.#isOpen = true;
    }
    this.#isOpen = false;
  }
}

const PAYLOAD_BYTES = PACKET_BYTES - 4;
const PES_HEADER_BYTES = 14;

/** The packets of one PES packet of sound; `pts` as it is to be written, counters from `counter` on. */
export function soundPackets({ pts, frames, bytes }: SoundGroup, counter: number): Buffer {
  const header = Buffer.alloc(PES_HEADER_BYTES);
  header.set([0, 0, 1, 0xc0, 0, 0, 0x84, 0x80, 5, 0x20]);
  header.writeUInt16BE(bytes + PES_HEADER_BYTES - 6, 4);
  writeTime(header, 9, wrapped(Math.round(pts)));
  const pes = Buffer.concat([header, ...frames]);
  const count = Math.ceil(pes.length / PAYLOAD_BYTES);
  const packets = Buffer.alloc(count * PACKET_BYTES, 0xff);
  for (let index = 0; index < count; index++) {
    const at = index * PACKET_BYTES;
    const payload = pes.subarray(index * PAYLOAD_BYTES, (index + 1) * PAYLOAD_BYTES);
    const stuffing = PAYLOAD_BYTES - payload.length;
    const flags = (stuffing > 0 ? 0x30 : 0x10) | ((counter + index) & 0x0f);
    packets.set([SYNC_BYTE, (index === 0 ? 0x40 : 0) | (PID.audio >> 8), PID.audio & 0xff, flags], at);
    // An adaptation field of one byte has no flags.
    if (stuffing > 0) packets[at + 4] = stuffing - 1;
    if (stuffing > 1) packets[at + 5] = 0;
    packets.set(payload, at + PACKET_BYTES - payload.length);
  }
  return packets;
}
