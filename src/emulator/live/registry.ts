import type { AuthorizePublish } from '../rtmp/publishing.js';
import type { LivePushes } from '../service/backend.js';
import { judgePublishUrl, type RefusalReason } from '../service/publish-judgement.js';
import { type AuthorizeOptions, createAuthorize, worldOf } from './authorize.js';
import { createTakenChannels } from './taken-channels.js';

export interface RegistryOptions extends AuthorizeOptions {
  /** From disabling a channel to the cut of its push. */
  disableDelayMs: number;
}

/** Why a publish URL is refused; null when it is not. */
export interface PublishAnswer {
  /** Whether it would be let in. */
  accept: boolean;
  /** Why not; null when it would be let in. */
  reason: RefusalReason | 'busy' | null;
}

/** The running pushes: at most one on each channel. */
export interface Registry extends LivePushes {
  authorize: AuthorizePublish;
  /** What a publisher with this URL would be told now. Starts nothing. */
  answerTo(url: string): PublishAnswer;
  /** Ends the push on a channel at once; false when there is none. */
  kick(bucketName: string, channelName: string): boolean;
  /** Ends every push at once and resolves when all are stored. */
  kickAll(): Promise<void>;
  readonly count: number;
}

export function createRegistry(options: RegistryOptions): Registry {
  const channels = createTakenChannels();

  return {
    authorize: createAuthorize(options, channels),
    answerTo(url) {
      const judgement = judgePublishUrl(url, worldOf(options));
      if (!judgement.accept) return { accept: false, reason: judgement.reason };
      const taken = channels.get(judgement.bucketName, judgement.channelName);
      const busy = taken !== undefined && taken.ending === null;
      return busy ? { accept: false, reason: 'busy' } : { accept: true, reason: null };
    },
    stat(bucketName, channelName) {
      const taken = channels.get(bucketName, channelName);
      if (taken === undefined) return null;
      const { connectedMs, remoteAddress, push } = taken;
      return push?.stat() ?? { connectedMs, remoteAddress, video: null, audio: null };
    },
    ended: channels.isFree,
    disable(bucketName, channelName) {
      channels.get(bucketName, channelName)?.endAfter(options.disableDelayMs, 'disabled');
    },
    kick(bucketName, channelName) {
      const taken = channels.get(bucketName, channelName);
      taken?.end('kicked');
      return taken !== undefined;
    },
    kickAll: () => channels.clear('kicked'),
    get count() {
      return channels.count;
    },
  };
}
