import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './files.js';
import { encodeName } from './names.js';

/** Where everything of one bucket lives. */
export interface BucketFolders {
  /** Plain files that a player or a person may read. */
  media: string;
  /** Objects whose keys no plain file can have, with a `.key` file beside each. */
  blobs: string;
  /** Unfinished files; emptied at start. */
  temporary: string;
  /** JSON lines about objects that were put. */
  journal: string;
  /** Who may use the bucket; there once that has been changed. */
  acl: string;
  channels: string;
  segments: string;
}

export async function prepareBucketFolders(
  mediaRoot: string,
  internalRoot: string,
  bucketName: string,
): Promise<BucketFolders> {
  const internal = join(internalRoot, bucketName);
  const folders: BucketFolders = {
    media: join(mediaRoot, bucketName),
    blobs: join(internal, 'blobs'),
    temporary: join(internal, 'temporary'),
    journal: join(internal, 'objects.jsonl'),
    acl: join(internal, 'bucket.json'),
    channels: join(internal, 'channels'),
    segments: join(internal, 'segments'),
  };
  await rm(folders.temporary, { recursive: true, force: true });
  for (const folder of [folders.media, folders.blobs, folders.temporary, folders.channels, folders.segments])
    await makeFolder(folder);
  return folders;
}

/** Removes a bucket with everything in it, media included. */
export async function removeBucketFolders(
  mediaRoot: string,
  internalRoot: string,
  bucketName: string,
): Promise<void> {
  await rm(join(mediaRoot, bucketName), { recursive: true, force: true });
  await rm(join(internalRoot, bucketName), { recursive: true, force: true });
}

export function channelFile(folders: BucketFolders, channelName: string): string {
  return join(folders.channels, `${encodeName(channelName)}.json`);
}

export function segmentIndexFile(folders: BucketFolders, channelName: string): string {
  return join(folders.segments, `${encodeName(channelName)}.jsonl`);
}

/** Names of the files of a folder, without the ending they all have. */
export async function namesIn(folder: string, ending: string): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}
