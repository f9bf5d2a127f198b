import { setMaxListeners } from 'node:events';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { diskError } from './disk-error.js';
import { type FetchedFile, type Fetching, fetchSegment, isMissing, type Wanted } from './fetch-segment.js';

/** What became of a segment: null when it is not to be had and may be left out. */
export type Outcome = FetchedFile | null;

export interface FetchAll extends Fetching {
  /** As the user names the target. */
  shown: string;
  jobs: number;
  /** Whether the download may do without it. Throws when it may not. */
  onMissing(index: number, reason: 'gone' | 'archived', error: unknown): void;
  onFetched(index: number): void;
}

export interface FetchedAll {
  outcomes: readonly Promise<Outcome>[];
  settled: Promise<void>;
  /** The content of a segment needs not be in memory any more. */
  release(index: number): void;
}

const MOST_HELD_BYTES = CLIENT_LIMITS.heldSegments.value;

/**
 * Fetches segments side by side, the first ones first. Gives for each when it is there, so that the work on the first can
 * begin while the last are on their way; the first failure ends all, and every one that is awaited rejects with it.
 */
export function fetchAll(wanted: readonly Wanted[], options: FetchAll): FetchedAll {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  // Every request listens to it.
  setMaxListeners(0, signal);
  const pending = wanted.map(deferred);
  // Whoever awaits it hears of it; nobody may be.
  for (const { promise } of pending) promise.catch(() => undefined);
  const held = new Map<number, FetchedFile>();
  let heldBytes = 0;

  function hold(index: number, file: FetchedFile): void {
    if (file.content === null) return;
    if (heldBytes + file.bytes > MOST_HELD_BYTES) {
      file.content = null;
      return;
    }
    held.set(index, file);
    heldBytes += file.bytes;
  }

  function release(index: number): void {
    const file = held.get(index);
    if (file === undefined) return;
    held.delete(index);
    heldBytes -= file.bytes;
    file.content = null;
  }

  async function worker(left: IterableIterator<[number, Wanted]>): Promise<void> {
    for (const [index, segment] of left) {
      const outcome = await fetchOne(index, segment);
      if (outcome !== null) {
        hold(index, outcome);
        options.onFetched(index);
      }
      pending[index]?.resolve(outcome);
    }
  }

  async function fetchOne(index: number, segment: Wanted): Promise<Outcome> {
    if (segment.isGone) {
      options.onMissing(index, 'gone', null);
      return null;
    }
    try {
      return await fetchSegment(segment, { ...options, signal });
    } catch (error) {
      const reason = isMissing(error);
      if (reason === null) throw diskError(error, options.shown);
      options.onMissing(index, reason, error);
      return null;
    }
  }

  const left = wanted.entries();
  const workers = Array.from({ length: Math.min(options.jobs, wanted.length) }, () => worker(left));
  const settled = Promise.all(
    workers.map((work) =>
      work.catch((error: unknown) => {
        for (const { reject } of pending) reject(error);
        stop.abort(error);
      }),
    ),
  ).then(() => undefined);
  return { outcomes: pending.map(({ promise }) => promise), settled, release };
}

interface Deferred {
  promise: Promise<Outcome>;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

function deferred(): Deferred {
  let settle: Omit<Deferred, 'promise'> | null = null;
  const promise = new Promise<Outcome>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return Object.assign({ promise }, settle as unknown as Omit<Deferred, 'promise'>);
}
