import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfThere, writeWhole } from './files.js';
import type { BucketFolders } from './folders.js';
import { hasFields, readLines } from './json.js';
import { decodePart } from './names.js';
import { contentTypeOf, md5OfFile, sameFile } from './object-file.js';
import type { JournalLine, Objects } from './objects.js';
import { blobName, type Place } from './places.js';
import type { SegmentIndex } from './segment-index.js';
import { durationOfTransportStream } from './ts-times.js';

interface FoundFile {
  place: Place;
  bytes: number;
  mtimeMs: number;
}

/** What was found in a bucket at start: the files by channel that may be segments, the rest are objects already. */
export type SegmentFiles = ReadonlyMap<string, ReadonlyMap<string, FoundFile>>;

const BLOB_NAME = /^[\da-f]{64}$/;
const SEGMENT_KEY = /^([^/]+)\/(\d+\.ts)$/;

/** Removes what a kill left unfinished and takes every other file as an object, or as one that may be a segment. */
export async function recoverObjects(folders: BucketFolders, objects: Objects): Promise<SegmentFiles> {
  const found = await readLines(folders.journal);
  const lines = found.filter(isJournalLine);
  const journal = byKey(lines);
  const kept: JournalLine[] = [];
  const segmentFiles = new Map<string, Map<string, FoundFile>>();
  for (const file of [...(await plainFiles(folders.media, '')), ...(await blobs(folders, lines))]) {
    const { key } = file.place;
    const known = journal.get(key)?.findLast((line) => sameFile(line, file));
    const [, channelName, segmentName] = SEGMENT_KEY.exec(key) ?? [];
    if (known === undefined && channelName !== undefined && segmentName !== undefined) {
      objects.adopt(file.place, null);
      const ofChannel = segmentFiles.get(channelName) ?? new Map<string, FoundFile>();
      segmentFiles.set(channelName, ofChannel.set(segmentName, file));
      continue;
    }
    const line = known ?? (await described(file));
    kept.push(line);
    objects.adopt(file.place, { ...line, path: file.place.path });
  }
  const before = new Set(lines);
  // A line after half a line could not be read the next time.
  if (found.length !== lines.length || kept.length !== lines.length || kept.some((line) => !before.has(line)))
    await writeJournal(folders, kept);
  return segmentFiles;
}

function isJournalLine(line: unknown): line is JournalLine {
  if (hasFields(line, {}) && line.headers !== undefined && !isHeaders(line.headers)) return false;
  return hasFields(line, {
    ...{ key: 'string', bytes: 'number', mtimeMs: 'number', etag: 'string' },
    ...{ contentType: 'string', lastModifiedMs: 'number' },
  });
}

function isHeaders(value: unknown): boolean {
  return hasFields(value, {}) && Object.values(value).every((header) => typeof header === 'string');
}

function byKey(lines: readonly JournalLine[]): Map<string, JournalLine[]> {
  const groups = new Map<string, JournalLine[]>();
  for (const line of lines) {
    const group = groups.get(line.key);
    if (group === undefined) groups.set(line.key, [line]);
    else group.push(line);
  }
  return groups;
}

function writeJournal(folders: BucketFolders, lines: readonly JournalLine[]): Promise<unknown> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return writeWhole(folders.journal, text, folders.temporary, 'powerCut');
}

/** A file that nobody put over HTTP: a live playlist, or one that was copied into the folder by hand. */
async function described({ place: { key, path }, bytes, mtimeMs }: FoundFile): Promise<JournalLine> {
  const [etag, contentType] = [await md5OfFile(path), contentTypeOf(key)];
  return { key, bytes, mtimeMs, etag, contentType, lastModifiedMs: Math.floor(mtimeMs) };
}

async function plainFiles(folder: string, prefix: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, item.name);
    if (item.isFile() && /^\..+\.part$/.test(item.name)) await rm(path);
    const part = decodePart(item.name);
    if (part === null) continue;
    const key = `${prefix}${part}`;
    if (item.isDirectory()) found.push(...(await plainFiles(path, `${key}/`)));
    else if (item.isFile()) found.push(await foundFile({ key, path, kind: 'plain' }));
  }
  return found;
}

async function foundFile(place: Place): Promise<FoundFile> {
  const { size, mtimeMs } = await stat(place.path);
  return { place, bytes: size, mtimeMs };
}

/** A key whose own file is damaged is looked up in the journal. */
async function blobs(
  { blobs: folder, temporary }: BucketFolders,
  journal: readonly JournalLine[],
): Promise<FoundFile[]> {
  const names = new Set(await readdir(folder));
  const found: FoundFile[] = [];
  let keys: Map<string, string> | null = null;
  const keyInJournal = (name: string): string | undefined => {
    keys ??= new Map(journal.map(({ key }) => [blobName(key), key]));
    return keys.get(name);
  };
  for (const name of names) {
    const path = join(folder, name);
    const blob = name.replace(/\.key$/, '');
    if (name.endsWith('.part') || !names.has(blob)) await rm(path);
    if (name !== blob || !BLOB_NAME.test(name)) continue;
    const written = await readTextIfThere(`${path}.key`);
    const key = written !== null && blobName(written) === name ? written : keyInJournal(name);
    if (key === undefined) continue;
    if (key !== written) await writeWhole(`${path}.key`, key, temporary, 'powerCut');
    found.push(await foundFile({ key, path, kind: 'blob' }));
  }
  return found;
}

/**
 * Makes the index of a channel say what its folder holds: a line without its file is dropped, a segment without a
 * line is read. A file that is no transport stream is an object like any other.
 */
export async function recoverSegments(
  index: SegmentIndex & { torn: boolean },
  files: ReadonlyMap<string, FoundFile>,
  objects: Objects,
  temporaryFolder: string,
  begunMs: number | null,
): Promise<void> {
  const segments = index.segments.filter(({ name, bytes }) => files.get(name)?.bytes === bytes);
  const listed = new Set(segments.map(({ name }) => name));
  let changed = index.torn || listed.size !== index.segments.length;
  let sequence = index.nextSequence;
  let latestMs = segments.reduce((latest, { startMs }) => Math.max(latest, startMs), 0);
  for (const [name, file] of [...files].sort(([a], [b]) => startOf(a) - startOf(b))) {
    if (listed.has(name)) continue;
    const line = await described(file);
    const durationSeconds = await durationOfTransportStream(file.place.path);
    if (durationSeconds === null) {
      objects.record({ ...line, path: file.place.path });
      continue;
    }
    // The first one of the push that was killed follows a gap, if anything was stored before.
    const discontinuity = begunMs !== null && segments.length > 0 && latestMs < begunMs;
    const startMs = startOf(name);
    latestMs = Math.max(latestMs, startMs);
    const { bytes, etag: md5, lastModifiedMs: modifiedMs } = line;
    segments.push({ name, startMs, durationSeconds, discontinuity, sequence, bytes, md5, modifiedMs });
    sequence++;
    changed = true;
  }
  for (const { name, md5, modifiedMs: lastModifiedMs } of segments) {
    const file = files.get(name);
    if (file === undefined) continue;
    const { key, path } = file.place;
    const { bytes, mtimeMs } = file;
    const contentType = contentTypeOf(name);
    objects.record({ key, path, bytes, mtimeMs, etag: md5, contentType, lastModifiedMs });
  }
  if (changed) await index.rewrite(segments, temporaryFolder);
}

function startOf(segmentName: string): number {
  return Number.parseInt(segmentName, 10);
}
