import { withoutProgress } from '../../client/event-stream.js';
import { told } from '../told.js';
import type { DownloadEvent, Happening } from './events.js';
import type { DownloadOptions } from './options.js';
import type { PlannedDownload } from './plan.js';

/**
 * Downloads what was recorded of a channel into one file or a folder: segments side by side, verified, taken up again
 * where an earlier download to the same name was ended, however it was; times right across pushes (docs/download.md).
 *
 * Begins when the first event is asked for; of `progress` only the latest waits for a reader. The last event is `ended`.
 * What ends a download early is in it, and then thrown: UsageError, ServiceError, NetworkError, UnreadableAnswerError,
 * CommandError (`NothingRecorded`, `SegmentsMissing`, `WouldOverwrite`, `DownloadInProgress`, `DiskFull`, `FfmpegMissing`, …),
 * InterruptedError for the signal. `return()`, as by leaving a `for await`, ends it too. What was fetched stays for the
 * next call.
 */
export function download(options: DownloadOptions): AsyncGenerator<DownloadEvent, void, void> {
  const begin = async () => {
    const { clientFor, save, settle } = await loaded();
    const settled = settle(options);
    const tally = { files: [], segments: 0, missing: 0, fetchedBytes: 0, rest: null };
    return {
      ...{ channelName: settled.channelName, now: settled.now ?? (() => new Date()), tally },
      async work(emit: (event: Happening) => void, signal: AbortSignal) {
        await save({ ...settled, client: await clientFor(options), signal }, tally, emit);
      },
    };
  };
  const queue = withoutProgress<DownloadEvent>('retrying');
  return told<DownloadEvent, Happening>(begin, { signal: options.signal, queue });
}

/** What a download would do. Nothing is written, and nothing is fetched. Throws what `download` would throw by then. */
export async function planDownload(options: DownloadOptions): Promise<PlannedDownload> {
  const { clientFor, lookAhead, settle } = await loaded();
  const signal = options.signal ?? new AbortController().signal;
  return lookAhead({ ...settle(options), client: await clientFor(options), signal });
}

/** What is heavy, when there is something to download. */
async function loaded() {
  const [{ save }, { lookAhead }, { settle }, { connect }] = await Promise.all([
    import('./save.js'),
    import('./prepare.js'),
    import('./options.js'),
    import('../sessions/list-sessions.js'),
  ]);
  const clientFor = async (options: DownloadOptions) => options.client ?? (await connect(options));
  return { clientFor, lookAhead, save, settle };
}
