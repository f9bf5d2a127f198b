import { hintFor } from '../client/hints.js';
import { redact } from '../client/redact.js';
import { english } from '../english.js';
import {
  CommandError,
  type ErrorDetails,
  type ErrorKind,
  NetworkError,
  type OssLiveError,
} from '../errors.js';

const REFUSALS: Readonly<Record<string, ErrorKind>> = {
  InvalidArgument: 'usage',
  AccessDenied: 'denied',
  InvalidAccessKeyId: 'denied',
  InvalidSecurityToken: 'denied',
  SecurityTokenExpired: 'denied',
  SignatureDoesNotMatch: 'denied',
  NoSuchBucket: 'notFound',
  NoSuchLiveChannel: 'notFound',
  ChannelStillLive: 'conflict',
  LiveChannelDisabled: 'conflict',
};

/** Refusals that have nothing to do with who asks. */
const PASSING = ['InternalError', 'ServiceUnavailable', 'RequestTimeout', 'MetaOperationQpsLimitExceeded'];

/** What a server says about a publisher. */
export interface Words {
  /** Its sentence; an OSS code at its beginning is understood, anything else only shown. */
  text: string;
  /** `NetStream.Publish.BadName`; null where it is not known. */
  status?: string | null;
  /** Whether it had let the stream begin. */
  streaming: boolean;
}

/** Why a server does not take a stream, or not any longer. */
export function refusal({ text, status = null, streaming }: Words): OssLiveError {
  const message = redact(text.trim() || status || 'it does not say why');
  const [code] = /^[A-Z][A-Za-z]+/.exec(message) ?? [];
  const known = code !== undefined && Object.hasOwn(REFUSALS, code) ? code : busyBy(status, streaming);
  const ended = streaming && known !== 'LiveChannelDisabled' && known !== 'NoSuchLiveChannel';
  // The key was good when the stream began; whoever ended it may let it begin again.
  if (ended) return new NetworkError('PushEnded', english`The server ended the stream: ${message}`);
  if (code !== undefined && PASSING.includes(code))
    return new NetworkError(code, english`The server refused the stream: ${message}`);
  return new CommandError(
    known ?? 'PublishRefused',
    english`The server refused the stream: ${message}`,
    known === null ? 'ffmpeg' : (REFUSALS[known] ?? 'ffmpeg'),
    refusalHint(known, message),
  );
}

/** The word of RTMP servers for a name that is taken. */
function busyBy(status: string | null, streaming: boolean): 'ChannelStillLive' | null {
  return status === 'NetStream.Publish.BadName' && !streaming ? 'ChannelStillLive' : null;
}

function refusalHint(code: string | null, message: string): ErrorDetails {
  if (code === null) {
    const hint = english`Is the channel there, enabled and free?`;
    return { hint, advice: { do: 'lookAtChannel', for: 'state' } };
  }
  if (code === 'ChannelStillLive') {
    const hint = english`Somebody else is pushing to the channel.`;
    return { hint, advice: { do: 'lookAtChannel', for: 'publisher' } };
  }
  if (code !== 'AccessDenied') return { hint: hintFor(code, null, '') };
  return {
    hint: /expired/i.test(message)
      ? english`The URL was signed a moment ago: set the clock of this machine right.`
      : english`The key needs oss:PublishRtmpStream on this bucket, and a token that is valid.`,
  };
}
