import { OssLiveError } from '../../errors.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { openBucket, type StoredBucket } from './bucket.js';
import { askedBuckets } from './bucket-record.js';
import type { Acl, Buckets } from './contents.js';
import { openDataFolder, unusable } from './data-folder.js';
import { demandOwn, emptyDataFolder } from './emptying.js';
import { errorCode } from './files.js';
import { prepareBucketFolders, removeBucketFolders } from './folders.js';
import { createQueue } from './queue.js';
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
export interface Storage extends Buckets {
  bucket(name: string): StoredBucket | null;
  buckets(): StoredBucket[];
  /** Resolves when everything is recovered, and while nothing is being emptied. Rejects if the folder is of no use. */
  ready(): Promise<void>;
  readonly state: 'starting' | 'ok' | 'closed';
  /** Forgets the channels, and the media unless it is to be kept; `before` goes first. */
  empty(keepMedia: boolean, before: () => Promise<void>): Promise<void>;
  /** Does something to every bucket, one after the other; who waits for `ready` waits for that, too. */
  each(task: (bucket: StoredBucket) => Promise<void>): void;
  /** Tells other processes where this one listens. */
  setPort(port: number): Promise<void>;
  /** Finishes what was begun and gives the folder free. */
  close(): Promise<void>;
}

export function openStorage({ dataDir, bucketNames, reset, ...common }: StorageOptions): Storage {
  const buckets = new Map<string, StoredBucket>();
  const changes = createQueue();
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
    const { internal } = await folder;
    buckets.clear();
    for (const name of bucketNames) await openOne(name, false);
    for (const name of await askedBuckets(internal)) if (!buckets.has(name)) await openOne(name, true);
  }

  async function openOne(name: string, asked: boolean): Promise<StoredBucket> {
    const { media, internal } = await folder;
    const folders = await prepareBucketFolders(media, internal, name);
    // What the emulator was started with is for the buckets it was started with.
    const acl = asked ? null : common.acl;
    const bucket = await openBucket({ ...common, acl, name, folders, asked });
    buckets.set(name, bucket);
    return bucket;
  }

  async function createBucket(name: string): Promise<StoredBucket | null> {
    const found = buckets.get(name);
    if (found !== undefined) return found;
    return buckets.size < EMULATOR_LIMITS.buckets.value ? openOne(name, true) : null;
  }

  async function deleteBucket(name: string): Promise<boolean> {
    const bucket = buckets.get(name);
    if (bucket === undefined) return true;
    await bucket.idle();
    if (bucket.channels().length > 0 || bucket.objectCount > 0) return false;
    buckets.delete(name);
    const { media, internal } = await folder;
    await removeBucketFolders(media, internal, name);
    return true;
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
    createBucket: (name) => changes.run(() => createBucket(name)),
    deleteBucket: (name) => changes.run(() => deleteBucket(name)),
    ready: () => ready,
    get state() {
      return state;
    },
    empty(keepMedia, before) {
      ready = ready.then(before).then(() => changes.run(() => empty(keepMedia)));
      return ready;
    },
    each(task) {
      const all = async (): Promise<void> => {
        for (const bucket of buckets.values()) await task(bucket);
      };
      if (state === 'closed') return;
      ready = ready.then(() => changes.run(all));
      // Whoever waits is told.
      ready.catch(() => {});
    },
    setPort: async (port) => (await folder).lock.setPort(port),
    async close() {
      await ready.catch(() => {});
      if (state !== 'ok') return;
      await changes.idle();
      await Promise.all([...buckets.values()].map((bucket) => bucket.idle()));
      await (await folder).lock.release();
      state = 'closed';
    },
  };
}
