import { NetworkError } from '../errors.js';
import { ffmpegFailure } from './ffmpeg-failure.js';
import { type FfmpegProcess, type FfmpegStart, startFfmpeg } from './ffmpeg-process.js';
import { maskLine } from './mask-line.js';
import type { Progress } from './progress.js';

/** Before the first data: the input may have to be found and examined. */
const START_MS = 30_000;
/** Without growth: longer than ffmpeg needs to notice by itself that the server does not read. */
const STALL_MS = 20_000;

export interface PushStreamRequest extends FfmpegStart {
  /** As it stands in `args`. */
  input: string;
  /** Whether `args` has options of the user. */
  hasOptions: boolean;
  /** Ends the stream cleanly when it is aborted. */
  signal: AbortSignal;
}

export interface PushOutcome {
  /** Of the stream. */
  seconds: number;
  bytes: number;
  droppedFrames: number;
}

/**
 * One stream from its beginning to its end: resolves when the input is at its end or `signal` was aborted. Rejects
 * with what went wrong. `onLine` gets ffmpeg's lines masked.
 */
export async function pushStream(request: PushStreamRequest): Promise<PushOutcome> {
  const { input, hasOptions, signal, onProgress, onLine } = request;
  const outcome: PushOutcome = { seconds: 0, bytes: 0, droppedFrames: 0 };
  let stalled = false;
  const watchdog = createWatchdog(START_MS, () => {
    stalled = true;
    ffmpeg?.stop();
  });

  let ffmpeg: FfmpegProcess | null = null;
  const stop = () => void ffmpeg?.stop();
  try {
    ffmpeg = await startFfmpeg({
      ...request,
      onProgress(progress) {
        if (grown(outcome, progress)) watchdog.feed(STALL_MS);
        onProgress(progress);
      },
      onLine: (line) => onLine(maskLine(line)),
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const end = await ffmpeg.ended;
    const failure = ffmpegFailure(end, { input, hasOptions, streaming: outcome.bytes > 0 });
    if (failure !== null) throw failure;
  } finally {
    watchdog.feed(null);
    signal.removeEventListener('abort', stop);
  }
  if (stalled) throw stallError(outcome);
  return outcome;
}

/** Keeps the highest values: the last block of a broken stream may lack some. */
function grown(outcome: PushOutcome, { seconds, bytes, droppedFrames }: Progress): boolean {
  const before = outcome.seconds + outcome.bytes;
  outcome.seconds = Math.max(outcome.seconds, seconds ?? 0);
  outcome.bytes = Math.max(outcome.bytes, bytes ?? 0);
  outcome.droppedFrames = Math.max(outcome.droppedFrames, droppedFrames ?? 0);
  return outcome.seconds + outcome.bytes > before;
}

function stallError({ bytes }: PushOutcome): NetworkError {
  return bytes > 0
    ? new NetworkError('Stalled', `Nothing could be sent for ${STALL_MS / 1000} seconds.`)
    : new NetworkError('Stalled', `The stream did not begin within ${START_MS / 1000} seconds.`);
}

/** Calls back unless it is fed again in time; fed with null it sleeps. */
function createWatchdog(firstMs: number, onStarved: () => void): { feed(ms: number | null): void } {
  let timer = setTimeout(onStarved, firstMs);
  return {
    feed(ms) {
      clearTimeout(timer);
      if (ms !== null) timer = setTimeout(onStarved, ms);
    },
  };
}
