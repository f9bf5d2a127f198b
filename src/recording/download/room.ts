import { statfs } from 'node:fs/promises';
import { english } from '../../english.js';
import { diskFull } from './disk-error.js';

/** Throws CommandError when the disk cannot hold what is going to be written; what it cannot tell is tried. */
export async function checkRoom(folder: string, bytes: number, shown: string): Promise<void> {
  const disk = await statfs(folder).catch(() => null);
  if (disk === null || disk.blocks === 0) return;
  const free = disk.bavail * disk.bsize;
  if (free >= bytes) return;
  throw diskFull(
    english`${shown} needs ${inUnits(bytes)} while it is put together, and ${inUnits(free)} are free.`,
  );
}

/** `3.4 GB`, as disks are sold. */
function inUnits(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
