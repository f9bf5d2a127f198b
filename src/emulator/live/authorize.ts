import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../../protocol/wire.js';
import type { AuthorizePublish, PublishAttempt, PublishedStream, Verdict } from '../rtmp/publishing.js';
import { judgePublish, type PublishJudgement, type PublishWorld } from '../service/publish-judgement.js';
import { readPublish } from '../service/publish-route.js';
import type { StoredBucket } from '../store/bucket.js';
import { beginPush, type PushContext } from './push.js';
import type { Push, Taken, TakenChannels } from './taken-channels.js';

export interface AuthorizeOptions extends PushContext {
  buckets(): readonly StoredBucket[];
  credentials: readonly Credentials[];
  faults: PublishFaults;
}

/** What may be made to go wrong with a publisher. */
export interface PublishFaults {
  /** By how much the clock is wrong by which a publisher to a channel is judged. */
  skewMs(channelName: string | null): number;
  /** What happens to one that is welcome; null: nothing. */
  strike(channelName: string): PublishFault | null;
}

export interface PublishFault {
  reject: Refusal | null;
  acceptDelayMs: number;
  /** Does to the push what is to be done, and drops it with `drop`: by its connection, or by what the server says. */
  spoil(stream: PublishedStream, drop: (how: 'rst' | 'fin' | 'status') => void): PublishedStream;
}

interface Refusal {
  code: string;
  /** The OSS error code first: it is what ffmpeg shows. */
  description: string;
}

type Welcome = Extract<PublishJudgement, { accept: true }>;

const BUSY: Refusal = {
  code: 'NetStream.Publish.BadName',
  description: 'ChannelStillLive: Somebody else is publishing to this live channel.',
};
const NOT_STORED: Refusal = {
  code: 'NetStream.Publish.Denied',
  description: 'InternalError: The push cannot be stored.',
};

/** What publishers are judged against, by a clock that is so much wrong. */
export function worldOf({ buckets, credentials, now }: AuthorizeOptions, skewMs = 0): PublishWorld {
  return { now: new Date(now().getTime() + skewMs), credentials, buckets: buckets() };
}

/** Lets publishers in: those with a right to, one on each channel. */
export function createAuthorize(options: AuthorizeOptions, channels: TakenChannels): AuthorizePublish {
  const { buckets, faults, now, tell } = options;

  function judge(attempt: PublishAttempt): PublishJudgement {
    const reading = readPublish(attempt, options.buckets());
    const judgement = judgePublish(reading, worldOf(options));
    const skewMs = faults.skewMs(judgement.channelName);
    return skewMs === 0 ? judgement : judgePublish(reading, worldOf(options, skewMs));
  }

  async function begin(welcome: Welcome, taken: Taken, warn?: PublishAttempt['warn']): Promise<Push | null> {
    const bucket = buckets().find(({ name }) => name === welcome.bucketName);
    return bucket === undefined ? null : beginPush(bucket, { ...welcome, warn }, taken, options);
  }

  return async function authorize(attempt): Promise<Verdict> {
    const judgement = judge(attempt);
    const { bucketName, channelName, stringToSign } = judgement;
    const { remoteAddress, breakOff } = attempt;
    const about = { bucket: bucketName, channel: channelName, remoteAddress };
    const refuse = (reason: string, { code, description }: Refusal, details: object): Verdict => {
      tell('publish-refused', { ...about, reason, description, ...details });
      return { accept: false, code, description };
    };
    if (!judgement.accept) {
      const { reason, description, netStreamCode: code, ec } = judgement;
      return refuse(reason, { code, description }, { ec, stringToSign });
    }
    // A publisher that comes back at once must not find its own last push in the way.
    await channels.isFree(judgement.bucketName, judgement.channelName);
    // Looked at once more: another one that has waited too may have it by now.
    if (channels.get(judgement.bucketName, judgement.channelName) !== undefined)
      return refuse('busy', BUSY, { code: BUSY.code, stringToSign });
    const fault = faults.strike(judgement.channelName);
    if (fault?.reject) return refuse('fault', fault.reject, { stringToSign });
    // Taken before anything is waited for: of two publishers at the same moment one is refused.
    const publisher = { connectedMs: now().getTime(), remoteAddress };
    const taken = channels.take(judgement.bucketName, judgement.channelName, publisher);
    try {
      if (fault !== null) await delay(fault.acceptDelayMs);
      taken.push = await begin(judgement, taken, attempt.warn);
    } catch (error) {
      taken.free();
      return refuse('storage', NOT_STORED, { code: NOT_STORED.code, error: String(error) });
    }
    const { push } = taken;
    if (push === null) {
      taken.free();
      // Judged anew, it is told what has become of the channel.
      return authorize(attempt);
    }
    tell('push-started', about);
    const drop = (how: 'rst' | 'fin' | 'status'): void =>
      how === 'status' ? taken.end('fault') : breakOff?.(how);
    return { accept: true, channelName: judgement.channelName, stream: fault?.spoil(push, drop) ?? push };
  };
}
