import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../../protocol/wire.js';
import type { Faults } from '../control/faults.js';
import type { Journal } from '../control/journal.js';
import { type Drop, faultyStream } from '../control/rtmp-faults.js';
import type { AuthorizePublish, EndReason, PublishAttempt, Verdict } from '../rtmp/publishing.js';
import type { LivePushes, LiveStat } from '../service/backend.js';
import {
  judgePublish,
  judgePublishUrl,
  type PublishJudgement,
  type PublishWorld,
  type RefusalReason,
} from '../service/publish-judgement.js';
import { readPublish } from '../service/publish-route.js';
import type { StoredBucket } from '../store/bucket.js';
import { createPush, type Push } from './push.js';

export interface RegistryOptions {
  buckets(): readonly StoredBucket[];
  credentials: readonly Credentials[];
  now(): Date;
  journal: Journal;
  faults: Faults;
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
  /** Ends every push at once and resolves when all are stored. */
  kickAll(): Promise<void>;
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
  /** Settles when the push is stored; null as long as its publisher is there. */
  ending: Promise<void> | null;
  /** Aborted when the channel is free again. */
  freed: AbortSignal;
}

/** Publishers leave without waiting for an answer, and their connection is read ten times a second. */
const NOTICED_WITHIN_MS = 1000;
const STORED_WITHIN_MS = 10_000;

const BUSY = {
  code: 'NetStream.Publish.BadName',
  description: 'ChannelStillLive: Somebody else is publishing to this live channel.',
};
const NOT_STORED = {
  code: 'NetStream.Publish.Denied',
  description: 'InternalError: The push cannot be stored.',
};

export function createRegistry(options: RegistryOptions): Registry {
  const { journal, credentials, now, faults } = options;
  const running = new Map<string, Taken>();
  let allEnded = (): void => {};
  const keyOf = (bucketName: string, channelName: string): string => `${bucketName}/${channelName}`;
  const world = (skewMs = 0): PublishWorld => ({
    now: new Date(now().getTime() + skewMs),
    credentials,
    buckets: options.buckets(),
  });

  /** By the time that a rule wants, if there is one for the channel. */
  function judgeNow(attempt: PublishAttempt): PublishJudgement {
    const reading = readPublish(attempt, options.buckets());
    const judgement = judgePublish(reading, world());
    const about = { op: 'publish', channel: judgement.channelName, method: null };
    const skewMs = faults.hit('clock', about)?.effect.skewMs ?? 0;
    return skewMs === 0 ? judgement : judgePublish(reading, world(skewMs));
  }

  async function authorize(attempt: PublishAttempt): Promise<Verdict> {
    const judgement = judgeNow(attempt);
    const { bucketName, channelName, stringToSign } = judgement;
    const { remoteAddress, breakOff } = attempt;
    const about = { bucket: bucketName, channel: channelName, remoteAddress };
    if (!judgement.accept) {
      const { reason, description, netStreamCode } = judgement;
      journal.add('publish-refused', { ...about, reason, description, stringToSign });
      return { accept: false, code: netStreamCode, description };
    }
    const key = keyOf(judgement.bucketName, judgement.channelName);
    // A publisher that comes back at once must not find its own last push in the way.
    await isFree(key);
    if (running.has(key)) {
      journal.add('publish-refused', { ...about, reason: 'busy', ...BUSY, stringToSign });
      return { accept: false, ...BUSY };
    }
    const fault = faults.hit('publish', {
      op: 'publish',
      channel: judgement.channelName,
      method: null,
    })?.effect;
    if (fault?.reject !== undefined) {
      const { code = 'NetStream.Publish.Denied', text: description } = fault.reject;
      journal.add('publish-refused', { ...about, reason: 'fault', description, stringToSign });
      return { accept: false, code, description };
    }
    // Taken before anything is waited for: of two publishers at the same moment one is refused.
    const connectedMs = now().getTime();
    const freed = new AbortController();
    setMaxListeners(0, freed.signal);
    const taken: Taken = {
      connectedMs,
      remoteAddress,
      cut: new AbortController(),
      cutTimer: null,
      push: null,
      ending: null,
      freed: freed.signal,
    };
    running.set(key, taken);
    const free = (): void => {
      if (taken.cutTimer !== null) clearTimeout(taken.cutTimer);
      running.delete(key);
      freed.abort();
      if (running.size === 0) allEnded();
    };
    try {
      if (fault?.acceptDelayMs !== undefined) await delay(fault.acceptDelayMs);
      const push = await begin(judgement, taken, free);
      if (push === null) {
        free();
        // Judged anew, it is told what has become of the channel.
        return authorize(attempt);
      }
      taken.push = push;
      journal.add('push-started', about);
      if (fault === undefined) return { accept: true, stream: push };
      const drop: Drop = (how) => (how === 'status' ? taken.cut.abort('fault') : breakOff?.(how));
      return { accept: true, stream: faultyStream(push, fault, drop) };
    } catch (error) {
      free();
      journal.add('publish-refused', { ...about, reason: 'storage', ...NOT_STORED, error: String(error) });
      return { accept: false, ...NOT_STORED };
    }
  }

  /** Waits for the end of a push that has just been left by its publisher. */
  async function isFree(key: string): Promise<boolean> {
    const taken = running.get(key);
    const until = (ms: number): Promise<void> =>
      delay(ms, undefined, { signal: taken?.freed }).catch(() => {});
    if (taken?.ending === null) await until(NOTICED_WITHIN_MS);
    if (taken?.ending) await until(STORED_WITHIN_MS);
    return !running.has(key);
  }

  async function begin(
    target: { bucketName: string; channelName: string; playlistName: string | null },
    taken: Taken,
    free: () => void,
  ): Promise<Push | null> {
    const { bucketName, channelName } = target;
    const { cut, connectedMs: startMs, remoteAddress } = taken;
    const bucket = options.buckets().find(({ name }) => name === bucketName);
    const about = { bucket: bucketName, channel: channelName };
    const playlistName = target.playlistName ?? undefined;
    const storageFailed = (error: unknown): void => {
      journal.add('storage-failed', { ...about, error: String(error) });
      cut.abort('storage' satisfies EndReason);
    };
    const wanted = { startMs, remoteAddress, playlistName };
    const storage = (await bucket?.beginPush(channelName, wanted, storageFailed)) ?? null;
    if (storage === null) return null;
    const push = createPush({
      ...{ storage, startMs, remoteAddress, now, cut: cut.signal },
      allowAudioOnly: options.allowAudioOnly,
      onWarning: (text) => journal.add('push-warning', { ...about, text }),
      onStorageFailure: storageFailed,
      onEnd(reason, totals) {
        free();
        journal.add('push-ended', { ...about, reason, ...totals });
      },
    });
    return {
      ...push,
      end(reason) {
        taken.ending = push.end(reason);
        return taken.ending;
      },
    };
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
      const taken = running.get(keyOf(judgement.bucketName, judgement.channelName));
      const busy = taken !== undefined && taken.ending === null;
      return busy ? { accept: false, reason: 'busy' } : { accept: true, reason: null };
    },
    stat(bucketName, channelName): LiveStat | null {
      const taken = running.get(keyOf(bucketName, channelName));
      if (taken === undefined) return null;
      const { connectedMs, remoteAddress } = taken;
      return taken.push?.stat() ?? { connectedMs, remoteAddress, video: null, audio: null };
    },
    ended: (bucketName, channelName) => isFree(keyOf(bucketName, channelName)),
    disable(bucketName, channelName) {
      const taken = running.get(keyOf(bucketName, channelName));
      if (taken === undefined || taken.cutTimer !== null) return;
      taken.cutTimer = setTimeout(() => kick(bucketName, channelName, 'disabled'), options.disableDelayMs);
    },
    kick,
    kickAll: () =>
      new Promise((resolve) => {
        allEnded = resolve;
        if (running.size === 0) resolve();
        for (const { cut } of running.values()) cut.abort('kicked' satisfies EndReason);
      }),
    get count() {
      return running.size;
    },
  };
}
