import { english } from '../../english.js';
import { CommandError, type OssLiveError } from '../../errors.js';
import type { FfmpegEnd } from '../../ffmpeg/process.js';
import type { MuxFormat } from './args.js';
import { withoutMuxer } from './check-ffmpeg.js';

/** Why ffmpeg could not write the file, by what it said. Null when it could. The texts are those of ffmpeg 4, 5.1 and 7.0. */
export function muxFailure(end: FfmpegEnd, target: string, format: MuxFormat): OssLiveError | null {
  if (end.exitCode === 0) return null;
  const text = end.lines.join('\n');
  if (/not a suitable output format|Unknown output format|Requested output format/.test(text)) {
    return withoutMuxer(format);
  }
  const [reason] =
    /No space left on device|Disk quota exceeded|Permission denied|No such file or directory|Read-only file system|File too large/.exec(
      text,
    ) ?? [];
  if (reason !== undefined)
    return new CommandError('CannotWrite', english`${target} cannot be written: ${reason}.`, 'configuration');
  const how = end.signal === null ? english`exit code ${end.exitCode}` : end.signal;
  const words = end.lines.slice(-5).map((line) => line.trim());
  const told = words.length > 0 ? `: ${words.join(' | ')}` : '.';
  return new CommandError('FfmpegFailed', english`ffmpeg failed (${how})${told}`, 'ffmpeg');
}
