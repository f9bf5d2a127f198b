// How a run of segments begins and ends, in ticks of its own clock.
import { open } from 'node:fs/promises';
import { soundIdentity, soundParameters } from './adts.js';
import { ticksBetween } from './clock.js';
import { PACKET_BYTES } from './packet.js';
import { pictureIdentity, pictureParameters } from './pictures.js';
import { notTransportStream, syncAt } from './sync.js';
import type { Program } from './tables.js';
import { type Unit, UnitReader, unitsOf } from './units.js';

/** What tells a decoder how to decode. Null where it is not said. */
export interface Parameters {
  video: string | null;
  audio: string | null;
}

/** The first unit of each track; `identity` is the same for the same content. */
export interface Head {
  program: Program | null;
  video: { pts: number; dts: number; identity: string } | null;
  audio: { pts: number; identity: string } | null;
  parameters: Parameters;
}

/** Sound that is announced may begin so many segments later. */
const SOUND_WITHIN = 8;

/** Of a run that is given segment by segment, as far as is needed. */
export async function headOf(paths: Iterable<string> | AsyncIterable<string>): Promise<Head> {
  const head = unknownHead();
  let segments = 0;
  for await (const path of paths) {
    const reader = new UnitReader();
    for await (const unit of unitsOf(path, reader)) if (note(head, unit, reader)) return head;
    if (++segments >= SOUND_WITHIN) break;
  }
  return head;
}

/** How much later than the first picture the first sound is heard. */
export function soundLag({ video, audio }: Head): number {
  return video === null || audio === null ? 0 : ticksBetween(video.pts, audio.pts);
}

const HEAD_BYTES = 65_536;

/**
 * Of a segment, as far as its first bytes tell, the parameters of a picture among them; all of it is read only when they
 * tell nothing.
 */
export async function headOfFile(path: string): Promise<Head> {
  const head = unknownHead();
  const bytes = await firstBytes(path);
  const start = syncAt(bytes, 0);
  if (start === null) throw notTransportStream(path);
  const packets = Math.floor((bytes.length - start) / PACKET_BYTES);
  const reader = new UnitReader();
  for (const units of [reader.read(bytes.subarray(start, start + packets * PACKET_BYTES)), reader.end()])
    for (const unit of units) if (note(head, unit, reader)) return head;
  if (head.video !== null || head.audio !== null) return head;
  return headOf([path]);
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const bytes = Buffer.allocUnsafe(HEAD_BYTES);
    const { bytesRead } = await file.read(bytes, 0, HEAD_BYTES, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unknownHead(): Head {
  return { program: null, video: null, audio: null, parameters: { video: null, audio: null } };
}

/** Whether all is known with this unit. */
function note(head: Head, unit: Unit, { tables: { program } }: UnitReader): boolean {
  head.program ??= program;
  if (unit.track === 'video' && head.video === null) {
    head.video = { pts: unit.pts, dts: unit.dts, identity: pictureIdentity(unit.bytes) };
    head.parameters.video = pictureParameters(unit.bytes);
  } else if (unit.track === 'audio' && head.audio === null) {
    head.audio = { pts: unit.pts, identity: soundIdentity(unit.frame) };
    head.parameters.audio = soundParameters(unit.frame);
  }
  if (program === null) return false;
  return [program.video === null || head.video, program.audio === null || head.audio].every(Boolean);
}

/** When the last unit of each track ends, and when the last picture is decoded. */
export interface Tail {
  video: { dts: number; end: number; lasts: number } | null;
  audio: { end: number } | null;
}

/** Of the last segment of a run. */
export async function tailOf(path: string): Promise<Tail> {
  const tail: Tail = { video: null, audio: null };
  for await (const unit of unitsOf(path)) {
    if (unit.track === 'audio') tail.audio = { end: unit.pts + unit.frame.ticks };
    else if (tail.video === null) tail.video = { dts: unit.dts, end: unit.pts, lasts: 0 };
    else tail.video = behind(tail.video, unit);
  }
  return tail;
}

function behind(before: NonNullable<Tail['video']>, { pts, dts }: { pts: number; dts: number }) {
  const lasts = ticksBetween(before.dts, dts);
  const end = ticksBetween(before.end, pts + lasts) > 0 ? pts + lasts : before.end;
  return { dts, lasts, end };
}
