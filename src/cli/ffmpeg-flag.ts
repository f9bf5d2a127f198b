import type { Context } from './context.js';
import type { Flag } from './flags.js';

/** `--ffmpeg`, of the commands that run it. */
export const FFMPEG_FLAG = {
  value: '<path>',
  help: 'the ffmpeg to run; else OSS_LIVE_FFMPEG, else the one in PATH',
} as const satisfies Flag;

interface Asking {
  flags: { ffmpeg: string | undefined };
  context: Pick<Context, 'env'>;
}

/** Which ffmpeg was named, and where. */
export function namedFfmpeg({ flags, context }: Asking): { path: string; by: string } | null {
  if (flags.ffmpeg !== undefined) return { path: flags.ffmpeg, by: '--ffmpeg' };
  const { OSS_LIVE_FFMPEG: path } = context.env;
  return path ? { path, by: 'OSS_LIVE_FFMPEG' } : null;
}

/** Throws CommandError `FfmpegMissing` when a program was named that is none: before what would try it for ever. */
export async function checkNamedFfmpeg(
  asking: Asking & { context: Pick<Context, 'env' | 'platform' | 'cwd'> },
): Promise<void> {
  const named = namedFfmpeg(asking);
  if (named === null) return;
  const { findFfmpeg } = await import('../ffmpeg/find-ffmpeg.js');
  const { inFlags } = await import('./terminal/push-report.js');
  await findFfmpeg(named.path, asking.context).catch((error: unknown) => {
    throw inFlags(error, named.by);
  });
}
