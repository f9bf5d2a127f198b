import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * How much a write must outlive. `kill`: the end of this process, for which the rename is enough.
 * `powerCut`: also the end of the machine, for what was answered over HTTP.
 */
export type Durability = 'kill' | 'powerCut';

export interface FileStamp {
  bytes: number;
  /** With its fraction: together with the size it tells whether a file is still the one that was written. */
  mtimeMs: number;
}

/** The folder for files that are not finished, on the same file system as their destination. */
export function temporaryFile(folder: string): string {
  return join(folder, randomBytes(12).toString('hex'));
}

/** Replaces a file as a whole: a reader, and whoever comes after a kill, sees the old text or the new one. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  temporaryFolder: string,
  durability: Durability,
): Promise<FileStamp> {
  const temporary = temporaryFile(temporaryFolder);
  try {
    const handle = await open(temporary, 'wx');
    let stamp: FileStamp;
    try {
      await handle.writeFile(content);
      if (durability === 'powerCut') await handle.sync();
      const { size, mtimeMs } = await handle.stat();
      stamp = { bytes: size, mtimeMs };
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    if (durability === 'powerCut') await syncFolder(dirname(path));
    return stamp;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Creates a folder, and those above it, that are still there after a power cut. Level by level, because Node's own
 * recursion never ends where the system says ENOENT to a folder whose parent is there (below /proc).
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await isFolder(path))) return;
    throw error;
  }
  await syncFolder(parent);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Appends a line of JSON, or nothing at all: half a line (a full disk) would hide those after it. */
export async function appendLine(path: string, line: unknown, durability: Durability): Promise<void> {
  const handle = await open(path, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await handle.appendFile(`${JSON.stringify(line)}\n`);
      if (durability === 'powerCut') await handle.sync();
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/** The lines of a file of JSON lines, undefined for one that is torn or damaged; none when there is no file. */
export async function readLines(path: string): Promise<unknown[]> {
  const text = await readTextIfThere(path);
  const lines: unknown[] = [];
  if (text === null) return lines;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    if (end < 0) return [...lines, undefined];
    lines.push(parsed(text.slice(start, end)));
    start = end + 1;
  }
  return lines;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
