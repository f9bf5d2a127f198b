import { copyFile, link, mkdir, open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { english } from '../../english.js';
import type { MuxFormat } from '../mux/args.js';
import type { RecordedSegment } from '../playlist/recording.js';
import { writePlaylist } from '../playlist/write-playlist.js';
import type { KnownPush } from '../sessions/session.js';
import { joinSegments } from '../transport-stream/join.js';
import type { JoinSegment, Piece } from '../transport-stream/joined.js';
import { diskError } from './disk-error.js';
import type { SavedFile } from './events.js';
import type { Outcome } from './fetch-all.js';
import type { PartFolder } from './part-folder.js';
import type { Group } from './split.js';
import type { Format } from './target.js';

type FileFormat = Exclude<Format, 'folder'>;

/** A result that has no name of its own yet. */
export interface Made extends Omit<SavedFile, 'file'> {
  path: string;
}

export interface Making {
  format: Format;
  /** As the user names the target. */
  shown: string;
  folder: PartFolder;
  segments: readonly RecordedSegment[];
  /** When the recording that was asked for begins. */
  start: Date;
  outcomes: readonly Promise<Outcome>[];
  closeGaps: boolean;
  /** Told of each segment that is in the result. */
  onJoined(index: number): void;
  mux(piece: Piece, path: string, format: MuxFormat): Promise<void>;
  /** Makes one file of several. */
  encode(pieces: readonly Made[], path: string, format: FileFormat): Promise<void>;
  /** Whether what changes in kind is encoded, to be one file. */
  intoOne: boolean;
  signal: AbortSignal;
}

/** Writes the results of a group into the part folder, as its segments come. */
export async function makeResults(group: Group, making: Making): Promise<Made[]> {
  try {
    const { format } = making;
    if (format === 'folder') return [await makeFolder(group, making)];
    const made = await makeFiles(group, format, making);
    return making.intoOne && made.length > 1 ? [await encoded(made, format, making)] : made;
  } catch (error) {
    throw diskError(error, making.shown);
  }
}

async function makeFiles(group: Group, format: FileFormat, making: Making): Promise<Made[]> {
  const { folder, segments, closeGaps, signal } = making;
  const made: Made[] = [];
  const firsts: number[] = [];
  const given = joinInput(group, making);
  for await (const piece of joinSegments({ segments: given, closeGaps, format, signal })) {
    const path = folder.result(`${group.suffix ?? 'all'}-${made.length + 1}.${format}`);
    await (format === 'ts' ? writeBytes(path, piece.bytes) : making.mux(piece, path, format));
    await flushed(path);
    const { seconds, seams, repeated, damaged } = piece.facts;
    const first = group.from + piece.segment;
    const before = made.at(-1);
    if (before !== undefined) before.segments = first - (firsts.at(-1) ?? 0);
    made.push({
      ...{ path, bytes: (await stat(path)).size, seconds: thousandths(seconds), repeated, damaged },
      startTime: new Date(segments[first]?.startMs ?? 0).toISOString(),
      segments: group.to - first,
      because: piece.because ?? group.because,
      isEncoded: false,
      seams: seams.map(({ atSeconds, gapSeconds }) => ({
        atSeconds: thousandths(atSeconds),
        gapSeconds: thousandths(gapSeconds),
      })),
    });
    firsts.push(first);
  }
  return made;
}

/** One file of all, which begin anew where another picture or sound does. */
async function encoded(made: readonly Made[], format: FileFormat, { folder, encode }: Making): Promise<Made> {
  const path = folder.result(`encoded.${format}`);
  await encode(made, path, format);
  await flushed(path);
  const [first] = made;
  if (first === undefined) throw new Error(english`there is nothing to encode`);
  const total = (of: (piece: Made) => number): number => made.reduce((sum, piece) => sum + of(piece), 0);
  let before = 0;
  const seams = made.flatMap((piece, index) => {
    const atSeconds = before;
    before += piece.seconds ?? 0;
    const own = piece.seams.map((seam) => ({ ...seam, atSeconds: thousandths(atSeconds + seam.atSeconds) }));
    return index === 0 ? own : [{ atSeconds: thousandths(atSeconds), gapSeconds: 0 }, ...own];
  });
  return {
    ...{ ...first, path, seams, isEncoded: true, bytes: (await stat(path)).size },
    seconds: thousandths(before),
    segments: total(({ segments }) => segments),
    repeated: {
      pictures: total(({ repeated }) => repeated.pictures),
      sounds: total(({ repeated }) => repeated.sounds),
    },
    damaged: total(({ damaged }) => damaged),
  };
}

function joinInput({ from, to }: Group, { segments, outcomes, start, onJoined }: Making): JoinSegment[] {
  const pushes = new Map<KnownPush, JoinSegment['push']>();
  const first = segments[from]?.push ?? null;
  const before = segments[from - 1];
  // Only where a push begins is the media time of its beginning of use.
  const begins =
    first !== null && (before === undefined ? start <= first.start : before.push?.start !== first.start);
  if (first !== null)
    pushes.set(first, { source: first.source, mediaSeconds: begins ? first.mediaSeconds : null });
  return segments.slice(from, to).map(({ startMs, seconds, seam, push }, offset) => {
    const index = from + offset;
    const known = push && (pushes.get(push) ?? { source: push.source, mediaSeconds: push.mediaSeconds });
    if (push !== null) pushes.set(push, known);
    return {
      ...{ startMs, seconds, seam, push: known },
      path: async () => (await outcomes[index]) ?? null,
      onJoined: () => onJoined(index),
    };
  });
}

async function writeBytes(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    await writeFile(file, bytes);
  } finally {
    await file.close();
  }
}

/** What gets its name must be on the disk: a machine may lose its power. */
async function flushed(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The list of a folder that plays from disk. */
const FOLDER_PLAYLIST = 'playlist.m3u8';

async function makeFolder({ suffix, because, from, to }: Group, making: Making): Promise<Made> {
  const { folder, segments, outcomes, onJoined } = making;
  const path = folder.result(suffix ?? 'all');
  await mkdir(path);
  const kept: RecordedSegment[] = [];
  let bytes = 0;
  let leftOut = false;
  for (const [offset, segment] of segments.slice(from, to).entries()) {
    const outcome = (await outcomes[from + offset]) ?? null;
    onJoined(from + offset);
    leftOut ||= outcome === null;
    if (outcome === null) continue;
    await linkOrCopy(outcome.path, join(path, segment.name));
    // Timestamps leap over what is left out.
    kept.push({ ...segment, seam: segment.seam || leftOut });
    bytes += outcome.bytes;
    leftOut = false;
  }
  const timed = withDurations(kept);
  await writeFile(join(path, FOLDER_PLAYLIST), writePlaylist(timed));
  const seconds = timed.reduce((sum, segment) => sum + Math.round(segment.seconds * 1000), 0) / 1000;
  return {
    ...{ path, bytes, because, segments: kept.length },
    seconds: segments.every((segment) => segment.seconds !== null) ? seconds : null,
    startTime: new Date(kept[0]?.startMs ?? 0).toISOString(),
    ...{ seams: [], repeated: { pictures: 0, sounds: 0 }, damaged: 0, isEncoded: false },
  };
}

/** Not every disk has two names for one file. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT') throw error;
    return copyFile(from, to);
  });
}

const LONGEST_SECONDS = 100;

/** Where only names are known, a segment lasts until the next one begins; the last one as long as the one before. */
function withDurations(segments: readonly RecordedSegment[]): (RecordedSegment & { seconds: number })[] {
  let last = 0;
  return segments.map((segment, index) => {
    const nextMs = segments[index + 1]?.startMs;
    const untilNext = nextMs === undefined ? last : (nextMs - segment.startMs) / 1000;
    const seconds = segment.seconds ?? Math.min(LONGEST_SECONDS, Math.max(0, untilNext));
    last = seconds;
    return { ...segment, seconds };
  });
}

function thousandths(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
