import { TICKS_PER_SECOND, ticksBetween } from './clock.js';
import { type Head, type Parameters, soundLag } from './ends.js';
import { FIRST_SECONDS, type JoinOptions, type Piece, type PieceFacts, type Seam } from './joined.js';
import { inLargeParts } from './large-parts.js';
import { Plan } from './plan.js';
import { Rewriter } from './rewriter.js';
import { isNothing, type Place, type Run } from './run.js';
import { packetsOf, readBuffers } from './sync.js';
import { NO_PROGRAM, type Tracks } from './tables.js';
import { unitsOf } from './units.js';

/**
 * Joins segments into one transport stream, or several where one file cannot hold what follows: one clock throughout,
 * what was sent twice once, gaps as long as they were. Ask for the next piece when the bytes of the last one are read.
 * Throws CommandError `NotTransportStream` for a file that is none, and the signal's reason.
 */
export async function* joinSegments(options: JoinOptions): AsyncGenerator<Piece, void, void> {
  const joining = new Joining(options);
  for (let piece = await joining.next(); piece !== null; piece = await joining.next()) yield piece;
}

/** What a piece begins with. */
interface Beginning {
  place: Place;
  because: Piece['because'];
  head: Head;
}

/** 33 bits are over after 26.5 hours. */
const LONGEST_SECONDS = 25 * 3600;
/** How long a picture is shown has 31 bits in MP4, which are 6.6 hours. */
const LONGEST_GAP_SECONDS = 6 * 3600;

class Joining {
  readonly #options: JoinOptions;
  readonly #plan: Plan;
  readonly #timeScale: number;
  readonly #buffers = readBuffers();
  #index = 0;
  #next: Beginning | null = null;
  /** Of pushes that a later one has sent again in whole, before the first piece. */
  #skipped = { pictures: 0, sounds: 0 };
  /** When the first piece begins, and where the last one ended. */
  #start: number | null = null;
  #end: number | null = null;

  constructor(options: JoinOptions) {
    this.#options = options;
    this.#plan = new Plan(options);
    this.#timeScale = options.format === 'ts' ? 1 : Math.ceil(secondsOf(options) / LONGEST_SECONDS);
  }

  async next(): Promise<Piece | null> {
    const begins = this.#next ?? (await this.#first());
    this.#next = null;
    if (begins === null) return null;
    const { place, head, because } = begins;
    const start = startOf(place, head);
    this.#start ??= start;
    const facts: PieceFacts = { seconds: 0, seams: [], repeated: { pictures: 0, sounds: 0 }, damaged: 0 };
    return {
      ...{ segment: place.index, because, facts, timeScale: this.#timeScale, tracks: tracksOf(head) },
      soundLagSeconds: Math.max(0, soundLag(head)) / TICKS_PER_SECOND,
      startSeconds: (start - this.#start) / TICKS_PER_SECOND,
      gapSeconds: this.#end === null ? 0 : Math.max(0, (start - this.#end) / TICKS_PER_SECOND),
      bytes: inLargeParts(this.#bytes(head, facts, start)),
    };
  }

  /** The first segment of which anything is left. */
  async #first(): Promise<Beginning | null> {
    for (; this.#index < this.#options.segments.length; this.#index++) {
      const place = await this.#plan.placeOf(this.#index);
      if (place !== null && !isNothing(place.run)) return { place, because: null, head: place.run.head };
      if (place !== null)
        for await (const { track } of unitsOf(place.file))
          this.#skipped[track === 'video' ? 'pictures' : 'sounds']++;
      this.#options.segments[this.#index]?.onJoined?.();
    }
    return null;
  }

  async *#bytes(head: Head, facts: PieceFacts, start: number): AsyncGenerator<Uint8Array, void, void> {
    const base = start - FIRST_SECONDS * TICKS_PER_SECOND;
    const rewriter = new Rewriter(tracksOf(head), start, { base, by: this.#timeScale });
    Object.assign(rewriter.repeated, this.#skipped);
    this.#skipped = { pictures: 0, sounds: 0 };
    const known = { ...head.parameters };
    let run: Run | null = null;
    let passed: number | null = null;
    yield* rewriter.head(head.program ?? NO_PROGRAM);
    const { segments } = this.#options;
    for (; this.#index < segments.length; segments[this.#index++]?.onJoined?.()) {
      const place = await this.#plan.placeOf(this.#index);
      if (place === null) continue;
      const isFirst = place.run !== run;
      const because = run === null ? null : this.#reasonToBreak(place, isFirst, tracksOf(head), known);
      if (because !== null) {
        const next = isFirst ? place.run.head : await this.#plan.headFrom(place.index);
        this.#next = { place, because, head: next };
        break;
      }
      if (isFirst) {
        yield* rewriter.begin(place.run, place.at, run !== null && place.run.gapSeconds > 0);
        if (run !== null && !isNothing(place.run)) facts.seams.push(seamOf(place, start));
      } else if (passed !== null) this.#options.onPassed?.(passed);
      run = place.run;
      passed = place.index;
      for await (const packets of packetsOf(place.file, this.#buffers)) {
        this.#options.signal.throwIfAborted();
        yield* rewriter.rewrite(packets);
      }
      tell(facts, rewriter, start);
    }
    yield* rewriter.flush();
    tell(facts, rewriter, start);
    this.#end = rewriter.end;
  }

  /** What one file cannot hold: a decoder is told once how to decode. `known` learns what was not told yet. */
  #reasonToBreak(place: Place, isFirst: boolean, tracks: Tracks, known: Parameters): Piece['because'] {
    if (isNothing(place.run)) return null;
    if (isFirst && this.#options.format === 'mp4' && place.run.gapSeconds > LONGEST_GAP_SECONDS) return 'gap';
    const head = isFirst ? place.run.head : place.head;
    for (const track of ['video', 'audio'] as const) {
      if (head[track] === null) continue;
      const told = head.parameters[track];
      if (!tracks[track] || (told !== null && known[track] !== null && told !== known[track])) return track;
      known[track] ??= told;
    }
    return null;
  }
}

/** Of all that may have to fit: the media, or the time in which they came. */
function secondsOf({ segments }: JoinOptions): number {
  const sum = segments.reduce((seconds, segment) => seconds + (segment.seconds ?? 0), 0);
  const [first, last] = [segments[0], segments.at(-1)];
  return Math.max(1, sum, first && last ? (last.startMs - first.startMs) / 1000 : 0);
}

function tracksOf({ video, audio }: Head): Tracks {
  return { video: video !== null, audio: audio !== null };
}

/** When the first of its units is shown or heard. */
function startOf(place: Place, { video, audio }: Head): number {
  const times = [video?.pts, audio?.pts].filter((pts) => pts !== undefined);
  return Math.min(...times.map((pts) => place.at + ticksBetween(place.first, pts)));
}

function seamOf({ index, at, run }: Place, start: number): Seam {
  const atSeconds = (Math.max(at, run.shownAt) - start) / TICKS_PER_SECOND;
  return { segment: index, atSeconds, gapSeconds: run.gapSeconds, placedBy: run.placedBy ?? 'clock' };
}

function tell(facts: PieceFacts, { end, repeated, damaged }: Rewriter, start: number): void {
  facts.seconds = (end - start) / TICKS_PER_SECOND;
  facts.repeated = { ...repeated };
  facts.damaged = damaged;
}
