import Hls, { type ErrorData, type FragLoadedData, type Fragment, type LevelDetails } from 'hls.js';
import type { Problem } from '../texts.js';
import { channelUrl, rangeUrl } from './ask.js';
import { keyFrameTimes } from './key-frames.js';

/** What is played: what is live, or a time in the recordings. Times are Unix milliseconds. */
export type Source =
  | { kind: 'live'; channelName: string }
  | { kind: 'recording'; channelName: string; start: number; end: number; at: number };

export interface PlaybackEvents {
  /** It cannot go on; null when it is only that the browser cannot decode it. */
  onProblem(problem: Problem | null): void;
  onLoaded(): void;
}

/** Of the last segments. */
const KEPT_FRAGMENTS = 8;

/** hls.js on a video element, with the clock of the encoder. */
export class Playback {
  readonly video: HTMLVideoElement;
  readonly #events: PlaybackEvents;
  #hls: Hls | null = null;
  #details: LevelDetails | null = null;
  #source: Source | null = null;
  #recoveries = 0;
  #loads: { bytes: number; seconds: number }[] = [];
  #keyFrames: number[] = [];
  #codecs = '';

  constructor(video: HTMLVideoElement, events: PlaybackEvents) {
    this.video = video;
    this.#events = events;
  }

  get source(): Source | null {
    return this.#source;
  }

  static get isSupported(): boolean {
    return Hls.isSupported();
  }

  open(source: Source): void {
    this.close();
    this.#source = source;
    const { channelName } = source;
    const hls = new Hls({
      // Its worker would be code out of a blob, which the policy of the page forbids.
      enableWorker: false,
      liveSyncDurationCount: 2,
      backBufferLength: 60,
      ...(source.kind === 'recording' ? { startPosition: -1, autoStartLoad: false } : {}),
    });
    this.#hls = hls;
    // A list of media is read as soon as it has come: then it can begin where it is wanted.
    hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) => this.#parsed(levels[0]?.details ?? null));
    hls.on(Hls.Events.LEVEL_UPDATED, (_, { details }) => {
      this.#details = details;
    });
    hls.on(Hls.Events.BUFFER_CODECS, (_, { video, audio }) => {
      const codecs = [video, audio].map((track) => track?.codec || track?.levelCodec);
      this.#codecs = codecs.filter(Boolean).join(', ');
    });
    hls.on(Hls.Events.FRAG_LOADED, (_, data) => this.#fragment(data));
    hls.on(Hls.Events.ERROR, (_, data) => this.#failed(data));
    hls.loadSource(
      source.kind === 'live'
        ? channelUrl(channelName, 'live.m3u8')
        : rangeUrl(channelName, 'recording.m3u8', source.start, source.end),
    );
    hls.attachMedia(this.video);
    // A page that was opened by a link may only play without sound at first.
    this.video.play().catch(() => undefined);
  }

  close(): void {
    this.#hls?.destroy();
    [this.#hls, this.#details, this.#source] = [null, null, null];
    [this.#recoveries, this.#loads, this.#keyFrames, this.#codecs] = [0, [], [], ''];
    this.video.removeAttribute('src');
    this.video.load();
  }

  /** When the service got what is seen; null while nothing is. */
  get dateMs(): number | null {
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const fragment = this.#fragmentAt(this.video.currentTime);
    if (fragment?.programDateTime == null) return null;
    return fragment.programDateTime + (this.video.currentTime - fragment.start) * 1000;
  }

  /** What is next behind a gap, where nothing was recorded then. */
  seekToDate(ms: number): void {
    const seconds = this.#secondsOf(ms);
    if (seconds !== null) this.video.currentTime = seconds;
  }

  goToLive(): void {
    const edge = this.#hls?.liveSyncPosition;
    if (edge != null) this.video.currentTime = edge;
  }

  /** Of the last segments that were fetched; null before there is one. */
  get bitsPerSecond(): number | null {
    const [bytes, seconds] = [sum(this.#loads.map((l) => l.bytes)), sum(this.#loads.map((l) => l.seconds))];
    return seconds > 0 ? (bytes * 8) / seconds : null;
  }

  /** `isLeast`: there was no second one. */
  get keyFrameSeconds(): { seconds: number; isLeast: boolean } | null {
    const gaps = this.#keyFrames.slice(1).map((time, index) => time - (this.#keyFrames[index] ?? 0));
    const real = gaps.filter((gap) => gap > 0 && gap < 60).sort((a, b) => a - b);
    const middle = real[Math.floor(real.length / 2)];
    if (middle !== undefined) return { seconds: middle, isLeast: false };
    const longest = Math.max(0, ...this.#loads.map(({ seconds }) => seconds));
    return longest > 0 && this.#keyFrames.length > 0 ? { seconds: longest, isLeast: true } : null;
  }

  get bufferedSeconds(): number {
    const { buffered, currentTime } = this.video;
    for (let index = 0; index < buffered.length; index++)
      if (buffered.start(index) <= currentTime + 0.1 && currentTime < buffered.end(index))
        return buffered.end(index) - currentTime;
    return 0;
  }

  /** As the browser is told them: `avc1.64001f, mp4a.40.2`. */
  get codecs(): string {
    return this.#codecs;
  }

  #parsed(details: LevelDetails | null): void {
    this.#details = details;
    const source = this.#source;
    if (source?.kind === 'recording') this.#hls?.startLoad(this.#secondsOf(source.at) ?? 0);
    this.#events.onLoaded();
  }

  #fragment({ frag, payload }: FragLoadedData): void {
    if (frag.type !== 'main') return;
    this.#loads = [...this.#loads, { bytes: payload.byteLength, seconds: frag.duration }].slice(
      -KEPT_FRAGMENTS,
    );
    this.#keyFrames = [...this.#keyFrames, ...keyFrameTimes(new Uint8Array(payload))].slice(-32);
  }

  #failed({ fatal, type, details, frag, url, response }: ErrorData): void {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && this.#recoveries++ < 2) {
      this.#hls?.recoverMediaError();
      return;
    }
    const failed = frag?.url ?? url ?? response?.url;
    const isOfNetwork =
      type === Hls.ErrorTypes.NETWORK_ERROR && details !== Hls.ErrorDetails.MANIFEST_PARSING_ERROR;
    if (isOfNetwork && failed !== undefined) void this.#ask(failed);
    else this.#events.onProblem(details === Hls.ErrorDetails.MANIFEST_PARSING_ERROR ? 'noPlaylist' : null);
  }

  /** hls.js keeps the status alone: the answer has the reason. */
  async #ask(url: string): Promise<void> {
    const hls = this.#hls;
    const stop = new AbortController();
    const answer = await fetch(url, { signal: stop.signal }).catch(() => null);
    const document = answer === null || answer.ok ? null : await answer.json().catch(() => null);
    stop.abort();
    if (hls === this.#hls) this.#events.onProblem(document?.error?.problem ?? 'unreachable');
  }

  #fragmentAt(seconds: number): Fragment | null {
    const fragments = this.#details?.fragments ?? [];
    return fragments.find((one) => seconds < one.start + one.duration) ?? fragments.at(-1) ?? null;
  }

  #secondsOf(ms: number): number | null {
    const fragments = this.#details?.fragments ?? [];
    for (const { programDateTime, start, duration } of fragments) {
      if (programDateTime === null || ms >= programDateTime + duration * 1000) continue;
      return start + Math.max(0, ms - programDateTime) / 1000;
    }
    return fragments.at(-1)?.start ?? null;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
