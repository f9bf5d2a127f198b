import { OssLiveError } from '../errors.js';

/** What failed, also of what is a bug: it is told and tried again, and the others go on. */
export function knownError(error: unknown): OssLiveError {
  return error instanceof OssLiveError ? error : new OssLiveError('Bug', (error as Error).message);
}
