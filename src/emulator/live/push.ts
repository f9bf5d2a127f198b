import { createSegmenter } from '../media/segmenter.js';
import { createStreamMeter } from '../media/stream-meter.js';
import { readTag } from '../media/tag.js';
import type { EndReason, MediaMessage, PublishedStream } from '../rtmp/publishing.js';
import type { LiveStat } from '../service/backend.js';
import type { PushStorage } from '../store/bucket.js';

/** What a push counted until it ended. */
export interface PushTotals {
  startMs: number;
  endMs: number;
  mediaBytes: number;
}

export interface PushOptions {
  storage: PushStorage;
  startMs: number;
  remoteAddress: string;
  allowAudioOnly: boolean;
  cut: AbortSignal;
  now(): Date;
  onWarning(text: string): void;
  onStorageFailure(error: unknown): void;
  onEnd(reason: EndReason, totals: PushTotals): void;
}

/** One accepted push: what arrives is measured, cut into segments and stored. */
export interface Push extends PublishedStream {
  stat(): LiveStat;
}

export function createPush(options: PushOptions): Push {
  const { storage, startMs, remoteAddress, allowAudioOnly, onWarning, cut } = options;
  const { output, startsWithDiscontinuity, fragDurationSeconds } = storage;
  const nowMs = (): number => options.now().getTime();
  const meter = createStreamMeter({ nowMs });
  const segmenter = createSegmenter({
    ...{ output, startsWithDiscontinuity, fragDurationSeconds, allowAudioOnly, onWarning, nowMs },
  });
  let mediaBytes = 0;

  return {
    cut,
    write(message: MediaMessage) {
      mediaBytes += message.payload.length;
      const tag = readTag(message);
      meter.write(tag);
      return segmenter.write(tag);
    },
    async end(reason) {
      const endMs = nowMs();
      segmenter.end();
      try {
        await storage.end(endMs);
      } catch (error) {
        options.onStorageFailure(error);
      }
      // The last writes may fail after the publisher has left.
      const lost: EndReason = 'storage';
      options.onEnd(cut.reason === lost ? lost : reason, { startMs, endMs, mediaBytes });
    },
    stat: () => ({ connectedMs: startMs, remoteAddress, ...meter.stat() }),
  };
}
