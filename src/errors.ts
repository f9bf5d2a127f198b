import type { Advice } from './advice.js';
import { english } from './english.js';

export type { Advice, Setting } from './advice.js';

/** What an error means to whoever called; the command line has an exit code for each. */
export type ErrorKind =
  | 'bug'
  | 'usage'
  | 'configuration'
  | 'denied'
  | 'notFound'
  | 'conflict'
  | 'network'
  | 'partial'
  | 'ffmpeg'
  | 'emptyRange'
  | 'waitedTooLong'
  | 'interrupted'
  | 'terminated'
  /** Nothing is wrong: nobody wants the rest. */
  | 'done';

/** What an error may know beside its message. */
export interface ErrorDetails {
  /** What to do next, in one line. */
  hint?: string | null;
  /** The same, where it is another thing in a program than at a command line. */
  advice?: Advice | null;
  /** What brought it about. */
  cause?: unknown;
}

/** The family that every error of oss-live belongs to. `code` is stable, `message` is one line for people. */
export class OssLiveError extends Error {
  /** Stable, for programs: the service's own code, or ours. */
  readonly code: string;
  /** The next step, in one line; null when none is known. */
  hint: string | null;
  /** The next step as data; null when none is known. */
  advice: Advice | null;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean = false;
  /** What the error means to whoever called. */
  readonly kind: ErrorKind = 'bug';

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = details.hint ?? null;
    this.advice = details.advice ?? null;
  }
}

/** A value that is wrong in itself: nothing was sent. `ec` is what the service would have answered. */
export class UsageError extends OssLiveError {
  /** What the service would have answered, `0044-00000403`; null where it would have none. */
  readonly ec: string | null;
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind = 'usage';

  constructor(message: string, details: ErrorDetails & { ec?: string | null; code?: string } = {}) {
    super(details.code ?? 'Usage', message, details);
    this.ec = details.ec ?? null;
  }
}

/** Credentials, endpoint, bucket, profile or a folder that is missing or unusable. */
export class ConfigurationError extends OssLiveError {
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind = 'configuration';

  constructor(message: string, details: ErrorDetails = {}) {
    super('Configuration', message, details);
  }
}

/** What most likely made the two differ. */
export type SignedCause =
  /** They are the same, so it is the secret. */
  | { kind: 'secret' }
  /** Only a hash of it is known, and that differs. */
  | { kind: 'unseen' }
  | {
      kind: 'algorithm' | 'method' | 'region' | 'product' | 'clock' | 'token' | 'encoding' | 'path' | 'query';
    }
  | { kind: 'header'; name: string };

/** Where what was signed here and what the service would have signed part. */
export interface SignedDifference {
  /** What most likely made the two differ. */
  cause: SignedCause;
  /** The first line that differs; null where none is known, or it is a token. */
  line: { ours: string; theirs: string; column: number } | null;
}

/** What an answer that is an error says. */
export interface ServiceErrorFields extends ErrorDetails {
  /** `<Code>`. */
  code: string;
  /** `<Message>`. */
  message: string;
  /** The HTTP status. */
  httpStatus: number;
  /** The finer error code, `0026-00000021`; null from servers that send none. */
  ec: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
  /** `<HostId>`. */
  hostId: string | null;
  /** `<RecommendDoc>`. */
  recommendDoc?: string | null;
  /** How long the service wants to be left alone; absent or null when it did not say. */
  retryAfterSeconds?: number | null;
  /** What was asked for: the bucket, and the channel unless it was about all of them. */
  bucket?: string | null;
  /** The channel; absent when it was about none or all. */
  channelName?: string | null;
  /** Every other child of `<Error>`, by element name. */
  extra: Readonly<Record<string, string>>;
}

/** An answer of the service that is not a success. */
export class ServiceError extends OssLiveError {
  /** The HTTP status. */
  readonly httpStatus: number;
  /** The finer error code, `0026-00000021`; null from servers that send none. */
  readonly ec: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  readonly requestId: string | null;
  /** The host that was asked, in its own words. */
  readonly hostId: string | null;
  /** The page that the service recommends. */
  readonly recommendDoc: string | null;
  /** How long the service wants to be left alone, from `Retry-After`; null when it did not say. */
  readonly retryAfterSeconds: number | null;
  /** The bucket that was asked; null when it was about all of them. */
  readonly bucket: string | null;
  /** The channel; null when it was about none or all. */
  readonly channelName: string | null;
  /** Every other child of `<Error>`, by element name. */
  readonly extra: Readonly<Record<string, string>>;
  /** Of a refused signature, where the service shows what it would have signed; else null. */
  difference: SignedDifference | null = null;
  /** True for 429, 5xx and whatever else says that the service is busy. */
  override readonly retryable: boolean;
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind;

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
    this.retryable = fields.httpStatus >= 500 || isThrottling(fields);
    this.kind = kindOfAnswer(fields);
  }
}

/** Whether the service says that there is no such channel, as opposed to no such bucket or object. */
export function isNoSuchChannel({ code, ec }: ServiceError): boolean {
  return code === 'NoSuchLiveChannel' || ec === '0026-00000021';
}

const THROTTLING: ReadonlySet<string> = new Set([
  'MetaOperationQpsLimitExceeded',
  'QpsLimitExceeded',
  'SlowDown',
  'TooManyRequests',
]);

/** Whether the service asks to be called less often. */
export function isThrottling({ code, httpStatus }: Pick<ServiceErrorFields, 'code' | 'httpStatus'>): boolean {
  return httpStatus === 429 || THROTTLING.has(code);
}

/** Code and EC decide; the status only when they say nothing (the service's own pages disagree about some of them). */
function kindOfAnswer({ code, ec, httpStatus }: ServiceErrorFields): ErrorKind {
  if (ec === '0044-00000308') return 'emptyRange';
  if (ec === '0044-00000201' || code === 'ChannelStillLive' || code === 'LiveChannelDisabled')
    return 'conflict';
  if (httpStatus >= 500 || isThrottling({ code, httpStatus })) return 'network';
  if (httpStatus === 401 || httpStatus === 403) return 'denied';
  if (httpStatus === 404) return 'notFound';
  if (httpStatus === 409) return 'conflict';
  return 'usage';
}

/** No answer: refused, reset, timed out, unresolvable. */
export class NetworkError extends OssLiveError {
  /** The same call may succeed later. */
  override readonly retryable = true;
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind = 'network';
}

/** An answer that could not be read as what it claims to be. */
export class UnreadableAnswerError extends OssLiveError {
  /** The HTTP status. */
  readonly httpStatus: number;
  /** The id of the request at the service, for its support; null when it sent none. */
  readonly requestId: string | null;
  /** The same call may succeed later. */
  override readonly retryable = true;
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind = 'network';

  constructor(message: string, details: ErrorDetails & { httpStatus: number; requestId: string | null }) {
    super('UnreadableAnswer', message, details);
    this.httpStatus = details.httpStatus;
    this.requestId = details.requestId;
  }
}

/** The caller's abort signal ended the call. */
export class InterruptedError extends OssLiveError {
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind;

  constructor(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT', details: ErrorDetails = {}) {
    super('Interrupted', signal === 'SIGTERM' ? english`Terminated.` : english`Interrupted.`, details);
    this.kind = signal === 'SIGTERM' ? 'terminated' : 'interrupted';
  }
}

/** Something this machine found in the way, with the kind of thing it is. */
export class CommandError extends OssLiveError {
  /** What the error means to whoever called. */
  override readonly kind: ErrorKind;

  constructor(code: string, message: string, kind: ErrorKind, details: ErrorDetails = {}) {
    super(code, message, details);
    this.kind = kind;
  }
}
