import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import type { Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { runProgram } from '../../ffmpeg/run-program.js';
import type { MuxFormat } from './args.js';
import { MUXER } from './args.js';

/** What an ffmpeg, which may have been built without it, is needed for. */
export interface Needs {
  /** Null where it writes no container. */
  format: MuxFormat | null;
  isEncoder: boolean;
}

/**
 * Throws CommandError `FfmpegUnfit` for an ffmpeg that says that it cannot write this; one that says nothing is tried. The
 * texts are those of ffmpeg 4, 5.1 and 7.0, which end well with them.
 */
export async function checkFfmpeg(
  program: string,
  { format, isEncoder }: Needs,
  run: Surroundings & { signal: AbortSignal },
): Promise<void> {
  const says = async (topic: string): Promise<string> => {
    const args = ['-hide_banner', '-loglevel', 'error', '-h', topic];
    const timeoutMs = CLIENT_LIMITS.ffmpegHelp.value;
    const { stdout, stderr } = await runProgram({ ...run, program, args, timeoutMs });
    return `${stdout}\n${stderr}`;
  };
  const [muxer, encoder] = await Promise.all([
    format === null ? '' : says(`muxer=${MUXER[format]}`),
    isEncoder ? says('encoder=libx264') : '',
  ]);
  run.signal.throwIfAborted();
  if (format !== null && /^Unknown format /m.test(muxer)) throw withoutMuxer(format);
  if (/^Codec '.*' is not recognized/m.test(encoder)) throw withoutEncoder();
}

export function withoutMuxer(format: MuxFormat): CommandError {
  return unfit(english`This ffmpeg was built without ${format.toUpperCase()}.`);
}

export function withoutEncoder(): CommandError {
  return unfit(english`This ffmpeg cannot encode H.264.`);
}

function unfit(message: string): CommandError {
  return new CommandError('FfmpegUnfit', message, 'ffmpeg', {
    hint: english`Install the full ffmpeg of your system, or name another.`,
    advice: { do: 'installFullFfmpeg' },
  });
}
