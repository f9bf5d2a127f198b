import type { Writable } from 'node:stream';
import type { Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { startFfmpeg } from '../../ffmpeg/process.js';
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
 * Has ffmpeg write a piece of a recording as it is into another container; how far it is, its facts tell. Resolves when
 * the file is complete; what is there otherwise is for the caller to remove. Rejects with what went wrong, or with the
 * signal's reason.
 */
export async function mux(request: MuxRequest): Promise<void> {
  const { ffmpeg: program, piece, target, signal, env, platform, cwd, onExit } = request;
  signal.throwIfAborted();
  const ffmpeg = await startFfmpeg({
    ...{ env, platform, cwd, program, onExit, stdin: 'fed' },
    args: muxArgs(request),
    // With its timestamps kept, ffmpeg counts from wherever it was when it first told; the piece itself knows better.
    onProgress: () => undefined,
    onLine: () => undefined,
  });
  // What it has written is thrown away; asked kindly, it waits for its input first.
  const stop = (): void => void ffmpeg.kill();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    if (ffmpeg.stdin !== null) await feed(piece.bytes, ffmpeg.stdin);
  } catch (error) {
    // The end of its input is a good one for ffmpeg, wherever it comes from.
    await ffmpeg.kill();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await ffmpeg.ended;
  }
  const end = await ffmpeg.ended;
  signal.throwIfAborted();
  const failure = muxFailure(end, target, request.format);
  if (failure !== null) throw failure;
}

/** Writes all of it, unless nobody reads any more. Each part is done with before the next one is asked for. */
async function feed(bytes: AsyncIterable<Uint8Array>, stdin: Writable): Promise<void> {
  for await (const part of bytes) {
    const isTaken = await new Promise<boolean>((resolve) => stdin.write(part, (error) => resolve(!error)));
    if (!isTaken) return;
  }
  stdin.end();
}
