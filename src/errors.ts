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
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ErrorDetails {
  /** What to do next, in one line. */
  hint?: string | null;
  cause?: unknown;
}

/** The family that every error of oss-live belongs to. `code` is stable, `message` is one line for people. */
export class OssLiveError extends Error {
  readonly code: string;
  hint: string | null;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean = false;
  readonly exitCode: ExitCode = EXIT.bug;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = details.hint ?? null;
  }
}

/** A value that is wrong in itself: nothing was sent. `ec` is what the service would have answered. */
export class UsageError extends OssLiveError {
  readonly ec: string | null;
  override readonly exitCode = EXIT.usage;

  constructor(message: string, details: ErrorDetails & { ec?: string | null; code?: string } = {}) {
    super(details.code ?? 'Usage', message, details);
    this.ec = details.ec ?? null;
  }
}

/** Credentials, endpoint, bucket, profile or a folder that is missing or unusable. */
export class ConfigurationError extends OssLiveError {
  override readonly exitCode = EXIT.configuration;

  constructor(message: string, details: ErrorDetails = {}) {
    super('Configuration', message, details);
  }
}

export interface ServiceErrorFields extends ErrorDetails {
  code: string;
  message: string;
  httpStatus: number;
  /** The finer error code, `0026-00000021`; null from servers that send none. */
  ec: string | null;
  requestId: string | null;
  hostId: string | null;
  recommendDoc?: string | null;
  /** How long the service wants to be left alone; absent or null when it did not say. */
  retryAfterSeconds?: number | null;
  /** What was asked for: the bucket, and the channel unless it was about all of them. */
  bucket?: string | null;
  channelName?: string | null;
  /** Every other child of `<Error>`, by element name. */
  extra: Readonly<Record<string, string>>;
}

/** An answer of the service that is not a success. */
export class ServiceError extends OssLiveError {
  readonly httpStatus: number;
  readonly ec: string | null;
  readonly requestId: string | null;
  readonly hostId: string | null;
  readonly recommendDoc: string | null;
  /** How long the service wants to be left alone, from `Retry-After`; null when it did not say. */
  readonly retryAfterSeconds: number | null;
  readonly bucket: string | null;
  readonly channelName: string | null;
  readonly extra: Readonly<Record<string, string>>;
  override readonly retryable: boolean;
  override readonly exitCode: ExitCode;

  constructor(fields: ServiceErrorFields) {
    super(fields.code, fields.message, fields);
    this.httpStatus = fields.httpStatus;
    this.ec = fields.ec;
    this.requestId = fields.requestId;
    this.hostId = fields.hostId;
    this.recommendDoc = fields.recommendDoc ?? null;
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null;
    this.bucket = fields.bucket ?? null;
    this.channelName = fields.channelName ?? null;
    this.extra = fields.extra;
    this.retryable = fields.httpStatus >= 500 || fields.httpStatus === 429;
    this.exitCode = exitCodeOfAnswer(fields);
  }
}

/** Whether the service says that there is no such channel, as opposed to no such bucket or object. */
export function isNoSuchChannel({ code, ec }: ServiceError): boolean {
  return code === 'NoSuchLiveChannel' || ec === '0026-00000021';
}

/** Code and EC decide; the status only when they say nothing (the service's own pages disagree about some of them). */
function exitCodeOfAnswer({ code, ec, httpStatus }: ServiceErrorFields): ExitCode {
  if (ec === '0044-00000308') return EXIT.emptyRange;
  if (ec === '0044-00000201' || code === 'ChannelStillLive' || code === 'LiveChannelDisabled')
    return EXIT.conflict;
  if (httpStatus >= 500 || httpStatus === 429) return EXIT.network;
  if (httpStatus === 401 || httpStatus === 403) return EXIT.denied;
  if (httpStatus === 404) return EXIT.notFound;
  if (httpStatus === 409) return EXIT.conflict;
  return EXIT.usage;
}

/** No answer: refused, reset, timed out, unresolvable. */
export class NetworkError extends OssLiveError {
  override readonly retryable = true;
  override readonly exitCode = EXIT.network;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details);
  }
}

/** An answer that could not be read as what it claims to be. */
export class UnreadableAnswerError extends OssLiveError {
  readonly httpStatus: number;
  readonly requestId: string | null;
  override readonly retryable = true;
  override readonly exitCode = EXIT.network;

  constructor(message: string, details: ErrorDetails & { httpStatus: number; requestId: string | null }) {
    super('UnreadableAnswer', message, details);
    this.httpStatus = details.httpStatus;
    this.requestId = details.requestId;
  }
}

/** The caller's abort signal ended the call. */
export class InterruptedError extends OssLiveError {
  override readonly exitCode: ExitCode;

  constructor(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT', details: ErrorDetails = {}) {
    super('Interrupted', signal === 'SIGTERM' ? 'Terminated.' : 'Interrupted.', details);
    this.exitCode = signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }
}

/** Something this machine found in the way, with the exit code that says what kind of thing. */
export class CommandError extends OssLiveError {
  override readonly exitCode: ExitCode;

  constructor(code: string, message: string, exitCode: ExitCode, details: ErrorDetails = {}) {
    super(code, message, details);
    this.exitCode = exitCode;
  }
}
