import { link, lstat, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import { diskError } from './disk-error.js';

/** What is made of the segments. */
export type Format = 'mp4' | 'mkv' | 'ts' | 'folder';

/** Where a result goes. */
export interface Target {
  path: string;
  /** As the user names it. */
  shown: string;
  format: Format;
}

const FORMATS: ReadonlySet<string> = new Set(['.mp4', '.mkv', '.ts']);

/** The format is told by the name. Throws UsageError for one that tells another. */
export function readTarget(file: string, cwd: string): Target {
  if (file === '') throw new UsageError(english`The name of the file is empty.`);
  if (file === '-')
    throw new UsageError(english`A recording is saved as a file or a folder, not written to stdout.`, {
      hint: english`Give a name such as class.ts; for a folder that is called so: ./-`,
    });
  if (FORMATS.has(basename(file).toLowerCase()) && !/[/\\]$/.test(file))
    throw new UsageError(english`${file} is an extension without a name.`, {
      hint: english`Give a name such as class.mp4; for a folder that is called so, end it in "/".`,
    });
  const extension = extname(file).toLowerCase();
  const isFolder = /[/\\]$/.test(file) || extension === '';
  if (!isFolder && !FORMATS.has(extension)) {
    throw new UsageError(english`${file}: a recording is saved as .mp4, .mkv or .ts, or in a folder.`, {
      hint: english`The name of a folder has no extension, or ends in "/".`,
    });
  }
  const shown = file.replace(/(?<=.)[/\\]+$/, '');
  const path = resolve(cwd, file);
  return { path, shown, format: isFolder ? 'folder' : (extension.slice(1) as Format) };
}

/** `class.mp4` and `2`: `class-2.mp4`. */
export function withSuffix({ path, shown, format }: Target, suffix: string | null): Target {
  if (suffix === null) return { path, shown, format };
  const named = (name: string): string => {
    const extension = format === 'folder' ? '' : extname(name);
    return `${name.slice(0, name.length - extension.length)}-${suffix}${extension}`;
  };
  return { path: named(path), shown: named(shown), format };
}

/**
 * Refuses what must not be overwritten, or cannot be: with `overwrite` a file may be replaced, never a folder with something
 * in it. `isOwn`: whether a file that is there is a result of this very download, which was ended before it was done.
 */
export async function checkPlace(
  target: Target,
  { overwrite, isOwn }: { overwrite: boolean; isOwn: (inode: number) => boolean },
): Promise<void> {
  const { path, shown, format } = target;
  await checkParent(target);
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (format === 'folder') {
    if (!found.isDirectory())
      throw taken(
        english`${shown} exists, and is no folder.`,
        english`Give another name; that of a file ends in .mp4, .mkv or .ts.`,
      );
    if ((await readdir(path)).length > 0 && !isOwn(found.ino))
      throw taken(english`The folder ${shown} exists.`, OTHER_FOLDER);
    return;
  }
  if (found.isDirectory()) {
    throw new UsageError(english`${shown} is a folder.`, {
      hint: english`Give the name of a file in it: ${join(shown, basename(shown))}`,
    });
  }
  if (overwrite || isOwn(found.ino)) return;
  throw new CommandError('WouldOverwrite', english`${shown} exists.`, 'conflict', {
    advice: { do: 'allowOverwrite' },
  });
}

const OTHER_FOLDER = english`Give another name: what is in a folder is never replaced.`;

/** Whether a folder has the files of another, and no more. */
async function isTheSame(folder: string, other: string): Promise<boolean> {
  const [names, others] = [await readdir(folder), new Set(await readdir(other))];
  for (const name of names) {
    const [one, two] = await Promise.all(
      [folder, other].map((path) => lstat(join(path, name)).catch(() => null)),
    );
    if (!others.has(name) || !one?.isFile() || one.size !== two?.size) return false;
  }
  return names.length === others.size;
}

function taken(message: string, hint: string): CommandError {
  return new CommandError('WouldOverwrite', message, 'conflict', { hint });
}

/** Throws UsageError when there is no folder to put it into. */
export async function checkParent({ path, shown }: Target): Promise<void> {
  const found = await stat(dirname(path)).catch(() => null);
  if (found?.isDirectory()) return;
  throw new UsageError(english`${shown} cannot be written: there is no folder ${dirname(shown)}.`);
}

/**
 * Gives a result that is complete its name. A file stays where it was too, so that it can be told from a stranger's; a
 * folder takes the place of an empty one, and of its own from before, unless somebody has put something there.
 */
export async function putInPlace(
  from: string,
  { path, shown, format }: Target,
  { isOwnResult }: { isOwnResult: (inode: number) => boolean },
): Promise<void> {
  try {
    if (format === 'folder') {
      const found = await stat(path).catch(() => null);
      if (found !== null && isOwnResult(found.ino) && (await isTheSame(path, from)))
        await rm(path, { recursive: true });
      await rmdir(path).catch(() => undefined);
      return await rename(from, path).catch((error) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
        throw taken(english`The folder ${shown} exists.`, OTHER_FOLDER);
      });
    }
    const beside = `${from}.placed`;
    const linked = await link(from, beside).then(
      () => true,
      // Not every disk has names for one file.
      () => false,
    );
    await rename(linked ? beside : from, path);
  } catch (error) {
    await rm(`${from}.placed`, { force: true }).catch(() => undefined);
    throw diskError(error, shown);
  }
}
