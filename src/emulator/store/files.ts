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
