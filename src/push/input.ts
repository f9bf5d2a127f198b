import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../errors.js';

/**
 * The input as ffmpeg should be given it. Throws UsageError for a file that is missing, unreadable, empty or a
 * folder, before anything else is done.
 */
export async function checkedInput(input: string, cwd: string): Promise<string> {
  if (input === '-' || input.startsWith('pipe:')) {
    throw new UsageError('The input cannot be read from stdin.', { hint: 'Give a file or a URL.' });
  }
  const path = resolve(cwd, input);
  const found = await stat(path).catch(() => null);
  if (found === null) {
    if (/^[a-z][a-z0-9+.-]+:/i.test(input)) return input;
    throw new UsageError(`There is no file ${input}.`);
  }
  if (found.isDirectory()) throw new UsageError(`${input} is a folder, not a video.`);
  if (found.isFile() && found.size === 0) throw new UsageError(`${input} is empty.`);
  if (found.isFile()) await checkReadable(path, input);
  // A file name with a colon would be taken for a URL.
  return /^[a-z][a-z0-9+.-]+:/i.test(input) ? `file:${input}` : input;
}

async function checkReadable(path: string, shown: string): Promise<void> {
  try {
    await (await open(path)).close();
  } catch (cause) {
    throw new UsageError(`${shown} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
