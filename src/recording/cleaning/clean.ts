import { eventStream, withoutProgress } from '../../client/event-stream.js';
import { OssLiveError } from '../../errors.js';
import { type CleanEvent, type CleanHappening, failureOf } from './events.js';
import type { CleanOptions } from './options.js';

/**
 * Tells what the recordings of a channel hold, session by session, and deletes what is chosen of it (docs/clean.md): only
 * `{channelName}/{digits}.ts` and playlists that can be read; never what a saved playlist names, unless those go too; never
 * what belongs to a push that is running, also one that begins meanwhile.
 *
 * Begins when the first event is asked for; of `progress` only the latest waits for a reader. The last event is `ended`. What
 * ends it early is in it, and then thrown: UsageError, ServiceError, NetworkError, UnreadableAnswerError, CommandError
 * (`UnreadablePlaylist`, `NoSession`, `PartlyFailed`), InterruptedError for the signal. `return()`, as by leaving a `for
 * await`, ends it too. What was deleted stays deleted; the same call goes on with the rest.
 */
export function cleanRecordings(options: CleanOptions): AsyncGenerator<CleanEvent, void, void> {
  const queue = withoutProgress<CleanEvent>('progress');
  return eventStream(
    async (add, signal) => {
      const { carryOut, connect, settle } = await loaded();
      const settled = settle(options);
      const now = settled.now ?? (() => new Date());
      const emit = ({ event, ...fields }: CleanHappening): void =>
        add({ event, time: now().toISOString(), ...fields } as CleanEvent);
      const began = performance.now();
      const tally = { segments: 0, playlists: 0, bytes: 0, failed: 0, spared: 0, unanswered: 0 };
      const ended = (error: OssLiveError | null): void =>
        emit({
          event: 'ended',
          channelName: settled.channelName,
          ...tally,
          elapsedSeconds: Math.round(performance.now() - began) / 1000,
          interrupted: signal.aborted,
          error: error && failureOf(error),
        });
      try {
        const client = options.client ?? (await connect(options));
        await carryOut({ ...settled, client, signal }, tally, emit);
      } catch (thrown) {
        const { interruption } = await import('../../client/retry.js');
        const error = signal.aborted ? interruption(signal) : thrown;
        if (error instanceof OssLiveError) ended(error);
        throw error;
      }
      ended(null);
    },
    { signal: options.signal, queue },
  );
}

/** What is heavy, when there is something to do. */
async function loaded() {
  const [{ carryOut }, { settle }, { connect }] = await Promise.all([
    import('./carry-out.js'),
    import('./options.js'),
    import('../sessions/list-sessions.js'),
  ]);
  return { carryOut, connect, settle };
}
