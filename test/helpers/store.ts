import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openBucket,
  type PushStorage,
  type StoredBucket,
  type WantedPush,
} from '../../src/emulator/store/bucket.js';
import type { ChannelSettings } from '../../src/emulator/store/contents.js';
import { prepareBucketFolders } from '../../src/emulator/store/folders.js';

export const SETTINGS: ChannelSettings = {
  description: '',
  status: 'enabled',
  fragDurationSeconds: 5,
  fragCount: 3,
  playlistName: 'playlist.m3u8',
  snapshot: null,
};

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'oss-live-test-'));

/** The bucket `local` of a data folder, without a lock: to be opened again is to be restarted after a kill. */
export async function openStoredBucket(dataDir: string, now: () => Date): Promise<StoredBucket> {
  const folders = await prepareBucketFolders(dataDir, join(dataDir, '.oss-live'), 'local');
  return openBucket({
    ...{ name: 'local', region: 'cn-hangzhou', acl: 'private', folders, now },
    faultsOf: () => ({
      beforeWrite: async () => undefined,
      ofSegment: () => ({ delayMs: 0, loses: false }),
      keepsPlaylist: () => false,
    }),
  });
}

export async function textOf(bucket: StoredBucket, key: string): Promise<string | null> {
  const object = await bucket.object(key);
  if (object === null) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of object.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** A push to a channel that is there and enabled. */
export async function pushTo(
  bucket: StoredBucket,
  channelName: string,
  wanted: WantedPush,
  failed: (error: unknown) => void = () => {},
): Promise<PushStorage> {
  const storage = await bucket.beginPush(channelName, wanted, failed);
  if (storage === null) throw new Error(`no push to ${channelName}`);
  return storage;
}
