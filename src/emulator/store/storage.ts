import { OssLiveError } from '../../errors.js';
import { openBucket, type StoredBucket } from './bucket.js';
import type { Acl } from './contents.js';
import { openDataFolder, unusable } from './data-folder.js';
import { demandOwn, emptyDataFolder } from './emptying.js';
import { errorCode } from './files.js';
import { prepareBucketFolders, removeBucketFolders } from './folders.js';
import type { StorageFaults } from './segment-writer.js';

export interface StorageOptions {
  dataDir: string;
  bucketNames: readonly string[];
  /** Begins with nothing, whatever is there. */
  reset: boolean;
  region: string;
  acl: Acl | null;
  now(): Date;
  faultsOf(channelName: string): StorageFaults;
}

/** A data folder with its buckets. It is opened at once; until it is ready there are no buckets. */
export interface Storage {
  bucket(name: string): StoredBucket | null;
  buckets(): StoredBucket[];
  /** Resolves when everything is recovered, and while nothing is being emptied. Rejects if the folder is of no use. */
  ready(): Promise<void>;
  readonly state: 'starting' | 'ok' | 'closed';
  /** Forgets the channels, and the media unless it is to be kept; `before` goes first. */
  empty(keepMedia: boolean, before: () => Promise<void>): Promise<void>;
  /** Tells other processes where this one listens. */
  setPort(port: number): Promise<void>;
  /** Finishes what was begun and gives the folder free. */
  close(): Promise<void>;
}

export function openStorage({ dataDir, bucketNames, reset, ...common }: StorageOptions): Storage {
  const buckets = new Map<string, StoredBucket>();
  const folder = (reset ? demandOwn(dataDir) : Promise.resolve()).then(() => openDataFolder(dataDir));
  let state: Storage['state'] = 'starting';
  let ready = open();
  // Whoever waits is told; until then nobody does.
  ready.catch(() => {});

  async function open(): Promise<void> {
    const { lock, media, internal } = await folder;
    try {
      if (reset) await emptyDataFolder(media, internal);
      await openBuckets();
      state = 'ok';
    } catch (error) {
      await lock.release();
      // What the system says names the file.
      const bySystem = !(error instanceof OssLiveError) && errorCode(error) !== null;
      throw bySystem ? unusable(dataDir, (error as Error).message, error) : error;
    }
  }

  async function openBuckets(): Promise<void> {
    const { media, internal } = await folder;
    for (const name of bucketNames) {
      const folders = await prepareBucketFolders(media, internal, name);
      buckets.set(name, await openBucket({ ...common, name, folders }));
    }
  }

  async function empty(keepMedia: boolean): Promise<void> {
    const { media, internal } = await folder;
    for (const bucket of buckets.values()) {
      await bucket.idle();
      for (const { name } of bucket.channels()) await bucket.deleteChannel(name);
      if (!keepMedia) await removeBucketFolders(media, internal, bucket.name);
    }
    if (!keepMedia) await openBuckets();
  }

  return {
    bucket: (name) => buckets.get(name) ?? null,
    buckets: () => [...buckets.values()],
    ready: () => ready,
    get state() {
      return state;
    },
    empty(keepMedia, before) {
      ready = ready.then(before).then(() => empty(keepMedia));
      return ready;
    },
    setPort: async (port) => (await folder).lock.setPort(port),
    async close() {
      await ready.catch(() => {});
      if (state !== 'ok') return;
      await Promise.all([...buckets.values()].map((bucket) => bucket.idle()));
      await (await folder).lock.release();
      state = 'closed';
    },
  };
}
