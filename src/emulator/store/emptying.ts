import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { english } from '../../english.js';
import { ConfigurationError } from '../../errors.js';
import { errorCode, readTextIfThere } from './files.js';
import { bucketOfFolder, removeBucketFolders } from './folders.js';

/** How much a data folder holds. */
export interface DataFolderContents {
  channels: number;
  /** Of media, and of what else was put. */
  objects: number;
}

/**
 * What a data folder holds; nothing when it is not there yet. Rejects with ConfigurationError when it is the folder of
 * something else.
 */
export async function dataFolderContents(dataDir: string): Promise<DataFolderContents> {
  await demandOwn(dataDir);
  const [media, internal] = [resolve(dataDir), join(resolve(dataDir), '.oss-live')];
  const contents = { channels: 0, objects: 0 };
  for (const folder of await foldersEverKept(internal)) {
    const blobs = await entries(join(internal, folder, 'blobs'));
    const plain = await entries(join(media, bucketOfFolder(folder)), true);
    contents.channels += (await entries(join(internal, folder, 'channels'))).length;
    contents.objects += plain.filter((entry) => entry.isFile()).length;
    contents.objects += blobs.filter(({ name }) => !name.endsWith('.key')).length;
  }
  return contents;
}

/** Rejects with ConfigurationError when there is a folder with something in it, and no emulator has ever used it. */
export async function demandOwn(dataDir: string): Promise<void> {
  const others = (await entries(dataDir)).filter(({ name }) => name !== '.oss-live');
  if (others.length === 0 || (await readTextIfThere(join(dataDir, '.oss-live', 'version'))) !== null) return;
  throw new ConfigurationError(
    english`${dataDir} is not the data folder of an emulator; nothing was removed from it.`,
  );
}

/** Removes the buckets that were ever kept here, whether they are wanted now or not; nobody else's files. */
export async function emptyDataFolder(media: string, internal: string): Promise<void> {
  for (const folder of await foldersEverKept(internal))
    await removeBucketFolders(media, internal, bucketOfFolder(folder));
}

async function foldersEverKept(internal: string): Promise<string[]> {
  return (await entries(internal)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function entries(folder: string, recursive = false): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive });
  } catch (error) {
    // Opening the folder says better what is wrong with a file in its place.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
