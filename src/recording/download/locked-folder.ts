import { lstat, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import { diskError } from './disk-error.js';
import { type Release, takeLock } from './part-lock.js';

export const LOCK = 'lock';

/** Each time somebody else was just done with it. */
const MOST_TRIES = 100;

/** Makes a folder, or takes it from whoever is gone. Throws CommandError when somebody is at work in it, or something is in the way. */
export async function lockedFolder(path: string, shown: string): Promise<Release> {
  for (let tries = 1; ; tries++) {
    try {
      await mkdir(path).catch(unlessThere);
      const taken = await takeLock(join(path, LOCK));
      if (typeof taken === 'function') return taken;
      const message = english`A download to ${shown.replace(/\.part$/, '')} is at work already: process ${taken.heldBy}.`;
      throw new CommandError('DownloadInProgress', message, 'conflict', {
        hint: english`Wait for its end, stop it, or give another name.`,
      });
    } catch (error) {
      // Whoever was just done with it has removed it; but a link that leads nowhere is there and is not.
      const isRemoved =
        (error as NodeJS.ErrnoException).code === 'ENOENT' && (await isThere(join(path, '..')));
      if (!isRemoved || tries === MOST_TRIES) throw await named(error, path, shown);
    }
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function named(error: unknown, path: string, shown: string): Promise<unknown> {
  const found = await stat(path).catch(() => lstat(path).catch(() => null));
  if (found === null || found.isDirectory()) return diskError(error, shown);
  return new CommandError(
    'WouldOverwrite',
    english`${shown} is in the way: a folder of that name is needed.`,
    'conflict',
  );
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
