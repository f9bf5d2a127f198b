import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EMULATOR_LIMITS } from '../limits.js';
import type { ClosedSegment, OpenSegment, SegmentOutput } from '../media/segment.js';
import type { Blocks } from './blocks.js';
import type { LateSegments } from './late-segments.js';
import { contentTypeOf } from './object-file.js';
import type { Objects } from './objects.js';
import type { Place } from './places.js';
import type { Queue } from './queue.js';
import type { SegmentIndex } from './segment-index.js';

/** How much may wait for the disk before the publisher has to. */
const MOST_WAITING = EMULATOR_LIMITS.waitingMedia.value;
/** How much of all pushes. */
const MOST_WAITING_OF_ALL = EMULATOR_LIMITS.waitingMediaOfAll.value;

/** How many segments may wait for it: each takes a file, its rename and two lines, however small it is. */
const MOST_UNFINISHED = EMULATOR_LIMITS.unfinishedSegments.value;

/** What may be made to go wrong with the segments of a channel. */
export interface StorageFaults {
  /** May take its time, and may throw. */
  beforeWrite(): Promise<void>;
  /** Of a finished segment: how much later it is there, and whether it is listed without its file. */
  ofSegment(): { delayMs: number; loses: boolean };
  /** Whether the live playlist is to stay as it is. */
  keepsPlaylist(): boolean;
}

/** What all pushes together have waiting for the disk. */
export interface Backlog {
  bytes: number;
}

export interface SegmentTarget {
  channelName: string;
  faults: StorageFaults;
  backlog: Backlog;
  blocks: Blocks;
  late: LateSegments;
  queue: Queue;
  objects: Objects;
  index: SegmentIndex;
  now(): Date;
  /** A segment is on disk and indexed: time to list it. Runs in the queue. */
  finished(): Promise<void>;
  /** A write failed; nothing more is stored. Called once. */
  failed(error: unknown): void;
}

/** The file of the open segment; touched in the queue only. */
interface OpenFile {
  place: Place;
  part: string;
  handle: FileHandle;
  hash: Hash;
}

/** `1543895706266.ts` is written as `.1543895706266.part`. */
function partOf(path: string): string {
  return join(dirname(path), `.${basename(path, '.ts')}.part`);
}

/** Segments of one push, on disk. A failed write ends the storing and loses the open segment alone. */
export function createSegmentWriter(target: SegmentTarget): SegmentOutput {
  const { objects, index, queue, faults, backlog, blocks, late } = target;
  const keyOf = (name: string): string => `${target.channelName}/${name}`;
  const unfinished = new Set<string>();
  /** Milliseconds after which segments are named already, without a gap. */
  let named = { from: 0, to: -1 };
  let waitingBytes = 0;
  let broken = false;
  let file: OpenFile | null = null;

  function enqueue(task: () => Promise<void>): Promise<void> {
    return queue.run(async () => {
      if (broken) return;
      try {
        await task();
      } catch (error) {
        broken = true;
        await discard().catch(() => undefined);
        target.failed(error);
      }
    });
  }

  async function discard(): Promise<void> {
    if (file === null) return;
    const { handle, part, place } = file;
    file = null;
    await handle.close();
    await rm(part, { force: true });
    if (objects.entry(place.key) === undefined) await rm(place.path, { force: true });
    await objects.abandon(place);
  }

  /** Segments that are opened in the same millisecond are named one after the other, without looking at all before. */
  function freeName(openedAtMs: number): { name: string; startMs: number } {
    const opened = Math.floor(openedAtMs);
    if (opened < named.from || opened > named.to) named = { from: opened, to: opened - 1 };
    for (let startMs = named.to + 1; ; startMs++) {
      const name = `${startMs}.ts`;
      named.to = startMs;
      const taken = unfinished.has(name) || index.has(name) || objects.entry(keyOf(name)) !== undefined;
      if (!taken) return { name, startMs };
    }
  }

  async function create(name: string): Promise<void> {
    const place = await objects.reserve(keyOf(name));
    const part = partOf(place.path);
    try {
      file = { place, part, handle: await open(part, 'w'), hash: createHash('md5') };
    } catch (error) {
      await objects.abandon(place);
      throw error;
    }
  }

  async function finish(name: string, startMs: number, closed: ClosedSegment): Promise<void> {
    if (file === null) return;
    const finished = file;
    const { size: bytes, mtimeMs } = await finished.handle.stat();
    await finished.handle.close();
    const { delayMs, loses } = faults.ofSegment();
    const show = async (): Promise<void> => {
      const { place, part, hash } = finished;
      await rename(part, place.path);
      const md5 = hash.digest('hex').toUpperCase();
      const modifiedMs = target.now().getTime();
      const { durationSeconds, discontinuity } = closed;
      const sequence = index.nextSequence;
      await index.add({ name, startMs, durationSeconds, discontinuity, sequence, bytes, md5, modifiedMs });
      objects.record({
        ...{ key: place.key, path: place.path, bytes, mtimeMs, etag: md5 },
        contentType: contentTypeOf(name),
        lastModifiedMs: modifiedMs,
      });
      if (file === finished) file = null;
      unfinished.delete(name);
      if (loses) await objects.remove(place.key);
      if (!faults.keepsPlaylist()) await target.finished();
    };
    if (late.putOff(target.channelName, delayMs, () => enqueue(show))) file = null;
    else await show();
  }

  async function write(block: Buffer, bytes: Buffer): Promise<void> {
    waitingBytes += block.length;
    backlog.bytes += block.length;
    await enqueue(async () => {
      await faults.beforeWrite();
      file?.hash.update(bytes);
      await file?.handle.writeFile(bytes);
    });
    waitingBytes -= block.length;
    backlog.bytes -= block.length;
    blocks.giveBack(block);
  }

  return {
    open(openedAtMs): OpenSegment {
      const { name, startMs } = freeName(openedAtMs);
      unfinished.add(name);
      let block: Buffer | null = null;
      let heldBytes = 0;
      void enqueue(() => create(name));

      function flush(): Promise<void> | undefined {
        if (block === null) return undefined;
        const written = write(block, block.subarray(0, heldBytes));
        block = null;
        heldBytes = 0;
        return written;
      }

      return {
        append(packets) {
          if (broken) return undefined;
          let written: Promise<void> | undefined;
          for (let from = 0; from < packets.length; ) {
            block ??= blocks.take();
            const copied = packets.copy(block, heldBytes, from);
            from += copied;
            heldBytes += copied;
            if (heldBytes === block.length) written = flush();
          }
          return waitingBytes > MOST_WAITING || backlog.bytes > MOST_WAITING_OF_ALL ? written : undefined;
        },
        close(closed) {
          void flush();
          const finished = enqueue(() => finish(name, startMs, closed));
          return unfinished.size > MOST_UNFINISHED ? finished : undefined;
        },
      };
    },
  };
}
