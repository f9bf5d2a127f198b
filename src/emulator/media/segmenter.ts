import { EMULATOR_LIMITS } from '../limits.js';
import { type AacConfig, adtsFrame } from './aac.js';
import { annexB } from './h264.js';
import { HeldAudio } from './held-audio.js';
import { type AudioFrame, Multiplexer } from './mpegts.js';
import type { OpenSegment, SegmentOutput } from './segment.js';
import { type SequenceHeaders, sameHeaders, sameRecord } from './sequence-headers.js';
import type { Tag } from './tag.js';
import { Timeline, type Track } from './timeline.js';

type VideoTag = Extract<Tag, { track: 'video' }>;
type AudioTag = Extract<Tag, { track: 'audio' }>;

export interface SegmenterOptions {
  fragDurationSeconds: number;
  /** The clock that names segments, in Unix milliseconds. */
  nowMs: () => number;
  output: SegmentOutput;
  /** Whether this push comes after another one of the same channel. */
  startsWithDiscontinuity: boolean;
  /** Stores a push without H.264 video too, which the service does not. */
  allowAudioOnly?: boolean;
  /** Told once about each kind of thing that is left out, and about each leap in time. */
  onWarning?: (text: string) => void;
}

export interface Segmenter {
  /**
   * Takes one tag of the push. A promise means: hold back until it settles. Throws MediaError when the push
   * cannot go on; `end` still finishes what was cut before.
   */
  write(tag: Tag): void | Promise<void>;
  /** Finishes the open segment. Safe to call twice. */
  end(): void;
}

/** Without key frames, a segment ends after twice FragDuration, but not before a minute (OSS documentation). */
const FORCED_CUT_MIN_MS = 60_000;

const MOST_TOLD_LEAPS = EMULATOR_LIMITS.toldLeaps.value;

const SAMPLES_PER_AAC_FRAME = 1024;

type Warning = 'video codec' | 'video header' | 'audio codec' | 'audio header' | 'no video';

/** When a frame is decoded and when it is shown. */
interface FrameTimes {
  dtsMs: number;
  ptsMs: number;
}

interface RunningSegment {
  sink: OpenSegment;
  /** Of the frame that opened it. */
  start: FrameTimes;
  /** Of the frame that came last; of the pictures, if it has any. */
  last: { track: Track; ptsMs: number };
  discontinuity: boolean;
}

/** Cuts one push into transport-stream segments, at the places where the documentation says that OSS cuts. */
export function createSegmenter(options: SegmenterOptions): Segmenter {
  return new PushSegmenter(options);
}

class PushSegmenter implements Segmenter {
  readonly #options: SegmenterOptions;
  readonly #fragMs: number;
  readonly #forcedMs: number;
  readonly #timeline = new Timeline();
  readonly #multiplexer = new Multiplexer();
  readonly #heldAudio = new HeldAudio();
  readonly #warned = new Set<Warning>();
  /** The latest headers that came; the open segment may still be using older ones. */
  #announced: SequenceHeaders = { video: null, audio: null };
  #current: SequenceHeaders = { video: null, audio: null };
  #segment: RunningSegment | null = null;
  /** How much later than decoded pictures are shown, because of B-frames. */
  #reorderingMs = 0;
  #discontinuityIsDue: boolean;
  #leaps = 0;
  #pending: Promise<void>[] = [];

  constructor(options: SegmenterOptions) {
    this.#options = options;
    this.#fragMs = options.fragDurationSeconds * 1000;
    this.#forcedMs = Math.max(2 * this.#fragMs, FORCED_CUT_MIN_MS);
    this.#discontinuityIsDue = options.startsWithDiscontinuity;
  }

  write(tag: Tag): void | Promise<void> {
    if (tag.track === 'video') this.#takeVideo(tag);
    if (tag.track === 'audio') this.#takeAudio(tag);
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length > 0) return Promise.all(pending).then(() => undefined);
  }

  end(): void {
    if (!this.#heldAudio.isEmpty && this.#hasNoVideo()) this.#startWithoutVideo();
    // OSS was captured not to count the duration of the last frame.
    this.#close(this.#segment?.last.ptsMs ?? 0);
  }

  #takeVideo(tag: VideoTag): void {
    if (tag.kind === 'foreign')
      this.#warnOnce('video codec', `Video in ${tag.codec} is ignored: OSS takes H.264.`);
    if (tag.kind === 'header') this.#announced = { ...this.#announced, video: tag.config };
    if (tag.kind !== 'frame') return;
    const { isKey } = tag;
    const video = isKey ? this.#announced.video : this.#current.video;
    if (isKey && video === null)
      this.#warnOnce('video header', 'Video is ignored: its sequence header has not come.');
    if (video === null) return;
    const dtsMs = this.#place('video', tag.timestampMs);
    const headers = { video, audio: this.#announced.audio };
    const begins = this.#beginsSegment(dtsMs, headers, isKey);
    if (this.#segment === null && !begins) return;
    // A segment that had to be cut elsewhere gets them too: streams with periodic intra refresh need nothing more.
    const data = annexB(tag.data, video, { withParameterSets: isKey || begins });
    if (data === null) return;
    const times = { dtsMs, ptsMs: dtsMs + tag.compositionMs };
    if (begins) this.#open(times, headers);
    if (isKey) this.#reorderingMs = tag.compositionMs;
    this.#append(this.#multiplexer.video({ ...times, isKey, data }));
    if (this.#segment !== null) this.#segment.last = { track: 'video', ptsMs: times.ptsMs };
  }

  #takeAudio(tag: AudioTag): void {
    if (tag.kind === 'foreign')
      this.#warnOnce('audio codec', `Audio in ${tag.codec} is dropped: OSS takes AAC.`);
    if (tag.kind === 'header' && !sameRecord(tag, this.#announced.audio)) this.#announceAudio(tag);
    const { audio } = this.#announced;
    if (tag.kind !== 'frame' || audio === null) return;
    const data = adtsFrame(tag.data, audio);
    const ptsMs = this.#place('audio', tag.timestampMs);
    this.#writeAudio({ ptsMs, durationMs: frameDurationMs(audio), data });
  }

  #announceAudio({ config: audio, record }: { config: AacConfig | null; record: Buffer }): void {
    if (audio === null)
      this.#warnOnce(
        'audio header',
        `Audio is dropped: ADTS has no room for AAC ${record.toString('hex', 0, 16)}.`,
      );
    this.#announced = { ...this.#announced, audio };
    this.#heldAudio.take();
  }

  #writeAudio(frame: AudioFrame): void {
    if (!this.#heldAudio.hasRoomFor(frame) && this.#hasNoVideo()) this.#startWithoutVideo();
    const headers = { video: this.#current.video, audio: this.#announced.audio };
    // Among pictures it stands for those that are decoded at its time.
    const ptsMs = frame.ptsMs + (headers.video === null ? 0 : this.#reorderingMs);
    if (this.#segment !== null && this.#beginsSegment(frame.ptsMs, headers, headers.video === null))
      this.#open({ dtsMs: frame.ptsMs, ptsMs }, headers);
    if (this.#segment !== null && sameRecord(headers.audio, this.#current.audio)) {
      this.#append(this.#multiplexer.audio(frame));
      if (this.#segment.last.track === 'audio') this.#segment.last.ptsMs = ptsMs;
    } else this.#heldAudio.add(frame);
  }

  #hasNoVideo(): boolean {
    return this.#segment === null && this.#announced.video === null;
  }

  #startWithoutVideo(): void {
    if (this.#options.allowAudioOnly !== true) {
      this.#warnOnce('no video', 'Nothing is stored: OSS demands H.264 video, and there is none.');
      return;
    }
    const [first, ...others] = this.#heldAudio.take();
    if (first === undefined) return;
    const { ptsMs } = first;
    this.#open({ dtsMs: ptsMs, ptsMs }, { video: null, audio: this.#announced.audio });
    for (const frame of [first, ...others]) this.#writeAudio(frame);
  }

  /** Where on the push's timeline a message lies. A leap ends the segment: what follows waits for a key frame. */
  #place(track: Track, timestampMs: number): number {
    const endMs = this.#endMs();
    const { ms, jumpMs } = this.#timeline.place(track, timestampMs);
    if (jumpMs !== null && this.#segment !== null) {
      this.#close(endMs);
      this.#discontinuityIsDue = true;
      this.#leaps++;
      const last = this.#leaps === MOST_TOLD_LEAPS ? ' Others are not told of.' : '';
      const leap = `Timestamps leapt by ${jumpMs / 1000} s: the playlist gets a discontinuity.`;
      if (this.#leaps <= MOST_TOLD_LEAPS) this.#options.onWarning?.(leap + last);
    }
    return ms;
  }

  /** When all that came is over. */
  #endMs(): number {
    return Math.max(this.#timeline.endOf('video') + this.#reorderingMs, this.#timeline.endOf('audio'));
  }

  #beginsSegment(ms: number, headers: SequenceHeaders, isEntryPoint: boolean): boolean {
    if (this.#segment === null) return isEntryPoint;
    const elapsedMs = ms - this.#segment.start.dtsMs;
    if (elapsedMs >= this.#forcedMs) return true;
    return isEntryPoint && (elapsedMs >= this.#fragMs || !sameHeaders(headers, this.#current));
  }

  #open(start: FrameTimes, headers: SequenceHeaders): void {
    this.#close(start.ptsMs);
    const isFirst = this.#current.video === null && this.#current.audio === null;
    const discontinuity = this.#discontinuityIsDue || !(isFirst || sameHeaders(headers, this.#current));
    this.#discontinuityIsDue = false;
    this.#current = headers;
    const sink = this.#options.output.open(this.#options.nowMs());
    this.#segment = { sink, start, last: { track: 'audio', ptsMs: start.ptsMs }, discontinuity };
    const tracks = { video: headers.video !== null, audio: headers.audio !== null };
    const tables = this.#multiplexer.begin(tracks, discontinuity);
    const held = this.#heldAudio.take().map((frame) => this.#multiplexer.audio(frame));
    this.#append(Buffer.concat([tables, ...held]));
  }

  #close(endPtsMs: number): void {
    if (this.#segment === null) return;
    this.#append(this.#multiplexer.flush());
    const { sink, start, discontinuity } = this.#segment;
    this.#segment = null;
    this.#await(sink.close({ durationSeconds: Math.max(0, endPtsMs - start.ptsMs) / 1000, discontinuity }));
  }

  #append(packets: Buffer): void {
    if (this.#segment === null || packets.length === 0) return;
    this.#await(this.#segment.sink.append(packets));
  }

  #await(stored: void | Promise<void>): void {
    if (stored !== undefined) this.#pending.push(stored);
  }

  #warnOnce(kind: Warning, text: string): void {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    this.#options.onWarning?.(text);
  }
}

function frameDurationMs({ coreSampleRate }: AacConfig): number {
  return (SAMPLES_PER_AAC_FRAME * 1000) / coreSampleRate;
}
