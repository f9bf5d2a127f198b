// Whether a push begins with what the one before it had sent already, by content.
import { CLIENT_LIMITS } from '../../client/limits.js';
import { soundIdentity } from './adts.js';
import { TICKS_PER_SECOND, ticksBetween } from './clock.js';
import type { Head } from './ends.js';
import { pictureIdentity } from './pictures.js';
import type { SegmentFile } from './segment-file.js';
import { type Unit, unitsOf } from './units.js';

/** So far back from the end of a push its content is looked through. */
const LOOKS_BACK = CLIENT_LIMITS.seamSeconds.value * TICKS_PER_SECOND;
/** A picture that stands still is coded the same again and again, or in turns: so many more key frames are looked at. */
const MORE_KEYS = 4;

type Track = 'video' | 'audio';

export interface Found {
  /** In which of the earlier segments, from the last on backwards, and when it is shown by the clock of that one. */
  segment: number;
  pts: number;
  /** Whether the earlier push goes on behind the end of the later one, which has nothing that is new. */
  hasAll: boolean;
  /** Whether the later push goes on behind the end of the earlier one. */
  goesOn: boolean;
}

interface Match {
  segment: number;
  unit: number;
  pts: number;
  dts: number;
}

/**
 * Where the first picture of a push is in the one before: only if it is there once, and everything behind it is the same
 * up to the end of either, sound included where both have some. Null when it is not. `earlier` has the segments from the
 * last on backwards, `later` forwards. `isSure`: that it is the same is known, and only the place is looked for.
 */
export async function findAgain(
  head: Head,
  earlier: readonly SegmentFile[],
  later: AsyncIterable<SegmentFile>,
  isSure: boolean,
): Promise<Found | null> {
  const track: Track = head.video === null ? 'audio' : 'video';
  const first = head[track];
  if (first === null) return null;
  const match = await lastMatch(track, first.identity, earlier);
  if (match === null) return null;
  const tail = await contentOf(earlier.slice(0, match.segment + 1).reverse());
  const begin = await contentOf(later, tail);
  const pictures = tail[track].slice(match.unit);
  if (!isSame(pictures, begin[track])) return null;
  if (!isSure && !isConvincing(pictures, track === 'video' ? soundBehind(tail, begin, match, head) : []))
    return null;
  const [was, is] = [pictures.length, begin[track].length];
  return { segment: match.segment, pts: match.pts, hasAll: is < was, goesOn: is > was };
}

interface Coded {
  identity: string;
  pts: number;
  bytes: number;
}

type Content = Record<Track, Coded[]>;

/** What is in segments; of it one more than there is in `atMost`, which tells whether it goes on. */
async function contentOf(
  files: Iterable<SegmentFile> | AsyncIterable<SegmentFile>,
  atMost?: Content,
): Promise<Content> {
  const content: Content = { video: [], audio: [] };
  for await (const file of files) {
    for await (const unit of unitsOf(file)) {
      const of = content[unit.track];
      if (atMost !== undefined && of.length > atMost[unit.track].length) {
        if (content.video.length > atMost.video.length && content.audio.length > atMost.audio.length)
          return content;
        continue;
      }
      const { length } = unit.track === 'video' ? unit.bytes : unit.frame.bytes;
      of.push({ identity: identityOf(unit), pts: unit.pts, bytes: length });
    }
  }
  return content;
}

/** Up to the end of either. The last unit of the earlier one may be cut off. */
function isSame(earlier: readonly Coded[], later: readonly Coded[]): boolean {
  const length = Math.min(earlier.length, later.length);
  const certain = earlier.length > 1 ? earlier.length - 1 : earlier.length;
  for (let index = 0; index < Math.min(length, certain); index++)
    if (earlier[index]!.identity !== later[index]!.identity) return false;
  return length > 0;
}

/** Sound that is there twice if the pictures are; null when it is not the same. */
function soundBehind(tail: Content, begin: Content, match: Match, { audio, video }: Head): Coded[] | null {
  if (audio === null || video === null) return [];
  const lag = ticksBetween(video.pts, audio.pts);
  const from = tail.audio.findIndex(({ pts }) => Math.abs(ticksBetween(match.pts, pts) - lag) < SAME_SOUND);
  if (from < 0) return [];
  const sounds = tail.audio.slice(from);
  return isSame(sounds, begin.audio) ? sounds : null;
}

/** Half a frame of sound. */
const SAME_SOUND = 900;
/** A picture that stands still takes less. */
const TELLING_BYTES = 256;

/** Of a still picture without a sound everything is always the same. */
function isConvincing(pictures: readonly Coded[], sounds: readonly Coded[] | null): boolean {
  if (sounds === null) return false;
  const moves = pictures.slice(1).some(({ bytes }) => bytes > TELLING_BYTES);
  return moves || new Set(sounds.map(({ identity }) => identity)).size > 2;
}

async function lastMatch(
  track: Track,
  identity: string,
  earlier: readonly SegmentFile[],
): Promise<Match | null> {
  let match: Match | null = null;
  let newest: number | null = null;
  let keysBehind = 0;
  for (const [segment, file] of earlier.entries()) {
    if (keysBehind >= MORE_KEYS) break;
    const keys: (Match & { isSame: boolean })[] = [];
    let unit = 0;
    for await (const each of unitsOf(file)) {
      if (each.track !== track) continue;
      const isKey = each.track === 'audio' || each.isKey;
      if (isKey) keys.push({ segment, unit, ...timesOf(each), isSame: identityOf(each) === identity });
      unit++;
    }
    const same = keys.filter(({ isSame }) => isSame);
    if (same.length > 1 || (same.length === 1 && match !== null)) return null;
    if (match !== null) keysBehind += keys.length;
    else if (same[0] !== undefined) {
      match = same[0];
      keysBehind = keys.indexOf(same[0]);
    }
    newest ??= keys.at(-1)?.dts ?? null;
    const [oldest] = keys;
    if (match === null && newest !== null && oldest !== undefined)
      if (ticksBetween(oldest.dts, newest) > LOOKS_BACK) break;
  }
  return match;
}

function timesOf(unit: Unit): { pts: number; dts: number } {
  return { pts: unit.pts, dts: unit.track === 'video' ? unit.dts : unit.pts };
}

function identityOf(unit: Unit): string {
  return unit.track === 'video' ? pictureIdentity(unit.bytes) : soundIdentity(unit.frame);
}
