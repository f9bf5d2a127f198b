import { type ErrorKind, OssLiveError } from '../errors.js';

/** Exit codes of the command line, listed in docs/reference.md. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  configuration: 3,
  denied: 4,
  notFound: 5,
  conflict: 6,
  network: 7,
  partial: 8,
  ffmpeg: 9,
  emptyRange: 10,
  waitedTooLong: 11,
  interrupted: 130,
  terminated: 143,
} as const satisfies Record<ErrorKind, number>;

export type ExitCode = (typeof EXIT)[ErrorKind];

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof OssLiveError ? EXIT[error.kind] : EXIT.bug;
}
