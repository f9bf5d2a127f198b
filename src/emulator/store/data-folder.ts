import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { english } from '../../english.js';
import { ConfigurationError, OssLiveError } from '../../errors.js';
import { errorCode, makeFolder, readTextIfThere, writeWhole } from './files.js';
import { type Lock, takeLock } from './lock.js';

/** Raised when a program that reads the old layout would misread the new one. */
const FORMAT = '2';

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
    if ((await readTextIfThere(version)) === null)
      await writeWhole(version, `${FORMAT}\n`, internal, 'powerCut');
    return { media, internal, lock };
  } catch (error) {
    await lock?.release();
    throw error instanceof OssLiveError ? error : unusable(dataDir, reasonOf(error), error);
  }
}

export function unusable(dataDir: string, reason: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(english`The data folder ${dataDir} cannot be used: ${reason}.`, {
    advice: { do: 'writableDataFolder' },
    cause,
  });
}

async function checkFormat(internal: string, dataDir: string): Promise<void> {
  const path = join(internal, 'version');
  const format = (await readTextIfThere(path))?.trim();
  if (format === undefined || format === FORMAT) return;
  if (!/^\d+$/.test(format)) {
    throw new ConfigurationError(english`The file ${path} is damaged.`, {
      hint: english`Delete it, unless a later version has written to the folder.`,
    });
  }
  throw new ConfigurationError(
    english`The data folder ${dataDir} has format ${format}; this version reads format ${FORMAT}.`,
    { advice: { do: 'otherDataFolder', because: 'laterFormat' } },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: english`no permission to write there`,
  EPERM: english`no permission to write there`,
  EROFS: english`the file system is read-only`,
  ENOENT: english`no folder can be made there`,
  ENOTDIR: english`part of the path is a file`,
  EEXIST: english`it is a file`,
  ENOSPC: english`the disk is full`,
};

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code !== null && REASONS[code]) || (error instanceof Error ? error.message : String(error));
}
