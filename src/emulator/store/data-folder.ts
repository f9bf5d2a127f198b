import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigurationError, OssLiveError } from '../../errors.js';
import { errorCode, makeFolder, readTextIfThere, writeWhole } from './files.js';
import { type Lock, takeLock } from './lock.js';

/** Raised when a program that reads the old layout would misread the new one. */
const FORMAT = 2;
/** Those that are brought up to date when they are opened. */
const READABLE = [1, FORMAT].map(String);

/** A data folder that this process may write to. */
export interface DataFolder {
  /** `{dataDir}`: a folder for each bucket, with the media in plain files. */
  readonly media: string;
  /** `{dataDir}/.oss-live`: what the emulator knows about them. */
  readonly internal: string;
  readonly lock: Lock;
}

/** Creates or opens a data folder and takes its lock. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  let lock: Lock | null = null;
  try {
    await makeFolder(join(resolve(dataDir), '.oss-live'));
    const media = await realpath(dataDir);
    const internal = join(media, '.oss-live');
    await checkFormat(internal, media);
    lock = await takeLock(join(internal, 'lock'), media);
    const version = join(internal, 'version');
    if ((await readTextIfThere(version))?.trim() !== String(FORMAT))
      await writeWhole(version, `${FORMAT}\n`, internal, 'powerCut');
    return { media, internal, lock };
  } catch (error) {
    await lock?.release();
    if (error instanceof OssLiveError) throw error;
    throw new ConfigurationError(`The data folder ${dataDir} cannot be used: ${reasonOf(error)}.`, {
      hint: 'Give a folder that this user may write to with --data-dir.',
      cause: error,
    });
  }
}

async function checkFormat(internal: string, dataDir: string): Promise<void> {
  const text = await readTextIfThere(join(internal, 'version'));
  if (text === null || READABLE.includes(text.trim())) return;
  throw new ConfigurationError(
    `The data folder ${dataDir} has format ${text.trim()}; this version reads format ${READABLE.join(' and ')}.`,
    { hint: 'Update oss-live, or give another folder with --data-dir.' },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'it is a file',
  ENOSPC: 'the disk is full',
};

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code !== null && REASONS[code]) || (error instanceof Error ? error.message : String(error));
}
