import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { english } from '../english.js';
import { CommandError, UsageError } from '../errors.js';
import { writeWhole } from '../settings/write-whole.js';

/** Refuses, before any work is done, a file that cannot be written or would be overwritten without being told to. */
export async function checkTarget(path: string, shown: string, overwrite: boolean): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new UsageError(english`${shown} is a folder.`);
  if (found?.isFile() && !overwrite) {
    throw new CommandError('WouldOverwrite', english`${shown} exists.`, 'conflict', {
      hint: english`Add --yes to replace it, or give another name.`,
    });
  }
  if (found === null) {
    await access(dirname(path)).catch((cause) => {
      throw new UsageError(english`${shown} cannot be written: there is no folder ${dirname(shown)}.`, {
        cause,
      });
    });
  }
}

/** Writes all of a result or nothing. */
export async function writeResult(path: string, shown: string, content: string | Uint8Array): Promise<void> {
  await writeWhole(path, content).catch((cause: Error) => {
    throw new UsageError(english`${shown} cannot be written: ${cause.message}.`, { cause });
  });
}
