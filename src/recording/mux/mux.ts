import { Readable } from 'node:stream';
import type { Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { type FfmpegProcess, startFfmpeg } from '../../ffmpeg/process.js';
import type { Piece } from '../transport-stream/joined.js';
import { type MuxFormat, type Muxing, muxArgs } from './args.js';
import { muxFailure } from './failure.js';

export interface MuxRequest extends Surroundings {
  /** The path of ffmpeg. */
  ffmpeg: string;
  piece: Muxing['piece'] & Pick<Piece, 'bytes'>;
  /** The path of the file, which is replaced. */
  target: string;
  format: MuxFormat;
  /** Takes what must be done if this process ends before ffmpeg does; gives back how to call that off. */
  onExit(cleanUp: () => void): () => void;
  signal: AbortSignal;
}

/**
 * Has ffmpeg write a piece of a recording as it is into another container; how far it is, its facts tell. Resolves when the file is complete; what is
 * there otherwise is for the caller to remove. Rejects with what went wrong, or with the signal's reason.
 */
export async function mux(request: MuxRequest): Promise<void> {
  const { ffmpeg: program, piece, target, signal, env, platform, cwd, onExit } = request;
  signal.throwIfAborted();
  let broken: { error: unknown } | null = null;
  let ffmpeg: FfmpegProcess | null = null;
  /** ffmpeg takes the end of its input for a good one, wherever it comes from. */
  async function* input(): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* piece.bytes;
    } catch (error) {
      broken = { error };
      await ffmpeg?.stop();
    }
  }
  const stdin = Readable.from(input(), { objectMode: true, highWaterMark: 1 });
  const stop = (): void => void ffmpeg?.stop();
  try {
    ffmpeg = await startFfmpeg({
      ...{ env, platform, cwd, program, stdin, onExit },
      args: muxArgs(request),
      // With its timestamps kept, ffmpeg counts from wherever it was when it first told; the piece itself knows better.
      onProgress: () => undefined,
      onLine: () => undefined,
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const end = await ffmpeg.ended;
    signal.throwIfAborted();
    if (broken !== null) throw (broken as { error: unknown }).error;
    const failure = muxFailure(end, target, request.format);
    if (failure !== null) throw failure;
  } finally {
    signal.removeEventListener('abort', stop);
    stdin.destroy();
  }
}
