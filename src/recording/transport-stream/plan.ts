import { CLIENT_LIMITS } from '../../client/limits.js';
import { TICKS_PER_SECOND, ticksBetween } from './clock.js';
import { cutBefore } from './cut.js';
import { type Head, headOf, headOfFile } from './ends.js';
import type { JoinOptions, JoinSegment } from './joined.js';
import { CLOCK_SEGMENTS, type Placing, placeBehind } from './placement.js';
import { isNothing, type Place, type Run } from './run.js';
import { onDisk, type SegmentFile } from './segment-file.js';
import { NOTHING, ROUNDING, uncut } from './stretch.js';

/** So far before a seam it is looked at: what is repeated behind it is then cut off what has not been written yet. */
const LOOKS_AHEAD = CLIENT_LIMITS.seamSegments.value;
/** Between the first units of two segments; without key frames the longest ones have 200 s. */
const LONGEST_SEGMENT = 300 * TICKS_PER_SECOND;
/** How much names and timestamps may differ over segments that are missing. */
const SAME = 10 * TICKS_PER_SECOND;

/** Finds out where each segment belongs in time, no further ahead than is needed. */
export class Plan {
  readonly #options: JoinOptions;
  readonly #files: (Promise<SegmentFile | null> | undefined)[] = [];
  readonly #places: (Place | null)[] = [];
  readonly #runs: Run[] = [];
  /** From here on nothing has been written. */
  #open = 0;
  /** Whether a seam is before segments that are left out. */
  #seamIsDue = false;

  constructor(options: JoinOptions) {
    this.#options = options;
  }

  /** Where a segment belongs; null when it is left out. What is before it counts as written. */
  async placeOf(index: number): Promise<Place | null> {
    this.#open = index;
    const { segments } = this.#options;
    let until = Math.min(index + LOOKS_AHEAD, segments.length - 1);
    while (until > index && !segments[until]!.seam) until--;
    while (this.#places.length <= until) await this.#place(this.#places.length);
    return this.#places[index]!;
  }

  /** The first units from there on. */
  headFrom(index: number): Promise<Head> {
    return headOf(this.#from(index));
  }

  async #place(index: number): Promise<void> {
    const segment = this.#options.segments[index]!;
    const file = await this.#file(index);
    const start = file === null ? null : await headOfFile(file);
    const first = start === null ? null : firstIn(start);
    const seam = segment.seam || this.#seamIsDue;
    if (file === null || start === null || first === null) {
      this.#seamIsDue = seam;
      this.#places.push(null);
      return;
    }
    const found = { index, file, startMs: segment.startMs, head: start, first };
    const before = this.#places.findLast((place) => place !== null);
    if (before !== undefined && !seam && goesOn(before, found)) {
      this.#places.push({ ...found, run: before.run, at: before.at + ticksBetween(before.first, first) });
      return;
    }
    const run = await this.#begin(segment, index, segment.seam && !this.#seamIsDue);
    this.#seamIsDue = false;
    const shown = run.head.video?.pts ?? run.head.audio?.pts ?? first;
    this.#runs.push(run);
    this.#places.push({ ...found, run, at: run.shownAt + ticksBetween(shown, first) });
  }

  /** `isWhole`: whether its first segment is there. */
  async #begin(segment: JoinSegment, index: number, isWhole: boolean): Promise<Run> {
    const head = await this.headFrom(index);
    const isOtherPush = segment.push !== this.#options.segments[index - 1]?.push;
    const run: Run = {
      ...{ head, offset: 0, cut: uncut(), shownAt: 0, placedBy: null, gapSeconds: 0 },
      source: segment.push?.source ?? null,
      mediaSeconds: index === 0 || (isWhole && isOtherPush) ? (segment.push?.mediaSeconds ?? null) : null,
    };
    const before = this.#before();
    const placing =
      before.length === 0
        ? null
        : await placeBehind({
            ...{ before, next: run, closeGaps: this.#options.closeGaps },
            begun: await this.#begun(index),
            later: () => this.#from(index),
          });
    const begins = head.video?.pts ?? head.audio?.pts ?? 0;
    run.shownAt = placing?.shownAt ?? 0;
    run.offset = run.shownAt - begins;
    run.placedBy = placing?.by ?? null;
    run.gapSeconds = placing?.gapSeconds ?? 0;
    if (placing !== null) await this.#cut(run, placing);
    return run;
  }

  /** Of what is there twice, the later one stays, unless it has nothing more. */
  async #cut(next: Run, { hasAll, overlaps, shownAt }: Placing): Promise<void> {
    if (hasAll) Object.assign(next.cut, NOTHING);
    if (hasAll || !overlaps) return;
    const { video, audio } = next.head;
    const soundAt =
      audio === null ? Number.POSITIVE_INFINITY : shownAt + ticksBetween(video?.pts ?? audio.pts, audio.pts);
    for (const run of this.#runs) {
      if (video !== null && shownAt < run.cut.video)
        Object.assign(run.cut, await cutBefore(this.#openOf(run), shownAt));
      run.cut.audio = Math.min(run.cut.audio, soundAt);
      if (shownAt <= run.shownAt + ROUNDING) Object.assign(run.cut, NOTHING);
    }
  }

  /** The run before that has something, and those that it has taken up; each from its last segment on backwards. */
  #before(): Place[][] {
    const found: Place[][] = [];
    const runs = this.#runs.filter((run) => !isNothing(run));
    for (const run of runs.reverse()) {
      const open = this.#openOf(run);
      const last = this.#places.findLast((place) => place?.run === run);
      found.push(open.length > 0 || !last ? open : [last]);
      if (run.placedBy !== 'source' && run.placedBy !== 'content') break;
    }
    return found;
  }

  /** The segments of a run of which nothing has been written, from the last on backwards. */
  #openOf(run: Run): Place[] {
    const open = this.#places.slice(this.#open).filter((place) => place !== null && place.run === run);
    return open.reverse() as Place[];
  }

  async #begun(index: number): Promise<Pick<Place, 'startMs' | 'first'>[]> {
    const begun: Pick<Place, 'startMs' | 'first'>[] = [];
    for await (const each of this.#entries(index)) {
      const first = firstIn(await headOfFile(each.file));
      if (first !== null) begun.push({ startMs: this.#options.segments[each.index]!.startMs, first });
      if (begun.length === CLOCK_SEGMENTS) break;
    }
    return begun;
  }

  async *#from(index: number): AsyncGenerator<SegmentFile, void, void> {
    for await (const { file } of this.#entries(index)) yield file;
  }

  /** From here to the next seam. */
  async *#entries(from: number): AsyncGenerator<{ index: number; file: SegmentFile }, void, void> {
    const { segments } = this.#options;
    for (let index = from; index < segments.length; index++) {
      if (index > from && segments[index]!.seam) return;
      const file = await this.#file(index);
      if (file !== null) yield { index, file };
    }
  }

  #file(index: number): Promise<SegmentFile | null> {
    const { path } = this.#options.segments[index]!;
    this.#options.signal.throwIfAborted();
    const found = this.#files[index] ?? (typeof path === 'string' ? Promise.resolve(onDisk(path)) : path());
    this.#files[index] = found;
    return found;
  }
}

/** When its first picture is decoded, or its first sound is heard. */
function firstIn({ video, audio }: Head): number | null {
  return video?.dts ?? audio?.pts ?? null;
}

/** Whether a segment continues the one before, by its timestamps; those in between may be missing. */
function goesOn(before: Place, { first, startMs }: Pick<Place, 'first' | 'startMs'>): boolean {
  const step = ticksBetween(before.first, first);
  if (step <= 0) return false;
  const byName = ((startMs - before.startMs) * TICKS_PER_SECOND) / 1000;
  return step <= LONGEST_SEGMENT || Math.abs(step - byName) <= SAME + step / 10;
}
