import type { Credentials } from '../../protocol/wire.js';
import type { LivePushes, LiveStat } from '../backend.js';
import type { Journal } from '../control/journal.js';
import { judgePublish, judgePublishUrl, type PublishWorld, type RefusalReason } from '../rtmp/authorize.js';
import type { AuthorizePublish, EndReason, PublishAttempt, Verdict } from '../rtmp/publishing.js';
import type { StoredBucket } from '../store/bucket.js';
import { createPush, type Push } from './push.js';

export interface RegistryOptions {
  buckets(): readonly StoredBucket[];
  credentials: readonly Credentials[];
  now(): Date;
  journal: Journal;
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
  kick(bucketName: string, channelName: string, reason?: EndReason): boolean;
  readonly count: number;
}

/** A channel that is taken, from the moment its publisher is let in. */
interface Taken {
  connectedMs: number;
  remoteAddress: string;
  cut: AbortController;
  cutTimer: NodeJS.Timeout | null;
  /** null while its storage is being prepared. */
  push: Push | null;
}

const BUSY = {
  code: 'NetStream.Publish.BadName',
  description: 'ChannelStillLive: Somebody else is publishing to this live channel.',
};
const NOT_STORED = {
  code: 'NetStream.Publish.Denied',
  description: 'InternalError: The push cannot be stored.',
};

export function createRegistry(options: RegistryOptions): Registry {
  const { journal, credentials, now } = options;
  const running = new Map<string, Taken>();
  const keyOf = (bucketName: string, channelName: string): string => `${bucketName}/${channelName}`;
  const world = (): PublishWorld => ({ now: now(), credentials, buckets: options.buckets() });

  async function authorize(attempt: PublishAttempt): Promise<Verdict> {
    const judgement = judgePublish(attempt, world());
    const { bucketName, channelName, stringToSign } = judgement;
    const { remoteAddress } = attempt;
    const about = { bucket: bucketName, channel: channelName, remoteAddress };
    if (!judgement.accept) {
      const { reason, description, netStreamCode } = judgement;
      journal.add('publish-refused', { ...about, reason, description, stringToSign });
      return { accept: false, code: netStreamCode, description };
    }
    const key = keyOf(judgement.bucketName, judgement.channelName);
    if (running.has(key)) {
      journal.add('publish-refused', { ...about, reason: 'busy', ...BUSY, stringToSign });
      return { accept: false, ...BUSY };
    }
    // Taken before anything is waited for: of two publishers at the same moment one is refused.
    const connectedMs = now().getTime();
    const taken: Taken = {
      connectedMs,
      remoteAddress,
      cut: new AbortController(),
      cutTimer: null,
      push: null,
    };
    running.set(key, taken);
    const free = (): void => {
      if (taken.cutTimer !== null) clearTimeout(taken.cutTimer);
      running.delete(key);
    };
    try {
      const push = await begin(judgement, taken, free);
      taken.push = push;
      journal.add('push-started', about);
      return { accept: true, stream: push };
    } catch (error) {
      free();
      journal.add('publish-refused', { ...about, reason: 'storage', ...NOT_STORED, error: String(error) });
      return { accept: false, ...NOT_STORED };
    }
  }

  async function begin(
    target: { bucketName: string; channelName: string; playlistName: string | null },
    { cut, connectedMs: startMs, remoteAddress }: Taken,
    free: () => void,
  ): Promise<Push> {
    const { bucketName, channelName } = target;
    const bucket = options.buckets().find(({ name }) => name === bucketName);
    const channel = bucket?.channel(channelName) ?? null;
    if (bucket === undefined || channel === null) throw new Error(`${channelName} was deleted meanwhile`);
    const about = { bucket: bucketName, channel: channelName };
    const playlistName = target.playlistName ?? channel.playlistName;
    const storageFailed = (error: unknown): void => {
      journal.add('storage-failed', { ...about, error: String(error) });
      cut.abort('storage' satisfies EndReason);
    };
    const storage = await bucket.beginPush(
      channelName,
      { startMs, remoteAddress, playlistName },
      storageFailed,
    );
    return createPush({
      ...{ storage, startMs, remoteAddress, now, cut: cut.signal },
      fragDurationSeconds: channel.fragDurationSeconds,
      allowAudioOnly: options.allowAudioOnly,
      onWarning: (text) => journal.add('push-warning', { ...about, text }),
      onStorageFailure: storageFailed,
      onEnd(reason, totals) {
        free();
        journal.add('push-ended', { ...about, reason, ...totals });
      },
    });
  }

  function kick(bucketName: string, channelName: string, reason: EndReason = 'kicked'): boolean {
    const taken = running.get(keyOf(bucketName, channelName));
    taken?.cut.abort(reason);
    return taken !== undefined;
  }

  return {
    authorize,
    answerTo(url) {
      const judgement = judgePublishUrl(url, world());
      if (!judgement.accept) return { accept: false, reason: judgement.reason };
      const busy = running.has(keyOf(judgement.bucketName, judgement.channelName));
      return busy ? { accept: false, reason: 'busy' } : { accept: true, reason: null };
    },
    stat(bucketName, channelName): LiveStat | null {
      const taken = running.get(keyOf(bucketName, channelName));
      if (taken === undefined) return null;
      const { connectedMs, remoteAddress } = taken;
      return taken.push?.stat() ?? { connectedMs, remoteAddress, video: null, audio: null };
    },
    disable(bucketName, channelName) {
      const taken = running.get(keyOf(bucketName, channelName));
      if (taken === undefined || taken.cutTimer !== null) return;
      taken.cutTimer = setTimeout(() => kick(bucketName, channelName, 'disabled'), options.disableDelayMs);
    },
    kick,
    get count() {
      return running.size;
    },
  };
}
