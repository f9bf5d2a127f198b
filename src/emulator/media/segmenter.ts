import { english } from '../../english.js';
import { type AacConfig, adtsFrame, frameDurationMs, sameAdts } from './aac.js';
import { annexB, inForceFrom } from './h264.js';
import { type HeldFrame, HeldSound } from './held-sound.js';
import { Intake } from './intake.js';
import type { Arrival, Picture, Sound } from './interleaver.js';
import { MediaError } from './media-error.js';
import { Multiplexer } from './mpegts.js';
import { type FrameTimes, RunningSegment } from './running-segment.js';
import type { SegmentOutput } from './segment.js';
import { goOn, hasSound, type SequenceHeaders } from './sequence-headers.js';
import type { Tag } from './tag.js';
import { Warnings } from './warnings.js';

export interface SegmenterOptions {
  fragDurationSeconds: number;
  /** The clock that names segments, in Unix milliseconds. */
  nowMs: () => number;
  output: SegmentOutput;
  /** Whether this push comes after another one of the same channel. */
  startsWithDiscontinuity: boolean;
  /** Stores a push without H.264 video too, which the service does not. */
  allowAudioOnly?: boolean;
  /** Told once about each kind of thing that is left out, of the first leaps in time, and at the end how many it were. */
  onWarning?: (text: string) => void;
}

export interface Segmenter {
  /**
   * Takes one tag of the push. A promise means: hold back until it settles. What is damaged is left out with a warning.
   */
  write(tag: Tag): void | Promise<void>;
  /** Finishes the open segment. Safe to call twice. */
  end(): void;
}

/** Without key frames, a segment ends after twice FragDuration, but not before a minute (OSS documentation). */
const FORCED_CUT_MIN_MS = 60_000;

/** Cuts one push into transport-stream segments, at the places where the documentation says that OSS cuts. */
export function createSegmenter(options: SegmenterOptions): Segmenter {
  return new PushSegmenter(options);
}

class PushSegmenter implements Segmenter {
  readonly #options: SegmenterOptions;
  readonly #fragMs: number;
  readonly #forcedMs: number;
  readonly #intake: Intake;
  readonly #multiplexer = new Multiplexer();
  readonly #held = new HeldSound();
  readonly #warnings: Warnings;
  /** The latest headers that came; the open segment may still be using older ones. */
  #announced: SequenceHeaders = { video: null, audio: 'none' };
  #current: SequenceHeaders = { video: null, audio: 'none' };
  #segment: RunningSegment | null = null;
  /** Where the last frame of each track ends that was dealt with. */
  #ends = { video: 0, audio: 0 };
  /** How much later than decoded pictures are shown, because of B-frames. */
  #reorderingMs = 0;
  #discontinuityIsDue: boolean;
  #hasEnded = false;
  #pending: Promise<void>[] = [];

  constructor(options: SegmenterOptions) {
    this.#options = options;
    this.#fragMs = options.fragDurationSeconds * 1000;
    this.#forcedMs = Math.max(2 * this.#fragMs, FORCED_CUT_MIN_MS);
    this.#discontinuityIsDue = options.startsWithDiscontinuity;
    this.#warnings = new Warnings((text) => options.onWarning?.(text));
    this.#intake = new Intake(this.#warnings, options.nowMs);
  }

  write(tag: Tag): void | Promise<void> {
    for (const arrival of this.#intake.take(tag)) this.#store(arrival);
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length > 0) return Promise.all(pending).then(() => undefined);
  }

  end(): void {
    for (const arrival of this.#intake.flush()) this.#store(arrival);
    if (!this.#held.isEmpty) this.#waitNoLonger();
    this.#close(this.#segment?.lastPtsMs ?? 0);
    if (!this.#hasEnded) this.#warnings.end();
    this.#hasEnded = true;
  }

  #store(arrival: Arrival): void {
    if (arrival.track === 'video') {
      if (arrival.kind === 'header') this.#announced = { ...this.#announced, video: arrival.config };
      else this.#storePicture(arrival);
    } else if (arrival.kind === 'announced') this.#awaitSound();
    else if (arrival.kind === 'header') this.#configureSound(arrival);
    else this.#storeSound(arrival);
  }

  #storePicture(picture: Picture): void {
    this.#advance(picture);
    try {
      this.#writePicture(picture);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#warnings.leftOut(error.message);
    }
  }

  /** A leap in time ends the segment: what follows waits for a key frame. */
  #advance({ track, ms, frameMs, jumpMs }: Picture | Sound): void {
    if (jumpMs !== null && this.#segment !== null) {
      this.#close(this.#endMs());
      this.#discontinuityIsDue = true;
      this.#warnings.leap(jumpMs);
    }
    this.#ends[track] = ms + frameMs;
  }

  #writePicture({ isKey, data, ms: dtsMs, compositionMs, arrivedMs }: Picture): void {
    if (isKey && this.#announced.video !== null)
      this.#announced = { ...this.#announced, video: inForceFrom(data, this.#announced.video) };
    const video = isKey ? this.#announced.video : this.#current.video;
    if (video === null) return;
    const headers = { video, audio: this.#announced.audio };
    const begins = this.#beginsSegment(dtsMs, headers, isKey);
    if (this.#segment === null && !begins) return;
    // A segment that had to be cut elsewhere gets them too: streams with periodic intra refresh need nothing more.
    const units = annexB(data, video, { withParameterSets: isKey || begins });
    if (units === null) return;
    const times = { dtsMs, ptsMs: dtsMs + compositionMs };
    if (begins) this.#open(times, arrivedMs, headers);
    if (isKey) {
      this.#current = { ...this.#current, video };
      this.#reorderingMs = compositionMs;
    }
    this.#segment?.append(this.#multiplexer.video({ ...times, isKey, data: units }));
    this.#segment?.sawPicture(times.ptsMs);
  }

  /** Sound in AAC is certain to come, in the segment that is begun now, too. */
  #awaitSound(): void {
    if (!hasSound(this.#announced)) this.#announced = { ...this.#announced, audio: 'awaited' };
  }

  #configureSound({ config, record }: { config: AacConfig | null; record: Buffer }): void {
    if (config === null) {
      const text = english`Audio is dropped: ADTS has no room for AAC ${record.toString('hex', 0, 16)}.`;
      this.#warnings.once('audio header', text);
      this.#announced = { ...this.#announced, audio: 'unusable' };
      return;
    }
    this.#announced = { ...this.#announced, audio: config };
    this.#held.configure(config);
    if (this.#current.audio !== 'awaited') return;
    this.#current = { ...this.#current, audio: config };
    for (const frame of this.#held.take()) this.#writeSound(frame);
  }

  #storeSound(sound: Sound): void {
    this.#advance(sound);
    const { ms: ptsMs, arrivedMs } = sound;
    const { audio } = this.#announced;
    // Copied: it may be held for a while, and what was read together with it is not to be kept with it.
    const data = Buffer.from(sound.data);
    this.#writeSound({ ptsMs, arrivedMs, data, config: typeof audio === 'string' ? null : audio });
  }

  #writeSound(frame: HeldFrame): void {
    const { ptsMs, arrivedMs, config } = frame;
    if (!this.#held.hasRoomFor(frame)) this.#waitNoLonger();
    const headers = { video: this.#current.video, audio: this.#announced.audio };
    if (this.#segment !== null && this.#beginsSegment(ptsMs, headers, headers.video === null))
      this.#open(this.#timesOf(frame, headers), arrivedMs, headers);
    if (this.#canHear(config)) this.#hear(frame, config);
    else this.#held.add(frame);
  }

  /** Among pictures, sound stands for those that are decoded at its time. */
  #timesOf({ ptsMs }: HeldFrame, { video }: SequenceHeaders): FrameTimes {
    return { dtsMs: ptsMs, ptsMs: ptsMs + (video === null ? 0 : this.#reorderingMs) };
  }

  #hear(frame: HeldFrame, config: AacConfig): void {
    const { ptsMs, data } = frame;
    const durationMs = frameDurationMs(config);
    this.#segment?.append(this.#multiplexer.audio({ ptsMs, durationMs, data: adtsFrame(data, config) }));
    this.#segment?.heardSound(this.#timesOf(frame, this.#current).ptsMs);
  }

  #canHear(config: AacConfig | null): config is AacConfig {
    const { audio } = this.#current;
    return this.#segment !== null && config !== null && typeof audio !== 'string' && sameAdts(config, audio);
  }

  /** Held sound gets a segment that does not begin with a key frame, if there is one that it may stand in. */
  #waitNoLonger(): void {
    const { video, audio } = this.#announced;
    if (audio === 'awaited')
      this.#warnings.once('no audio header', english`Audio is dropped: its sequence header has not come.`);
    if (typeof audio === 'string') return;
    if (this.#segment !== null) this.#openForSound({ video: this.#current.video, audio });
    else if (video === null && this.#options.allowAudioOnly === true) this.#openForSound({ video, audio });
    else if (video === null)
      this.#warnings.once('video', english`Nothing is stored: OSS demands H.264 video, and there is none.`);
  }

  #openForSound(headers: SequenceHeaders): void {
    const frames = this.#held.take();
    const [first] = frames;
    if (first !== undefined) this.#open(this.#timesOf(first, headers), first.arrivedMs, headers);
    for (const frame of frames) this.#writeSound(frame);
  }

  /** When all that came is over. */
  #endMs(): number {
    return Math.max(this.#ends.video + this.#reorderingMs, this.#ends.audio);
  }

  #beginsSegment(ms: number, headers: SequenceHeaders, isEntryPoint: boolean): boolean {
    if (this.#segment === null) return isEntryPoint;
    const elapsedMs = ms - this.#segment.start.dtsMs;
    if (elapsedMs >= this.#forcedMs) return true;
    return isEntryPoint && (elapsedMs >= this.#fragMs || !goOn(this.#current, headers));
  }

  #open(start: FrameTimes, openedAtMs: number, headers: SequenceHeaders): void {
    this.#close(start.ptsMs);
    const isFirst = this.#current.video === null && !hasSound(this.#current);
    const discontinuity = this.#discontinuityIsDue || !(isFirst || goOn(this.#current, headers));
    this.#discontinuityIsDue = false;
    this.#current = headers;
    const sink = this.#options.output.open(openedAtMs);
    this.#segment = new RunningSegment(sink, { start, discontinuity }, (stored) =>
      this.#pending.push(stored),
    );
    const tracks = { video: headers.video !== null, audio: hasSound(headers) };
    this.#segment.append(this.#multiplexer.begin(tracks, discontinuity));
    for (const frame of this.#held.take()) {
      if (this.#canHear(frame.config)) this.#hear(frame, frame.config);
      else if (frame.config === null) this.#held.add(frame);
      else this.#warnings.leftOut(english`Sound that was over before a key frame came.`);
    }
  }

  #close(endPtsMs: number): void {
    this.#segment?.append(this.#multiplexer.flush());
    this.#segment?.close(endPtsMs);
    this.#segment = null;
  }
}
