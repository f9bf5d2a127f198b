import { SEED_CLIP, SEED_CLIP_MS } from '../media/seed-clip.js';
import { createSegmenter } from '../media/segmenter.js';
import type { MediaMessage } from '../rtmp/publishing.js';
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
  const clip = flvMessages(Buffer.from(SEED_CLIP, 'base64'));
  for (const agoMs of PUSH_STARTS_AGO) await seedPush(bucket, clip, nowMs - agoMs);
}

async function seedPush(bucket: StoredBucket, clip: readonly MediaMessage[], startMs: number): Promise<void> {
  let failure: unknown = null;
  const wanted = { startMs, remoteAddress: '127.0.0.1:1935' };
  const storage = await bucket.beginPush(CHANNEL, wanted, (error) => {
    failure = error;
  });
  if (storage === null) return;
  let atMs = 0;
  const segmenter = createSegmenter({ ...storage, nowMs: () => startMs + atMs });
  for (let loopMs = 0; loopMs + SEED_CLIP_MS <= PUSH_MS; loopMs += SEED_CLIP_MS) {
    for (const message of clip) {
      atMs = loopMs + message.timestampMs;
      await segmenter.write({ ...message, timestampMs: atMs });
    }
  }
  segmenter.end();
  await storage.end(startMs + atMs);
  if (failure !== null) throw failure;
}

const FILE_HEADER_BYTES = 13;
const TAG_HEADER_BYTES = 11;
const BACK_POINTER_BYTES = 4;
const AUDIO_TAG = 8;

/** The tags of an FLV file with nothing but audio and video, whose times need no more than 24 bits. */
function flvMessages(file: Buffer): MediaMessage[] {
  const messages: MediaMessage[] = [];
  for (let at = FILE_HEADER_BYTES; at < file.length; ) {
    const start = at + TAG_HEADER_BYTES;
    const end = start + file.readUIntBE(at + 1, 3);
    const type = file[at] === AUDIO_TAG ? 'audio' : 'video';
    messages.push({ type, timestampMs: file.readUIntBE(at + 4, 3), payload: file.subarray(start, end) });
    at = end + BACK_POINTER_BYTES;
  }
  return messages;
}
