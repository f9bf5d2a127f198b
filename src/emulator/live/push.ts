import { createSegmenter } from '../media/segmenter.js';
import { createStreamMeter } from '../media/stream-meter.js';
import { readTag } from '../media/tag.js';
import type { EndReason } from '../rtmp/publishing.js';
import type { StoredBucket } from '../store/bucket.js';
import type { Push, Taken } from './taken-channels.js';

/** Notes something that has happened. */
export type Tell = (event: string, details: Readonly<Record<string, unknown>>) => void;

/** What every push needs. */
export interface PushContext {
  /** Stores pushes without H.264 video too. */
  allowAudioOnly: boolean;
  now(): Date;
  tell: Tell;
}

/** Who was let in, and how to tell the publisher what is not right with its media. */
interface Welcome {
  channelName: string;
  playlistName: string | null;
  warn?: ((text: string) => void) | undefined;
}

/**
 * Begins to store a push; null when its channel has been deleted or disabled by then. With a playlist name, it is listed
 * there and not where the channel says. What was taken for it is free when it is stored.
 */
export async function beginPush(
  bucket: StoredBucket,
  { channelName, playlistName, warn }: Welcome,
  taken: Taken,
  { allowAudioOnly, now, tell }: PushContext,
): Promise<Push | null> {
  const { connectedMs: startMs, remoteAddress, cut } = taken;
  const about = { bucket: bucket.name, channel: channelName };
  const nowMs = (): number => now().getTime();
  const lost: EndReason = 'storage';
  const storageFailed = (error: unknown): void => {
    tell('storage-failed', { ...about, error: String(error) });
    taken.end(lost);
  };
  const wanted = { startMs, remoteAddress, playlistName: playlistName ?? undefined };
  const storage = await bucket.beginPush(channelName, wanted, storageFailed);
  if (storage === null) return null;
  const meter = createStreamMeter({ nowMs });
  const segmenter = createSegmenter({
    ...{ ...storage, allowAudioOnly, nowMs },
    onWarning(text) {
      tell('push-warning', { ...about, text });
      warn?.(text);
    },
  });
  let mediaBytes = 0;

  async function store(reason: EndReason): Promise<void> {
    const endMs = nowMs();
    segmenter.end();
    await storage?.end(endMs).catch(storageFailed);
    taken.free();
    // The last writes may fail after the publisher has left.
    const told = cut.reason === lost ? lost : reason;
    tell('push-ended', { ...about, reason: told, startMs, endMs, mediaBytes });
  }

  return {
    cut,
    write(message) {
      mediaBytes += message.payload.length;
      const tag = readTag(message);
      meter.write(tag);
      return segmenter.write(tag);
    },
    end(reason) {
      taken.ending = store(reason);
      return taken.ending;
    },
    stat: () => ({ connectedMs: startMs, remoteAddress, ...meter.stat() }),
  };
}
