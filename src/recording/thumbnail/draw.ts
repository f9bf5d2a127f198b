import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import type { Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { programBytes } from '../../ffmpeg/run-program.js';

export interface Drawing extends Surroundings {
  /** The path of ffmpeg. */
  program: string;
  /** A transport stream. */
  segment: Uint8Array;
  /** Which of its pictures, in the order in which they are shown; of its key frames alone with `keyFrames`. */
  index: number;
  keyFrames: boolean;
  /** Wider pictures are made as wide as this; null for as they are. */
  width: number | null;
  signal: AbortSignal;
}

/** Decodes one picture of a segment to a JPEG. Rejects with CommandError `NoPicture` for what ffmpeg cannot decode. */
export async function drawPicture(drawing: Drawing): Promise<Buffer> {
  const { program, segment, index, keyFrames, width, env, platform, cwd, signal } = drawing;
  const scale = width === null ? [] : [`scale=w='min(iw,${width})':h=-2`, 'setsar=1'];
  const args = [
    // Whatever the bytes are: they name nothing that would be opened.
    ...['-hide_banner', '-v', 'error', '-protocol_whitelist', 'pipe', '-max_pixels', String(MOST_PIXELS)],
    ...[...(keyFrames ? ['-skip_frame', 'nokey'] : []), '-f', 'mpegts', '-i', 'pipe:0'],
    // Where the last ones cannot be decoded, the last that can be is as good.
    ...['-map', '0:v:0', '-vf', [`select=gte(n\\,${index})`, 'setpts=0', ...scale].join(',')],
    ...['-frames:v', '1', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '3', '-f', 'mjpeg', 'pipe:1'],
  ];
  const { exitCode, stdout, stderr, timedOut } = await programBytes({
    ...{ program, args, env, platform, cwd, signal },
    ...{ input: segment, timeoutMs: CLIENT_LIMITS.picture.value, mostBytes: CLIENT_LIMITS.pictureSize.value },
  });
  signal.throwIfAborted();
  if (exitCode === 0 && stdout.length > 0) return stdout;
  const why = timedOut ? english`it took too long` : (stderr.trim().split('\n').at(-1) ?? '');
  const message = english`ffmpeg made no picture of the segment${why === '' ? '' : `: ${why}`}.`;
  throw new CommandError('NoPicture', message, 'ffmpeg', {
    hint: english`The segment may be damaged: take another moment.`,
  });
}

/** 8192 x 8192. */
const MOST_PIXELS = 67_108_864;
