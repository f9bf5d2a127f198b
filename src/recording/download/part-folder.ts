import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk, type SegmentFile } from '../transport-stream/segment-file.js';
import { diskError } from './disk-error.js';
import { LOCK, lockedFolder } from './locked-folder.js';
import { openPack, readPack } from './pack.js';
import type { Release } from './part-lock.js';

/** What tells one stored content from every other. */
export interface Identity {
  key: string;
  size: number;
  /** Null from a server that gives none. */
  etag: string | null;
}

/** What an earlier download has left. */
export interface Rest {
  /** How many segments something was found of, and how much. */
  readonly found: number;
  readonly foundBytes: number;
  /** Whether a file is a result of the download that left this, which was ended while it gave its results their names. */
  isOwnResult(inode: number): boolean;
}

type PlaceInFile = Pick<SegmentFile, 'path' | 'from'>;

interface FoundWhole {
  file: SegmentFile;
  crc64: string;
}

/** The folder beside a target in which a download is put together, and whose rests a later one takes up. */
export interface PartFolder extends Rest {
  readonly path: string;
  /** Where a segment is put as it comes. */
  begun(startMs: number, identity: Identity): string;
  /** Where one is once all of it is verified; its name has the checksum. */
  whole(startMs: number, identity: Identity, crc64: string): string;
  /** Puts a small one that is verified where others are; gives where that is. */
  pack(startMs: number, identity: Identity, crc64: string, content: Uint8Array): Promise<PlaceInFile>;
  /** A whole one that was found, with its checksum. */
  foundWhole(startMs: number, identity: Identity): FoundWhole | null;
  /** Whether anything was found of a segment that began then; a file that was begun later does not count. */
  hasRestOf(startMs: number): boolean;
  /** Where a result is written before it gets its name. */
  result(name: string): string;
  /** Notes a result that is a folder, before it gets its name. */
  noteFolder(result: string): Promise<void>;
  /** Lets others take it; what is in it stays, except results that are not in place. */
  release(): Promise<void>;
  /** Removes it with all that a download puts there. */
  remove(): Promise<void>;
}

const PACK = 'small.pack';
const OWN = /^(?:\d+-[\da-f]{24}(?:\.rest|-\d+\.ts)|lock\.[\da-f]{8}|small\.pack)$/;
const WHOLE = /^(\d+-[\da-f]{24})-(\d+)\.ts$/;
const RESULT = 'result-';
/** All results have their names: what is still there is to go. */
const DONE = `${RESULT}done`;
/** Of a folder that was given its name: its inode. A file has two names instead. */
const PLACED = '.placed-inode';

/**
 * Makes it, or takes up what is left of it. Throws CommandError when another download is at work in it, or something else
 * has its name. `shown`: as the user names it.
 */
export async function openPartFolder(path: string, shown: string): Promise<PartFolder> {
  const release = await lockedFolder(path, shown);
  try {
    if ((await readdir(path)).includes(DONE)) await removeOwn(path);
    const found = await lookInto(path, await readdir(path));
    await removeUnplaced(path);
    return partFolder(path, found, release);
  } catch (error) {
    await release();
    throw diskError(error, shown);
  }
}

/** The same for who only looks; a download may be at work in it meanwhile. */
export async function lookAtRest(path: string): Promise<Rest> {
  try {
    const names = await readdir(path);
    return names.includes(DONE) ? NO_REST : (await lookInto(path, names)).rest;
  } catch {
    return NO_REST;
  }
}

const NO_REST: Rest = { found: 0, foundBytes: 0, isOwnResult: () => false };

interface Inside {
  rest: Rest;
  /** Segments that are whole, by what their names begin with. */
  wholes: ReadonlyMap<string, FoundWhole>;
  /** When those of which there is something began. */
  moments: ReadonlySet<number>;
  /** Where what is packed ends. */
  packEnd: number;
}

async function lookInto(path: string, names: readonly string[]): Promise<Inside> {
  const results = names.filter((name) => name.startsWith(RESULT));
  const inodes = new Set(await Promise.all(results.map((name) => inodeOf(join(path, name)))));
  const segments = names.filter((name) => OWN.test(name) && !name.startsWith(LOCK) && name !== PACK);
  const { packed, end } = await readPack(join(path, PACK));
  const all = [
    ...segments.map((name) => ({ name, file: onDisk(join(path, name)) })),
    ...packed
      .filter(({ name }) => WHOLE.test(name))
      .map((place) => ({ name: place.name, file: { ...place, path: join(path, PACK), content: null } })),
  ];
  const wholes = new Map<string, FoundWhole>();
  for (const { name, file } of all) {
    const [, stem, crc64] = WHOLE.exec(name) ?? [];
    if (stem !== undefined && crc64 !== undefined) wholes.set(stem, { file, crc64 });
  }
  const moments = new Set(all.map(({ name }) => Number.parseInt(name, 10)));
  const foundBytes = end + (await bytesOf(path, segments));
  const isOwnResult = (inode: number): boolean => inodes.has(inode);
  return { rest: { found: moments.size, foundBytes, isOwnResult }, wholes, moments, packEnd: end };
}

async function inodeOf(result: string): Promise<number> {
  if (!result.endsWith(PLACED)) return (await stat(result)).ino;
  return Number(await readFile(result, 'utf8'));
}

/** Removes results but those that have got their names, by which they are known for what they are. */
async function removeUnplaced(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => name.startsWith(RESULT) && !name.endsWith(PLACED));
  for (const name of names) {
    const found = await stat(join(path, name)).catch(() => null);
    const isInPlace = found?.isFile() && found.nlink > 1;
    if (!isInPlace) await removeAll(path, [name]);
  }
}

function partFolder(path: string, inside: Inside, release: Release): PartFolder {
  const { rest, wholes, moments, packEnd } = inside;
  // An ffmpeg that outlived a killed process must not write into what this one writes.
  const run = randomBytes(4).toString('hex');
  const pack = openPack(join(path, PACK), packEnd);
  return {
    ...rest,
    path,
    begun: (startMs, identity) => join(path, `${stemOf(startMs, identity)}.rest`),
    whole: (startMs, identity, crc64) => join(path, wholeName(startMs, identity, crc64)),
    async pack(startMs, identity, crc64, content) {
      const from = await pack.append(wholeName(startMs, identity, crc64), content);
      return { path: join(path, PACK), from };
    },
    foundWhole: (startMs, identity) => wholes.get(stemOf(startMs, identity)) ?? null,
    hasRestOf: (startMs) => moments.has(startMs),
    result: (name) => join(path, `${RESULT}${run}-${name}`),
    noteFolder: async (result) => writeFile(`${result}${PLACED}`, String((await stat(result)).ino)),
    async release() {
      await pack.close();
      await removeUnplaced(path).catch(() => undefined);
      await release();
    },
    async remove() {
      await pack.close();
      // On a full disk it goes without.
      await writeFile(join(path, DONE), '').catch(() => undefined);
      await removeOwn(path);
      await release();
      // Somebody may have put something there, or may be taking it already.
      await rmdir(path).catch(() => undefined);
    },
  };
}

function wholeName(startMs: number, identity: Identity, crc64: string): string {
  return `${stemOf(startMs, identity)}-${crc64}.ts`;
}

function stemOf(startMs: number, { key, size, etag }: Identity): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([key, size, etag]))
    .digest('hex');
  return `${startMs}-${hash.slice(0, 24)}`;
}

/** Removes what a download puts there; last that all of it is to go. */
async function removeOwn(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => OWN.test(name) || name.startsWith(RESULT));
  await removeAll(
    path,
    names.filter((name) => name !== DONE),
  );
  await removeAll(path, [DONE]);
}

const REMOVED_AT_ONCE = 64;

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (let from = 0; from < names.length; from += REMOVED_AT_ONCE) {
    const some = names.slice(from, from + REMOVED_AT_ONCE);
    await Promise.all(some.map((name) => remove(join(folder, name))));
  }
}

/** Nearly all are files: to look first takes as long again. */
async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => rm(path, { recursive: true, force: true }));
}

async function bytesOf(folder: string, names: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const name of names) bytes += (await stat(join(folder, name))).size;
  return bytes;
}
