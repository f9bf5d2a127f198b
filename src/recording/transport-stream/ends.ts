// How a run of segments begins and ends, in ticks of its own clock.
import { soundIdentity, soundParameters } from './adts.js';
import { ticksBetween } from './clock.js';
import { PACKET_BYTES } from './packet.js';
import { pictureIdentity, pictureParameters } from './pictures.js';
import { openSegment, type SegmentFile } from './segment-file.js';
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
export async function headOf(files: Iterable<SegmentFile> | AsyncIterable<SegmentFile>): Promise<Head> {
  const head = unknownHead();
  let segments = 0;
  for await (const file of files) {
    const reader = new UnitReader();
    for await (const unit of unitsOf(file, reader)) if (note(head, unit, reader)) return head;
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
export async function headOfFile(file: SegmentFile): Promise<Head> {
  const head = unknownHead();
  const bytes = await firstBytes(file);
  const start = syncAt(bytes, 0);
  if (start === null) throw notTransportStream(file.name);
  const packets = Math.floor((bytes.length - start) / PACKET_BYTES);
  const reader = new UnitReader();
  for (const units of [reader.read(bytes.subarray(start, start + packets * PACKET_BYTES)), reader.end()])
    for (const unit of units) if (note(head, unit, reader)) return head;
  if (head.video !== null || head.audio !== null) return head;
  return headOf([file]);
}

async function firstBytes(file: SegmentFile): Promise<Buffer> {
  if (file.content !== null) return file.content.subarray(0, HEAD_BYTES);
  const reader = await openSegment(file);
  try {
    return await reader.read(Buffer.allocUnsafe(HEAD_BYTES));
  } finally {
    await reader.close();
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
export async function tailOf(file: SegmentFile): Promise<Tail> {
  const tail: Tail = { video: null, audio: null };
  for await (const unit of unitsOf(file)) {
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
