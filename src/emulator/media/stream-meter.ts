import type { AacConfig } from './aac.js';
import { type PictureFormat, readPictureFormat } from './sps.js';
import type { Tag } from './tag.js';

export interface StreamMeterOptions {
  /** Unix milliseconds. */
  nowMs: () => number;
}

/** What a push carries. Whole numbers: SDKs read nothing else. */
export interface StreamStat {
  /** null until its sequence header has come, as for `audio`. */
  video: { width: number; height: number; frameRate: number; bandwidth: number; codec: string } | null;
  /** Its sound: bytes per second, hertz; null while there is none. */
  audio: { bandwidth: number; sampleRate: number; codec: string } | null;
}

/** Measures a push by what passes through it. */
export interface StreamMeter {
  write(tag: Tag): void;
  stat(): StreamStat;
}

export function createStreamMeter({ nowMs }: StreamMeterOptions): StreamMeter {
  const videoBytes = new ByteRate(nowMs);
  const audioBytes = new ByteRate(nowMs);
  const frames = new FrameCounter();
  let picture: PictureFormat | null = null;
  let sound: AacConfig | null = null;

  return {
    write(tag) {
      if (tag.track === 'data' || tag.kind === 'foreign') return;
      if (tag.track === 'video') {
        videoBytes.add(tag.bytes);
        if (tag.kind === 'frame') frames.add(tag.timestampMs);
        if (tag.kind === 'header') picture = readPictureFormat(tag.config.sps[0]!);
      } else {
        audioBytes.add(tag.bytes);
        if (tag.kind === 'header') sound = tag.config;
      }
    },
    stat: () => ({
      video: picture && {
        width: picture.width,
        height: picture.height,
        // Cut, not rounded, as SDK tests have it: 29 of 29.97.
        frameRate: Math.floor(picture.frameRate ?? frames.perSecond),
        bandwidth: videoBytes.perSecond,
        codec: 'H264',
      },
      audio: sound && { bandwidth: audioBytes.perSecond, sampleRate: sound.coreSampleRate, codec: 'AAC' },
    }),
  };
}

const WINDOW_MS = 10_000;

/**
 * Bytes per second over the last whole ten seconds since the first byte; 0 as long as there were none. The sample of the
 * documentation still has 0 eleven seconds after ConnectedTime.
 */
class ByteRate {
  readonly #nowMs: () => number;
  #startMs: number | null = null;
  /** Which ten seconds are being counted. */
  #window = 0;
  #bytes = 0;
  #lastBytes = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(bytes: number): void {
    this.#startMs ??= this.#nowMs();
    this.#turn();
    this.#bytes += bytes;
  }

  get perSecond(): number {
    this.#turn();
    return Math.round((this.#lastBytes * 1000) / WINDOW_MS);
  }

  #turn(): void {
    const window = Math.floor((this.#nowMs() - (this.#startMs ?? this.#nowMs())) / WINDOW_MS);
    if (window === this.#window) return;
    this.#lastBytes = window === this.#window + 1 ? this.#bytes : 0;
    this.#bytes = 0;
    this.#window = window;
  }
}

const MAX_STEP_MS = 5000;

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
    // Timestamps are cut to milliseconds, so it may be one less: 30 frames must not come out as 29.99.
    return this.#totalMs === 0 ? 0 : (this.#stepsMs.length * 1000) / Math.max(1, this.#totalMs - 1);
  }
}
