import { randomBytes } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file so that others see all of it or nothing: a new file beside it takes its name. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666 } = {},
): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => null);
  // A device or a pipe is written to; a rename would replace it.
  if (found !== null && !found.isFile()) return writeFile(target, content);
  const fresh = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(fresh, content, { flag: 'wx', mode });
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
}
