import { english } from '../../english.js';
import { NetworkError, type OssLiveError, UsageError } from '../../errors.js';
import { maskLine, shownInput } from './mask-line.js';

const UNREACHABLE =
  /^(Connection refused|Connection timed out|Connection reset by peer|Network is unreachable|No route to host|Input\/output error|End of file|Server returned 5\d\d.*)$/;

/** What a line of ffmpeg says about the input: that it begins at its beginning, and not where it was to be taken up. */
export function isSeekFailure(line: string): boolean {
  return /(: |\] )could not seek to position /.test(line);
}

/** What ffmpeg says about its inputs, if it failed because of one of them. */
export function inputFailure(lines: readonly string[], inputs: readonly string[]): OssLiveError | null {
  const [first = english`The input`] = inputs;
  if (lines.some((line) => /^Stream map '0:(v:0|\d+)' matches no streams/.test(line))) return noVideo(first);
  for (const line of lines) {
    if (isSeekFailure(line)) continue;
    const named = inputs.find((input) => line.startsWith(`${input}: `));
    if (named !== undefined) return inputError(named, line.slice(named.length + 2), lines.join('\n'));
    // ffmpeg 4 to 6 write `name: reason`; 7 writes `[in#0 @ …] Error opening input: reason`.
    const [, reason] =
      /^\[in#\d+(?:\/\S+)? @ \S+\] Error (?:opening input|during demuxing): (.+)$/.exec(line) ?? [];
    if (reason !== undefined) return inputError(first, reason, lines.join('\n'));
  }
  return null;
}

/** Why an input cannot be read, from the words of ffmpeg or ffprobe. */
export function inputError(input: string, reason: string, log = ''): OssLiveError {
  const shown = shownInput(input);
  if (/moov atom not found/.test(log)) {
    return new UsageError(english`${shown} is not complete: the index (moov) at its end is missing.`, {
      hint: english`It was cut off while it was written or copied: copy it again.`,
    });
  }
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(input);
  if (isAddress && UNREACHABLE.test(reason)) {
    return new NetworkError('InputUnreachable', english`${shown} cannot be read: ${reason}.`);
  }
  if (reason === 'Invalid data found when processing input') {
    if (isAddress) {
      return new UsageError(english`${shown} answers with something that is no stream.`, {
        hint: english`Are its port and path those of the stream?`,
      });
    }
    return new UsageError(english`${shown} is not a video that ffmpeg can read.`);
  }
  return new UsageError(english`${shown} cannot be read: ${maskLine(reason, [input])}.`);
}

export function noVideo(input: string): UsageError {
  return new UsageError(english`${shownInput(input)} has no video.`, {
    hint: english`LiveChannel needs H.264 video; sound or a picture alone is not stored.`,
  });
}
