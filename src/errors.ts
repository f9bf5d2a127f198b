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

/** What every call needs. */
export type Setting = 'credentials' | 'region' | 'bucket';

/** A next step as data; src/cli/terminal/hints.ts has the words for each. */
export type Advice =
  | { do: 'give'; settings: readonly Setting[] }
  | { do: 'giveRegionToo' | 'giveOwn' | 'checkConfigFile' | 'checkInstanceRole' }
  /** Of a profile of the Aliyun CLI: what gets credentials that can be used. */
  | { do: 'askAliyunCli'; for: 'newKeys' | 'login' | 'keys'; mode: string; profile: string }
  /** Of a file of channels. */
  | { do: 'keepKeysOut' }
  | { do: 'leaveProfile'; because: 'noKey' | 'endpoint' }
  | { do: 'pipeSecret' | 'giveMomentOfExpiry' | 'giveEarlierStart' | 'giveStart' | 'waitLonger' }
  | { do: 'otherPort' | 'otherAddress' | 'otherMetricsAddress' | 'writableDataFolder' }
  | { do: 'otherDataFolder'; because: 'inUse' | 'laterFormat' | 'damagedChannel' }
  | { do: 'createChannel' }
  | { do: 'nameChannel'; channelName: string | null }
  /** Of a push: the options that would let it go on. */
  | { do: 'letCreate' | 'letWait' | 'lowerBitRate' | 'sendUnencoded' }
  | { do: 'letEnable'; channelName: string }
  | { do: 'allowOverwrite' | 'makeRoom' }
  /** Of a download. */
  | { do: 'allowMissing'; because: 'gone' | 'archived' }
  | { do: 'letEncode'; unless: 'encoded' | 'silent' | 'chosen' }
  | { do: 'leaveSoundOut' }
  | { do: 'acceptWarning'; about: string }
  /** Of a push: where to look. */
  | { do: 'lookAtInput' | 'installFullFfmpeg' }
  | { do: 'lookAtChannel'; for: 'state' | 'publisher' }
  | { do: 'lookAtStream'; question: string; channelName: string }
  | { do: 'installFfmpeg'; line: string }
  /** Of a playlist that may not be read: its segments may be listed. */
  | { do: 'downloadInstead'; channelName: string; start: Date; end: Date }
  /** Of a link to a playlist. */
  | { do: 'pushFirst' | 'signSegments'; channelName: string }
  | { do: 'savePlaylist'; channelName: string; playlistName: string }
  | { do: 'signWithV1' }
  /** Of a look at everything: what would mend it. */
  | { do: 'setClock' | 'newerNode' | 'openRtmp' | 'keepTemporary' }
  | { do: 'giveEndpoint'; endpoint: string }
  | { do: 'closeBucket' | 'allowOrigins' | 'expireSegments'; bucket: string }
  | { do: 'createNamed' | 'enableNamed' | 'signLink'; channelName: string }
  | { do: 'examineChannel'; channelName: string | null }
  /** Of recordings that are to be cleaned up. */
  | { do: 'listChannels' }
  | { do: 'lookAtRecordings' | 'cleanWithoutChannel'; channelName: string };

export interface ErrorDetails {
  /** What to do next, in one line. */
  hint?: string | null;
  /** The same, where it is another thing in a program than at a command line. */
  advice?: Advice | null;
  cause?: unknown;
}

/** The family that every error of oss-live belongs to. `code` is stable, `message` is one line for people. */
export class OssLiveError extends Error {
  readonly code: string;
  hint: string | null;
  advice: Advice | null;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean = false;
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
  readonly ec: string | null;
  override readonly kind: ErrorKind = 'usage';

  constructor(message: string, details: ErrorDetails & { ec?: string | null; code?: string } = {}) {
    super(details.code ?? 'Usage', message, details);
    this.ec = details.ec ?? null;
  }
}

/** Credentials, endpoint, bucket, profile or a folder that is missing or unusable. */
export class ConfigurationError extends OssLiveError {
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
  cause: SignedCause;
  /** The first line that differs; null where none is known, or it is a token. */
  line: { ours: string; theirs: string; column: number } | null;
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
  /** Of a refused signature, where the service shows what it would have signed; else null. */
  difference: SignedDifference | null = null;
  override readonly retryable: boolean;
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
  override readonly retryable = true;
  override readonly kind: ErrorKind = 'network';
}

/** An answer that could not be read as what it claims to be. */
export class UnreadableAnswerError extends OssLiveError {
  readonly httpStatus: number;
  readonly requestId: string | null;
  override readonly retryable = true;
  override readonly kind: ErrorKind = 'network';

  constructor(message: string, details: ErrorDetails & { httpStatus: number; requestId: string | null }) {
    super('UnreadableAnswer', message, details);
    this.httpStatus = details.httpStatus;
    this.requestId = details.requestId;
  }
}

/** The caller's abort signal ended the call. */
export class InterruptedError extends OssLiveError {
  override readonly kind: ErrorKind;

  constructor(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT', details: ErrorDetails = {}) {
    super('Interrupted', signal === 'SIGTERM' ? 'Terminated.' : 'Interrupted.', details);
    this.kind = signal === 'SIGTERM' ? 'terminated' : 'interrupted';
  }
}

/** Something this machine found in the way, with the kind of thing it is. */
export class CommandError extends OssLiveError {
  override readonly kind: ErrorKind;

  constructor(code: string, message: string, kind: ErrorKind, details: ErrorDetails = {}) {
    super(code, message, details);
    this.kind = kind;
  }
}
