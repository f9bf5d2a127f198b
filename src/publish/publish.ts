import { eventStream, withoutProgress } from '../client/event-stream.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { within } from '../client/within.js';
import { english } from '../english.js';
import { NetworkError, type OssLiveError, UsageError } from '../errors.js';
import { connectionLost } from './failure.js';
import { FlvReader } from './flv-reader.js';
import type { FlvTag } from './flv-tag.js';
import { Publisher, type PublisherOptions } from './publisher.js';
import type { ServerStatus } from './status.js';
import { UnreadableError } from './unreadable.js';

/** What to publish, and where to. */
export interface PublishOptions extends Pick<PublisherOptions, 'url' | 'tls' | 'signal'> {
  /** FLV with H.264 and AAC, in pieces of any size, or its tags. It is read as fast as the server takes it. */
  source: AsyncIterable<Uint8Array | FlvTag>;
}

/** What happens to a publisher. */
export type PublishEvent =
  /** The server lets the stream begin. */
  | { event: 'publishing' }
  /** What the server says without having been asked. */
  | ({ event: 'notice' } & ServerStatus)
  /** Each second. */
  | ({ event: 'progress' } & Published)
  /** Last. */
  | ({ event: 'ended' } & Published);

/** What was sent so far. */
export interface Published {
  /** Of the stream, by its timestamps. */
  seconds: number;
  /** Of the connection, with all that RTMP adds. */
  bytes: number;
  /** Which of these the server says it has received; null when it has not said. Received is not stored. */
  acknowledgedBytes: number | null;
}

const NOTHING = (): void => undefined;
const TELL_MS = 1000;
const BLOCKED_MS = CLIENT_LIMITS.publishBlocked.value;

/**
 * Publishes a stream over RTMP, from the handshake to the end of `source`, for one connection: it does not connect
 * again. Begins when the first event is asked for. `return()`, as by leaving a `for await`, and the signal end the
 * stream cleanly. Throws CommandError for a refusal, NetworkError when the connection breaks, UsageError for what is no
 * publish URL or no FLV.
 */
export function publish(options: PublishOptions): AsyncGenerator<PublishEvent, void, void> {
  return eventStream<PublishEvent>((emit, signal) => run(options, emit, signal), {
    signal: options.signal,
    queue: withoutProgress<PublishEvent>('notice'),
  });
}

async function run(
  { source, url, tls = null }: PublishOptions,
  emit: (event: PublishEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  /** Ends the wait for the source, and the wait for the server to take what there is. */
  let [wake, unblock] = [NOTHING, NOTHING];
  let acknowledgedBytes: number | null = null;
  let isOpen = false;
  const opening = new AbortController();
  const publisher = new Publisher({
    ...{ url, tls, signal: opening.signal },
    onDrain: () => unblock(),
    onNotice: (notice) => emit({ event: 'notice', ...notice }),
    onAcknowledged(bytes) {
      acknowledgedBytes = bytes;
    },
  });
  const leave = () => {
    if (!isOpen) opening.abort();
    wake();
    unblock();
  };
  signal.addEventListener('abort', leave, { once: true });
  let ended: OssLiveError | null = null;
  let first: number | null = null;
  let last = 0;
  const published = (): Published => ({
    seconds: (last - (first ?? last)) / 1000,
    bytes: publisher.bytes,
    acknowledgedBytes,
  });
  const tags = tagsOf(source);
  const timer = setInterval(() => emit({ event: 'progress', ...published() }), TELL_MS);
  try {
    if (signal.aborted) return;
    await publisher.open();
    isOpen = true;
    emit({ event: 'publishing' });
    void publisher.ended.then((error) => {
      ended = error;
      wake();
      unblock();
    });
    for (;;) {
      const step = await new Promise<IteratorResult<FlvTag, void> | null>((resolve, reject) => {
        wake = () => resolve(null);
        tags.next().then(resolve, reject);
      });
      if (step === null || step.done || signal.aborted || ended !== null) break;
      publisher.send(step.value);
      first ??= step.value.timestampMs;
      last = Math.max(last, step.value.timestampMs);
      if (publisher.isBlocked && ended === null)
        await drained(publisher, (resolve) => {
          unblock = resolve;
        });
    }
    if (ended === null && !(await publisher.close()))
      throw connectionLost(new Error(english`the end was not taken`));
    if (ended !== null) throw ended;
  } catch (error) {
    if (!opening.signal.aborted) throw error;
  } finally {
    clearInterval(timer);
    // It may be in the middle of a wait for its next piece, and hears of it then.
    tags.return().catch(() => undefined);
    publisher.destroy();
    signal.removeEventListener('abort', leave);
    emit({ event: 'ended', ...published() });
  }
}

/** Resolves when the server has taken what there is; one that is only slow is waited for. */
async function drained(publisher: Publisher, listen: (resolve: () => void) => void): Promise<void> {
  const taken = new Promise<void>(listen);
  let held: number | null | undefined;
  while (!(await within(BLOCKED_MS / 2, taken))) {
    const before = held;
    held = await publisher.unsent();
    if (held === before)
      throw new NetworkError('Stalled', english`Nothing could be sent for ${BLOCKED_MS / 1000}s.`);
  }
}

async function* tagsOf(source: AsyncIterable<Uint8Array | FlvTag>): AsyncGenerator<FlvTag, void, void> {
  const reader = new FlvReader();
  try {
    for await (const piece of source) {
      if (piece instanceof Uint8Array) yield* reader.read(piece);
      else yield piece;
    }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new UsageError(english`The source has ${error.message}.`, { cause: error });
  }
}
