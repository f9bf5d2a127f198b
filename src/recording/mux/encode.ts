import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import { findFfprobe, type Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { type FfmpegProcess, startFfmpeg } from '../../ffmpeg/process.js';
import type { Progress } from '../../ffmpeg/progress.js';
import { runProgram } from '../../ffmpeg/run-program.js';
import { withoutEncoder } from './check-ffmpeg.js';
import { type EncodedFormat, type EncodedPiece, encodeArgs } from './encode-args.js';
import { muxFailure } from './failure.js';

export interface EncodeRequest extends Surroundings {
  /** The path of ffmpeg. */
  ffmpeg: string;
  pieces: readonly { path: string; seconds: number }[];
  /** The path of the file, which is replaced. */
  target: string;
  format: EncodedFormat;
  /** Takes what must be done if this process ends before ffmpeg does; gives back how to call that off. */
  onExit(cleanUp: () => void): () => void;
  onProgress(progress: Progress): void;
  signal: AbortSignal;
}

const MOST_PIECES = CLIENT_LIMITS.encodedPieces.value;
const LOOK_MS = 30_000;

/**
 * Has ffmpeg make one file of several that no file could hold as they are. Resolves when it is complete. Rejects with what
 * went wrong, or with the signal's reason.
 */
export async function encode(request: EncodeRequest): Promise<void> {
  const { ffmpeg: program, target, format, signal, env, platform, cwd, onExit, onProgress } = request;
  if (request.pieces.length > MOST_PIECES)
    throw new UsageError(
      english`The recording changes ${request.pieces.length} times: at most ${MOST_PIECES} pieces are encoded into one file.`,
    );
  const pieces = await lookedAt(request);
  let ffmpeg: FfmpegProcess | null = null;
  const stop = (): void => void ffmpeg?.kill();
  signal.throwIfAborted();
  try {
    ffmpeg = await startFfmpeg({
      ...{ env, platform, cwd, program, stdin: null, onExit, onProgress },
      args: encodeArgs(pieces, target, format),
      onLine: () => undefined,
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const end = await ffmpeg.ended;
    signal.throwIfAborted();
    if (end.lines.some((line) => /Unknown encoder/.test(line))) throw withoutEncoder();
    const failure = muxFailure(end, target, format === 'ts' ? 'mkv' : format);
    if (failure !== null) throw failure;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

interface Probed {
  streams?: {
    codec_type?: string;
    width?: number;
    height?: number;
    r_frame_rate?: string;
    avg_frame_rate?: string;
    sample_rate?: string;
  }[];
}

async function lookedAt(request: EncodeRequest): Promise<EncodedPiece[]> {
  const { ffmpeg, env, platform, cwd, signal } = request;
  const program = await findFfprobe(ffmpeg, { env, platform, cwd });
  const pieces: EncodedPiece[] = [];
  for (const { path, seconds } of request.pieces) {
    const args = ['-v', 'error', '-show_streams', '-of', 'json', `file:${path}`];
    const { stdout, exitCode } = await runProgram({
      env,
      platform,
      cwd,
      program,
      args,
      timeoutMs: LOOK_MS,
      signal,
    });
    signal.throwIfAborted();
    if (exitCode !== 0)
      throw new CommandError('FfmpegFailed', english`ffprobe cannot read what ffmpeg has written.`, 'ffmpeg');
    const { streams = [] } = JSON.parse(stdout) as Probed;
    const video = streams.find(({ codec_type }) => codec_type === 'video');
    const audio = streams.find(({ codec_type }) => codec_type === 'audio');
    pieces.push({
      ...{ path, seconds },
      video: video
        ? {
            width: even(video.width),
            height: even(video.height),
            frameRate: rateOf(video.r_frame_rate, video.avg_frame_rate),
          }
        : null,
      audio: audio ? { sampleRate: Number(audio.sample_rate ?? 44_100) } : null,
    });
  }
  return pieces;
}

function even(pixels = 2): number {
  return Math.max(2, pixels - (pixels % 2));
}

const MOST_FRAMES = 120;

/** The rate of the stream, unless it is the one of its clock. */
function rateOf(nominal = '', average = ''): string {
  for (const rate of [nominal, average]) {
    const [count = 0, per = 0] = rate.split('/').map(Number);
    if (per > 0 && count / per > 0 && count / per <= MOST_FRAMES) return rate;
  }
  return '25';
}
