import { withoutProgress } from '../../client/event-stream.js';
import { told } from '../told.js';
import type { CleanEvent, CleanHappening } from './events.js';
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
  const begin = async () => {
    const { carryOut, connect, settle } = await loaded();
    const settled = settle(options);
    const tally = { segments: 0, playlists: 0, bytes: 0, failed: 0, spared: 0, unanswered: 0 };
    return {
      ...{ channelName: settled.channelName, now: settled.now ?? (() => new Date()), tally },
      async work(emit: (event: CleanHappening) => void, signal: AbortSignal) {
        const client = options.client ?? (await connect(options));
        await carryOut({ ...settled, client, signal }, tally, emit);
      },
    };
  };
  const queue = withoutProgress<CleanEvent>('progress');
  return told<CleanEvent, CleanHappening>(begin, { signal: options.signal, queue });
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
