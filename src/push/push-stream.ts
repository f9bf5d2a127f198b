import type { Readable } from 'node:stream';
import { english } from '../english.js';
import { NetworkError } from '../errors.js';
import { type FfmpegProcess, type FfmpegStart, startFfmpeg } from '../ffmpeg/process.js';
import { ffmpegFailure } from './ffmpeg/failure.js';
import { maskLine } from './ffmpeg/mask-line.js';
import { createPulse, type Grown, type Pulse, type Stall } from './pulse.js';

const TICK_MS = 1000;

export interface PushStreamRequest extends Omit<FfmpegStart, 'onProgress'> {
  /** The inputs, as they stand in `args`. */
  inputs: readonly string[];
  /** Whether `args` has options of the user. */
  hasOptions: boolean;
  /** How long a stall may last before the stream is ended. */
  stallTimeoutSeconds: number;
  /** How long the input may have nothing to send. */
  pauseSeconds: number;
  /** At less than this part of real time a stream that is only slow counts as stalled, too: 0 for none. */
  endsBelow: number;
  /** Ends the stream cleanly when it is aborted. */
  signal: AbortSignal;
  /** With every block of progress, twice a second. */
  onProgress(pulse: Pulse, framesPerSecond: number | null): void;
  onStall(stall: Stall): void;
  /** Reads what ffmpeg makes, where stdout has that (`hasOutput`); resolves at its end, and may reject. */
  onOutput?(output: Readable): Promise<void>;
  /** Whether it is the reader of that who makes ffmpeg wait. */
  isHeldBack?(): boolean;
}

/**
 * One connection from its beginning to its end: resolves when the input is at its end or `signal` was aborted.
 * Rejects with what went wrong. `onLine` gets ffmpeg's lines masked.
 */
export async function pushStream(request: PushStreamRequest): Promise<Grown> {
  const { args, inputs, hasOptions, stallTimeoutSeconds, pauseSeconds, endsBelow, signal } = request;
  const { onProgress, onLine, onStall } = request;
  const pulse = createPulse(performance.now(), pauseSeconds);
  let stalled: NetworkError | null = null;
  const timer = setInterval(() => {
    if (request.isHeldBack?.()) pulse.postpone(performance.now());
    const stall = pulse.tick(performance.now());
    if (stall !== null) onStall(stall);
    const isTooSlow = pulse.health === 'slow' && (pulse.speed() ?? 1) < endsBelow;
    const counts = pulse.health === 'silent' || isTooSlow;
    if (!counts || pulse.stalledMs < (stallTimeoutSeconds + pauseSeconds) * 1000 || stalled !== null) return;
    stalled = stallError(pulse, { endsBelow, isReading: request.onOutput !== undefined });
    ffmpeg?.stop();
  }, TICK_MS);

  let ffmpeg: FfmpegProcess | null = null;
  const stop = () => void ffmpeg?.stop();
  try {
    ffmpeg = await startFfmpeg({
      ...request,
      onProgress(progress) {
        pulse.feed(progress);
        onProgress(pulse, progress.framesPerSecond);
      },
      onLine: (line) => onLine(maskLine(line, args)),
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const { output } = ffmpeg;
    let unread: unknown = null;
    if (output !== null)
      await request.onOutput?.(output).catch((error: unknown) => {
        unread = error;
        stop();
      });
    const end = await ffmpeg.ended;
    if (unread !== null) throw unread;
    const streaming = pulse.grown.bytes > 0 || pulse.grown.seconds > 0;
    const failure = ffmpegFailure(end, { inputs, hasOptions, streaming });
    if (failure !== null) throw Object.assign(failure, { message: maskLine(failure.message, args) });
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
  if (stalled !== null) throw stalled;
  return pulse.grown;
}

/** Less of real time than that is none: what comes has the timestamps of what has been, as when a camera begins anew. */
export const STANDS_STILL = 0.1;

function stallError(
  { grown, health, stalledMs }: Pulse,
  { endsBelow, isReading }: { endsBelow: number; isReading: boolean },
): NetworkError {
  const seconds = Math.round(stalledMs / 1000);
  if (health === 'slow' && endsBelow <= STANDS_STILL)
    return new NetworkError(
      'Stalled',
      english`The timestamps of the input have stood still for ${seconds}s.`,
    );
  if (health === 'slow') {
    return new NetworkError('Slow', english`The stream was sent slower than it plays for ${seconds}s.`, {
      hint: english`Lower the bit rate.`,
      advice: { do: 'lowerBitRate' },
    });
  }
  if (grown.bytes + grown.seconds === 0)
    return new NetworkError('Stalled', english`The stream did not start within ${seconds}s.`);
  return isReading
    ? new NetworkError('Stalled', english`The input has brought nothing for ${seconds}s.`)
    : new NetworkError('Stalled', english`Nothing could be sent for ${seconds}s.`);
}
