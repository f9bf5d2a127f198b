import { randomBytes } from 'node:crypto';
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError, UsageError } from '../errors.js';

/** Refuses, before any work is done, a file that cannot be written or would be overwritten without being told to. */
export async function checkTarget(path: string, shown: string, overwrite: boolean): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new UsageError(`${shown} is a folder.`);
  if (found?.isFile() && !overwrite) {
    throw new CommandError('WouldOverwrite', `${shown} exists.`, 'conflict', {
      hint: 'Add --yes to replace it, or give another name.',
    });
  }
  if (found === null) {
    await access(dirname(path)).catch((cause) => {
      throw new UsageError(`${shown} cannot be written: there is no folder ${dirname(shown)}.`, { cause });
    });
  }
}

/** Writes a file so that others see all of it or nothing: a new file beside it takes its name. */
export async function writeWhole(path: string, shown: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => null);
  try {
    // A device or a pipe is written to; a rename would replace it.
    if (found !== null && !found.isFile()) await writeFile(target, text);
    else await replace(target, text);
  } catch (cause) {
    throw new UsageError(`${shown} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

async function replace(target: string, text: string): Promise<void> {
  const fresh = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(fresh, text, { flag: 'wx' });
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
