import { UsageError } from '../errors.js';

/** ffmpeg calls it a success. */
export function nothingSent(): UsageError {
  return new UsageError('ffmpeg came to the end of the input and has sent nothing of it.', {
    code: 'NothingSent',
    hint: 'What ffmpeg says about the input may tell why.',
    advice: { do: 'lookAtInput' },
  });
}
