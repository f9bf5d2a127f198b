import type { Context } from './context.js';
import type { Flag } from './flags.js';

/** `--ffmpeg`, of the commands that run it. */
export const FFMPEG_FLAG = {
  value: '<path>',
  help: 'the ffmpeg to run; else OSS_LIVE_FFMPEG, else the one in PATH',
} as const satisfies Flag;

/** Which ffmpeg was named, and where. */
export function namedFfmpeg({
  flags,
  context,
}: {
  flags: { ffmpeg: string | undefined };
  context: Pick<Context, 'env'>;
}): { path: string; by: string } | null {
  if (flags.ffmpeg !== undefined) return { path: flags.ffmpeg, by: '--ffmpeg' };
  const { OSS_LIVE_FFMPEG: path } = context.env;
  return path ? { path, by: 'OSS_LIVE_FFMPEG' } : null;
}
