import { english } from '../../english.js';
import { type Arrival, Interleaver, type Picture, type Sound } from './interleaver.js';
import type { Tag } from './tag.js';
import { type Placement, Timeline } from './timeline.js';
import type { Warnings } from './warnings.js';

type Frame = Extract<Tag, { kind: 'frame' }>;

/** Where tags come in: what is of no use is left out, frames get their place in time, and wait for it if they must. */
export class Intake {
  readonly #warnings: Warnings;
  readonly #nowMs: () => number;
  readonly #timeline = new Timeline();
  readonly #interleaver = new Interleaver();
  #hasPictureHeader = false;
  #hasKeyFrame = false;
  #soundIsAnnounced = false;
  #soundIsUnusable = false;

  constructor(warnings: Warnings, nowMs: () => number) {
    this.#warnings = warnings;
    this.#nowMs = nowMs;
  }

  /** What is to be stored now, in this order. */
  take(tag: Tag): Arrival[] {
    if (tag.track === 'data' || tag.kind === 'empty') return [];
    if (tag.kind === 'damaged') this.#warnings.leftOut(tag.reason);
    else if (tag.kind === 'foreign') this.#warnForeign(tag);
    else if (tag.kind === 'frame') return this.#isUsable(tag) ? this.#takeFrame(tag) : [];
    else if (tag.track === 'audio') {
      this.#soundIsAnnounced = true;
      this.#soundIsUnusable = tag.kind === 'header' && tag.config === null;
      return [tag];
    } else if (tag.kind === 'header') {
      this.#hasPictureHeader = true;
      return this.#interleaver.take(tag);
    }
    return [];
  }

  /** All that still waits. */
  flush(): Arrival[] {
    return this.#interleaver.flush();
  }

  #takeFrame(tag: Frame): Arrival[] {
    const arrivedMs = this.#nowMs();
    const placement = this.#timeline.place(tag.track, tag.timestampMs, arrivedMs);
    const due = this.#interleaver.take(placed(tag, placement, arrivedMs));
    if (tag.track === 'video' || this.#soundIsAnnounced) return due;
    // Sound whose header is late: the segment that is begun now is to have it.
    this.#soundIsAnnounced = true;
    return [{ ...tag, kind: 'announced' }, ...due];
  }

  /** What is not is as if it had not come, for the timeline too. */
  #isUsable(tag: Frame): boolean {
    if (tag.track === 'audio') return !this.#soundIsUnusable;
    if (this.#hasKeyFrame) return true;
    if (tag.isKey && !this.#hasPictureHeader)
      this.#warnings.once('video header', english`Video is ignored: its sequence header has not come.`);
    this.#hasKeyFrame = tag.isKey && this.#hasPictureHeader;
    return this.#hasKeyFrame;
  }

  #warnForeign({ track, codec }: Extract<Tag, { kind: 'foreign' }>): void {
    if (track === 'video')
      this.#warnings.once('video codec', english`Video in ${codec} is ignored: OSS takes H.264.`);
    else this.#warnings.once('audio codec', english`Audio in ${codec} is dropped: OSS takes AAC.`);
  }
}

/** Written out, like all that is made of each frame: spreading two objects costs ten times as much. */
function placed(tag: Frame, { ms, frameMs, jumpMs }: Placement, arrivedMs: number): Picture | Sound {
  const { kind, timestampMs, bytes, data } = tag;
  if (tag.track === 'audio') {
    return { track: tag.track, kind, timestampMs, bytes, data, ms, frameMs, jumpMs, arrivedMs };
  }
  const { track, isKey, compositionMs } = tag;
  return { track, kind, timestampMs, bytes, isKey, compositionMs, data, ms, frameMs, jumpMs, arrivedMs };
}
