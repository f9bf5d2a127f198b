import { english } from '../english.js';
import { UsageError } from '../errors.js';

/** ffmpeg calls it a success. */
export function nothingSent(): UsageError {
  return new UsageError(english`ffmpeg came to the end of the input and has sent nothing of it.`, {
    code: 'NothingSent',
    hint: english`What ffmpeg says about the input may tell why.`,
    advice: { do: 'lookAtInput' },
  });
}
