import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_LIMITS } from '../client/limits.js';

/** Enough for ffprobe to see what it is; kept in memory until ffmpeg takes it. */
const MOST_BYTES = CLIENT_LIMITS.stdinHead.value;
/** How long a stream that trickles is listened to. What comes meanwhile is sent all the same. */
const LISTENED_MS = CLIENT_LIMITS.stdinTrickle.value;
/** For whoever fills the pipe to begin. */
const PATIENCE_MS = CLIENT_LIMITS.stdinSilence.value;

/** The beginning of a stream that can be read only once. */
export interface Head {
  bytes: Buffer;
  /** All of it, that beginning included. */
  whole: Readable;
}

/** A push that is tried again before it was on air looks again at what was read already. */
const heads = new WeakMap<Readable, Promise<Head>>();

/** Reads it; rejects when the signal is aborted. */
export function readHead(stdin: Readable, signal: AbortSignal): Promise<Head> {
  const head = heads.get(stdin) ?? readOnce(stdin);
  heads.set(stdin, head);
  return abortable(head, signal);
}

async function abortable<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const settled = new AbortController();
  const aborted = once(signal, 'abort', { signal: settled.signal }).then(() => signal.throwIfAborted());
  aborted.catch(() => undefined);
  try {
    return (await Promise.race([result, aborted])) as Result;
  } finally {
    settled.abort();
  }
}

async function readOnce(stdin: Readable): Promise<Head> {
  const source: AsyncIterator<Buffer | string> = stdin[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  let next = source.next();
  next.catch(() => undefined);
  let patience = new AbortController();
  // Only the first piece is waited for that long.
  let late = sleep(PATIENCE_MS, null, { signal: patience.signal });
  try {
    while (size < MOST_BYTES) {
      const read = await Promise.race([next, late]);
      if (read === null || read.done) break;
      if (size === 0) {
        patience.abort();
        late.catch(() => undefined);
        patience = new AbortController();
        late = sleep(LISTENED_MS, null, { signal: patience.signal });
      }
      const chunk = Buffer.from(read.value);
      size += chunk.length;
      chunks.push(chunk);
      next = source.next();
      next.catch(() => undefined);
    }
  } finally {
    patience.abort();
    late.catch(() => undefined);
  }
  const whole = Readable.from(rest(chunks, next, source), { objectMode: false });
  // It ends early when the push does.
  whole.on('error', () => undefined);
  return { bytes: Buffer.concat(chunks), whole };
}

async function* rest(
  chunks: readonly Buffer[],
  next: Promise<IteratorResult<Buffer | string>>,
  source: AsyncIterator<Buffer | string>,
): AsyncGenerator<Buffer | string, void, void> {
  yield* chunks;
  for (let read = await next; !read.done; read = await source.next()) yield read.value;
}
