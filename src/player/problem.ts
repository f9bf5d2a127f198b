import { isDenied } from '../client/look.js';
import { isNoSuchChannel, OssLiveError, ServiceError } from '../errors.js';
import { english, type Problem } from './texts.js';

/** What is answered instead of what was asked for. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly requestId: string | null;

  constructor(problem: Problem, requestId: string | null = null) {
    super(english.problems[problem]);
    this.problem = problem;
    this.requestId = requestId;
  }

  get status(): number {
    return STATUS[this.problem];
  }

  /** Of words that are ours alone: what a server says may hold what it was sent. */
  get document(): object {
    return { error: { problem: this.problem, message: this.message, requestId: this.requestId } };
  }
}

const STATUS: Readonly<Record<Problem, number>> = {
  ...{ denied: 403, badKey: 403, expiredKey: 403, otherSite: 403 },
  ...{ noBucket: 404, noChannel: 404, gone: 404, noPlaylist: 404, nothingRecorded: 404, notHere: 404 },
  ...{ noFfmpeg: 404, noPicture: 404, archived: 409, wrongHost: 421, onlyGet: 405, rangeEnd: 416 },
  ...{ badRequest: 400, tooLong: 400, foreign: 502, unreadable: 502, unreachable: 502, busy: 503, bug: 500 },
};

/** The refusal that an error stands for. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof OssLiveError)) return new Refusal('bug');
  if (error instanceof ServiceError) return new Refusal(ofService(error), idIn(error.requestId));
  return new Refusal(BY_CODE[error.code] ?? BY_KIND[error.kind] ?? 'bug');
}

/** Of the service, or of nobody: it may be anything, so it has to look like one. */
function idIn(requestId: string | null): string | null {
  return requestId !== null && /^[0-9A-F]{24}$/.test(requestId) ? requestId : null;
}

function ofService(error: ServiceError): Problem {
  if (isNoSuchChannel(error)) return 'noChannel';
  if (isDenied(error)) return 'denied';
  if (error.code === 'NoSuchBucket' || error.extra.Endpoint !== undefined) return 'noBucket';
  if (error.code === 'InvalidObjectState') return 'archived';
  if (error.code === 'InvalidSecurityToken' || error.code === 'SecurityTokenExpired') return 'expiredKey';
  if (error.kind === 'denied') return error.code === 'Http403' ? 'denied' : 'badKey';
  if (error.kind === 'notFound') return 'gone';
  if (error.kind === 'emptyRange') return 'nothingRecorded';
  if (error.httpStatus === 416) return 'rangeEnd';
  return error.kind === 'network' ? 'unreachable' : 'unreadable';
}

const BY_CODE: Readonly<Record<string, Problem>> = {
  ...{ NoPlaylist: 'noPlaylist', ForeignPlaylist: 'foreign', EncryptedPlaylist: 'foreign' },
  ...{ FfmpegMissing: 'noFfmpeg', NoPicture: 'noPicture', NoVideo: 'noPicture' },
  ...{ UnreadableAnswer: 'unreadable' },
};

const BY_KIND: Readonly<Partial<Record<OssLiveError['kind'], Problem>>> = {
  ...{ network: 'unreachable', emptyRange: 'nothingRecorded', configuration: 'badKey', usage: 'tooLong' },
  ...{ ffmpeg: 'noPicture' },
};
