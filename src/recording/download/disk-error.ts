import { english } from '../../english.js';
import { CommandError, OssLiveError, UsageError } from '../../errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a failure of the disk means to whoever asked for a file, `shown`; any other error is given back as it is. */
export function diskError(error: unknown, shown: string): unknown {
  if (!(error instanceof Error) || error instanceof OssLiveError) return error;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  if (FULL.has(code)) return diskFull(english`There is no room left for ${shown}.`, error);
  return new UsageError(english`${shown} cannot be written: ${message}.`, { cause: error });
}

export function diskFull(message: string, cause?: unknown): CommandError {
  return new CommandError('DiskFull', message, 'configuration', {
    advice: { do: 'makeRoom' },
    ...(cause === undefined ? {} : { cause }),
  });
}
