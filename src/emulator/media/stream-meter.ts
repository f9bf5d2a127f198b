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
