import type { Credentials } from '../../protocol/wire.js';
import type { AuthorizePublish } from '../rtmp/publishing.js';
import type { LivePushes } from '../service/backend.js';
import { judgePublishUrl, type PublishWorld, type RefusalReason } from '../service/publish-judgement.js';
import type { StoredBucket } from '../store/bucket.js';
import { createAuthorize, type PublishFaults } from './authorize.js';
import { beginPush, type Tell } from './push.js';
import { createTakenChannels } from './taken-channels.js';

export interface RegistryOptions {
  buckets(): readonly StoredBucket[];
  credentials: readonly Credentials[];
  now(): Date;
  tell: Tell;
  faults: PublishFaults;
  allowAudioOnly: boolean;
  /** From disabling a channel to the cut of its push. */
  disableDelayMs: number;
}

/** Why a publish URL is refused; null when it is not. */
export interface PublishAnswer {
  accept: boolean;
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
  const { buckets, credentials, now, tell, faults, allowAudioOnly, disableDelayMs } = options;
  const channels = createTakenChannels();
  const world = (skewMs: number): PublishWorld => ({
    now: new Date(now().getTime() + skewMs),
    credentials,
    buckets: buckets(),
  });

  return {
    authorize: createAuthorize({
      ...{ channels, faults, world, now, tell },
      async begin({ bucketName, channelName, playlistName }, taken) {
        const bucket = buckets().find(({ name }) => name === bucketName);
        if (bucket === undefined) return null;
        return beginPush({ bucket, channelName, playlistName, taken, allowAudioOnly, now, tell });
      },
    }),
    answerTo(url) {
      const judgement = judgePublishUrl(url, world(0));
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
      channels.get(bucketName, channelName)?.endAfter(disableDelayMs, 'disabled');
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
