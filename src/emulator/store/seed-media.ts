import { SEED_CLIP_MS, seedClip } from '../media/seed-clip.js';
import { createSegmenter } from '../media/segmenter.js';
import type { Tag } from '../media/tag.js';
import type { StoredBucket } from './bucket.js';

const CHANNEL = 'demo';

const SETTINGS = {
  description: 'Test pictures of the last hour',
  status: 'enabled',
  fragDurationSeconds: 5,
  fragCount: 3,
  playlistName: 'playlist.m3u8',
  snapshot: null,
} as const;

const MINUTE_MS = 60_000;
const PUSH_STARTS_AGO = [60, 45, 30, 15].map((minutes) => minutes * MINUTE_MS);
const PUSH_MS = 14 * MINUTE_MS;

/**
 * Creates a channel that looks as if somebody had pushed to it four times in the hour before `nowMs`, for 14 minutes each.
 * Leaves one that exists as it is.
 */
export async function seedMedia(bucket: StoredBucket, nowMs: number): Promise<void> {
  if (bucket.channel(CHANNEL) !== null) return;
  await bucket.putChannel(CHANNEL, SETTINGS);
  const clip = seedClip();
  for (const agoMs of PUSH_STARTS_AGO) await seedPush(bucket, clip, nowMs - agoMs);
}

async function seedPush(bucket: StoredBucket, clip: readonly Tag[], startMs: number): Promise<void> {
  let failure: unknown = null;
  const wanted = { startMs, remoteAddress: '127.0.0.1:1935' };
  const storage = await bucket.beginPush(CHANNEL, wanted, (error) => {
    failure = error;
  });
  if (storage === null) return;
  let atMs = 0;
  const segmenter = createSegmenter({ ...storage, nowMs: () => startMs + atMs });
  for (let loopMs = 0; loopMs + SEED_CLIP_MS <= PUSH_MS; loopMs += SEED_CLIP_MS) {
    for (const tag of clip) {
      atMs = loopMs + tag.timestampMs;
      await segmenter.write({ ...tag, timestampMs: atMs });
    }
  }
  segmenter.end();
  await storage.end(startMs + atMs);
  if (failure !== null) throw failure;
}
