import type { MediaMessage } from '../rtmp/publishing.js';
import type { LiveStat } from '../service/backend.js';
import { type AacConfig, readAacConfig } from './aac.js';
import { readAudioTag, readVideoTag } from './flv.js';
import { readAvcConfig } from './h264.js';
import { type PictureFormat, readPictureFormat } from './sps.js';

export interface StreamMeterOptions {
  /** Unix milliseconds. */
  nowMs: () => number;
}

/** Measures a push by what passes through it. */
export interface StreamMeter {
  /** Throws MediaError for the messages for which a segmenter does. */
  write(message: MediaMessage): void;
  /** A track is null until its sequence header has come. Whole numbers: SDKs read nothing else. */
  stat(): Pick<LiveStat, 'video' | 'audio'>;
}

export function createStreamMeter({ nowMs }: StreamMeterOptions): StreamMeter {
  const videoBytes = new ByteRate(nowMs);
  const audioBytes = new ByteRate(nowMs);
  const frames = new FrameCounter();
  let picture: PictureFormat | null = null;
  let sound: AacConfig | null = null;

  function writeVideo({ payload, timestampMs }: MediaMessage): void {
    const tag = readVideoTag(payload);
    if (tag.kind === 'foreign') return;
    videoBytes.add(payload.length);
    if (tag.kind === 'frame') frames.add(timestampMs);
    if (tag.kind === 'header') picture = readPictureFormat(readAvcConfig(tag.record).sps[0]!);
  }

  function writeAudio({ payload }: MediaMessage): void {
    const tag = readAudioTag(payload);
    if (tag.kind === 'foreign') return;
    audioBytes.add(payload.length);
    if (tag.kind === 'header') sound = readAacConfig(tag.record);
  }

  return {
    write(message) {
      if (message.type === 'video') writeVideo(message);
      if (message.type === 'audio') writeAudio(message);
    },
    stat: () => ({
      video: picture && {
        width: picture.width,
        height: picture.height,
        frameRate: Math.round(picture.frameRate ?? frames.perSecond),
        bandwidth: videoBytes.perSecond,
        codec: 'H264',
      },
      audio: sound && { bandwidth: audioBytes.perSecond, sampleRate: sound.sampleRate, codec: 'AAC' },
    }),
  };
}

const WINDOW_SECONDS = 5;

/** Bytes per second over the last five whole seconds; 0 during the first one. */
class ByteRate {
  readonly #nowMs: () => number;
  readonly #startMs: number;
  /** Bytes by the second they came in. */
  #seconds = new Map<number, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  add(bytes: number): void {
    const second = this.#second();
    if (!this.#seconds.has(second)) this.#forgetBefore(second - WINDOW_SECONDS);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + bytes);
  }

  get perSecond(): number {
    const end = this.#second();
    const start = Math.max(0, end - WINDOW_SECONDS);
    if (end <= start) return 0;
    let bytes = 0;
    for (let second = start; second < end; second++) bytes += this.#seconds.get(second) ?? 0;
    return Math.round(bytes / (end - start));
  }

  #second(): number {
    return Math.floor((this.#nowMs() - this.#startMs) / 1000);
  }

  #forgetBefore(limit: number): void {
    for (const second of this.#seconds.keys()) if (second < limit) this.#seconds.delete(second);
  }
}

const MAX_STEP_MS = 1000 * WINDOW_SECONDS;

/** Frames per second by their own timestamps, over about five seconds: a file may be pushed faster than real time. */
class FrameCounter {
  #stepsMs: number[] = [];
  #totalMs = 0;
  #lastMs: number | null = null;

  add(timestampMs: number): void {
    const stepMs = this.#lastMs === null ? 0 : (timestampMs - this.#lastMs) | 0;
    this.#lastMs = timestampMs;
    if (stepMs <= 0 || stepMs > MAX_STEP_MS) return;
    this.#stepsMs.push(stepMs);
    this.#totalMs += stepMs;
    while (this.#totalMs - this.#stepsMs[0]! >= MAX_STEP_MS) this.#totalMs -= this.#stepsMs.shift()!;
  }

  get perSecond(): number {
    return this.#totalMs === 0 ? 0 : (this.#stepsMs.length * 1000) / this.#totalMs;
  }
}
