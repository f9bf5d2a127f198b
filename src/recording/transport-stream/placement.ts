import { TICKS_PER_SECOND, ticksBetween } from './clock.js';
import { type Head, soundLag, tailOf } from './ends.js';
import type { PlacedBy } from './joined.js';
import { findAgain } from './overlap.js';
import type { Place, Run } from './run.js';
import type { SegmentFile } from './segment-file.js';
import { ROUNDING } from './stretch.js';

/** Where a run meets what is before it. */
export interface Meeting {
  /**
   * The run before and those that it has taken up, the latest first. Of each the segments of which nothing has been
   * written, from the last on backwards.
   */
  before: readonly (readonly Place[])[];
  next: Pick<Run, 'head' | 'source' | 'mediaSeconds'>;
  /** Its first segments: when the service began them, and their first times by their own clock. */
  begun: readonly Pick<Place, 'startMs' | 'first'>[];
  /** All of its segments. */
  later(): AsyncIterable<SegmentFile>;
  closeGaps: boolean;
}

export interface Placing {
  /** When the first unit of the run is shown, by the clock of the joined recording. */
  shownAt: number;
  by: PlacedBy;
  gapSeconds: number;
  /** Whether the run before has something of it already, or all of it. */
  overlaps: boolean;
  hasAll: boolean;
}

/** When the last picture is over, the last sound, and when the next picture may be decoded. */
interface End {
  shown: number;
  heard: number;
  decoded: number;
}

/** Sound may end so much before or behind the pictures without a gap. */
const GAP = 0.1 * TICKS_PER_SECOND;
/** Half a frame of sound, of the shortest ones. */
const HALF_FRAME = 450;
/** Timestamps that go on are so near, when names say nothing else. */
const NEAR = 0.5 * TICKS_PER_SECOND;
const NAMES_DIFFER = 3 * TICKS_PER_SECOND;
/** What is found by content where the source says something else is another place that looks the same. */
const SOURCE_DIFFERS = 0.5 * TICKS_PER_SECOND;
/**
 * The service may get a segment late, but none early: the earliest of some counts. Publishers send what they have looked
 * at in one go: ffmpeg, five seconds of a live input.
 */
export const CLOCK_SEGMENTS = 12;

/** Places a run behind what is before it, with one offset for all of its tracks. */
export async function placeBehind(meeting: Meeting): Promise<Placing> {
  const { before, next, closeGaps } = meeting;
  const last = before[0]![0]!;
  const end = await endOf(last);
  const earliest = earliestBehind(end, next.head);
  const inSource = placeInSource(last.run, next);
  if (inSource === null || overlaps(inSource, end, next.head)) {
    const again = isOtherSource(last.run, next) ? null : await placeOfContent(meeting, inSource);
    const by = inSource === null ? 'content' : 'source';
    if (again !== null) return { ...again, by, gapSeconds: 0, overlaps: true };
    if (inSource !== null) return { shownAt: inSource, by, gapSeconds: 0, overlaps: true, hasAll: false };
  }
  const behind = (place: number, by: PlacedBy): Placing => {
    const shownAt = closeGaps ? earliest : place;
    const gap = shownAt + Math.min(0, soundLag(next.head)) - Math.max(end.shown, end.heard);
    const gapSeconds = gap > GAP ? gap / TICKS_PER_SECOND : 0;
    return { shownAt, by, gapSeconds, overlaps: false, hasAll: false };
  };
  if (inSource !== null) return behind(inSource, 'source');
  const byClock = placeByClock(meeting);
  const goingOn = placeOf(last, shownFirst(next.head));
  const step = goingOn - decodingLead(next.head) - end.decoded;
  const goesOn = Math.abs(step) <= NEAR && goingOn >= end.shown - ROUNDING;
  if (goesOn && Math.abs(byClock - goingOn) <= NAMES_DIFFER) return behind(goingOn, 'timestamps');
  return behind(Math.max(byClock, earliest), 'clock');
}

async function endOf(last: Place): Promise<End> {
  const { video, audio } = await tailOf(last.file);
  const none = Number.NEGATIVE_INFINITY;
  return {
    shown: video === null ? none : placeOf(last, video.end),
    heard: audio === null ? none : placeOf(last, audio.end),
    decoded: video === null ? none : placeOf(last, video.dts + video.lasts),
  };
}

/** Where a time of the clock of a segment is in the joined recording. */
function placeOf({ first, at }: Pick<Place, 'first' | 'at'>, ticks: number): number {
  return at + ticksBetween(first, ticks);
}

function shownFirst({ video, audio }: Head): number {
  return video?.pts ?? audio?.pts ?? 0;
}

/** How much later than decoded pictures are shown. */
function decodingLead({ video }: Head): number {
  return video === null ? 0 : ticksBetween(video.dts, video.pts);
}

function earliestBehind(end: End, head: Head): number {
  const sound = head.audio === null ? Number.NEGATIVE_INFINITY : end.heard - soundLag(head);
  return Math.max(end.shown, end.decoded + decodingLead(head), sound);
}

function overlaps(shownAt: number, end: End, head: Head): boolean {
  const hearsTwice = head.audio !== null && shownAt + soundLag(head) < end.heard - HALF_FRAME;
  return hearsTwice || shownAt < end.shown - ROUNDING;
}

/** What is pushed again by another call is meant to be there again. */
function isOtherSource(before: Run, { source }: Meeting['next']): boolean {
  return source !== null && before.source !== null && source !== before.source;
}

function placeInSource(before: Run, { source, mediaSeconds }: Meeting['next']): number | null {
  if (source === null || source !== before.source) return null;
  if (mediaSeconds === null || before.mediaSeconds === null) return null;
  return before.shownAt + Math.round((mediaSeconds - before.mediaSeconds) * TICKS_PER_SECOND);
}

async function placeOfContent(
  { before, next, later }: Meeting,
  inSource: number | null,
): Promise<Pick<Placing, 'shownAt' | 'hasAll'> | null> {
  for (const places of before) {
    const files = places.map(({ file }) => file);
    const found = await findAgain(next.head, files, later(), inSource !== null);
    if (found === null) continue;
    const where = places[found.segment]!;
    const shownAt = placeOf(where, found.pts);
    // Who sends a file in a loop means it.
    const isAllAgain = shownAt <= where.run.shownAt + ROUNDING && !found.goesOn;
    if (inSource === null && isAllAgain) continue;
    if (inSource !== null && Math.abs(shownAt - inSource) > SOURCE_DIFFERS) continue;
    return { shownAt, hasAll: found.hasAll };
  }
  return null;
}

/** By the names of segments, which are times of the service's clock. */
function placeByClock({ before, begun, next }: Meeting): number {
  const [first] = begun;
  const ticks = ({ startMs }: { startMs: number }) => (startMs * TICKS_PER_SECOND) / 1000;
  const earlier = before[0]!.slice(0, CLOCK_SEGMENTS).map((place) => ticks(place) - place.at);
  const later = begun.map((each) => ticks(each) - ticksBetween(first!.first, each.first));
  const decoded = Math.min(...later) - Math.min(...earlier);
  return decoded + ticksBetween(first!.first, shownFirst(next.head));
}
