import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from './files.js';
import { encodeName } from './names.js';

const RECORD = 'bucket.json';

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
  /** What is kept of the bucket itself. */
  record: string;
  channels: string;
  segments: string;
}

/** Names of files beside the folders of the buckets. */
const TAKEN = ['lock', 'version'];
const INSTEAD = '.bucket';

/** The folder of what is known about a bucket. No bucket has a dot in its name. */
function internalFolder(internalRoot: string, bucketName: string): string {
  return join(internalRoot, TAKEN.includes(bucketName) ? `${bucketName}${INSTEAD}` : bucketName);
}

/** The bucket that such a folder is of. */
export function bucketOfFolder(folderName: string): string {
  return basename(folderName, INSTEAD);
}

/** The buckets that something is known about, each with the file of its record. */
export async function knownBuckets(internalRoot: string): Promise<{ name: string; record: string }[]> {
  const entries = await readdir(internalRoot, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name: bucketOfFolder(name), record: join(internalRoot, name, RECORD) }));
}

export async function prepareBucketFolders(
  mediaRoot: string,
  internalRoot: string,
  bucketName: string,
): Promise<BucketFolders> {
  const internal = internalFolder(internalRoot, bucketName);
  const folders: BucketFolders = {
    media: join(mediaRoot, bucketName),
    blobs: join(internal, 'blobs'),
    temporary: join(internal, 'temporary'),
    journal: join(internal, 'objects.jsonl'),
    record: join(internal, RECORD),
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
  await rm(internalFolder(internalRoot, bucketName), { recursive: true, force: true });
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
