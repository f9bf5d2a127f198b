// Whether a push begins with what the one before it had sent already, by content.
import { soundIdentity } from './adts.js';
import { TICKS_PER_SECOND, ticksBetween } from './clock.js';
import type { Head } from './ends.js';
import { pictureIdentity } from './pictures.js';
import { type Unit, unitsOf } from './units.js';

/** So far back from the end of a push its content is looked through. */
const LOOKS_BACK = 120 * TICKS_PER_SECOND;
/** A picture that stands still is coded the same again and again, or in turns: so many more key frames are looked at. */
const MORE_KEYS = 4;

type Track = 'video' | 'audio';

export interface Found {
  /** In which of the earlier segments, from the last on backwards, and when it is shown by the clock of that one. */
  segment: number;
  pts: number;
  /** Whether the earlier push goes on behind the end of the later one, which has nothing that is new. */
  hasAll: boolean;
}

interface Match {
  segment: number;
  unit: number;
  pts: number;
  dts: number;
}

/**
 * Where the first picture of a push is in the one before: only if it is there once, and everything behind it is the same
 * up to the end of either. Null when it is not. `earlier` has the segments from the last on backwards, `later` forwards.
 */
export async function findAgain(
  head: Head,
  earlier: readonly string[],
  later: AsyncIterable<string>,
): Promise<Found | null> {
  const track: Track = head.video === null ? 'audio' : 'video';
  const first = head[track];
  if (first === null) return null;
  const match = await lastMatch(track, first.identity, earlier);
  if (match === null) return null;
  const tail: string[] = [];
  for (let back = match.segment; back >= 0; back--) {
    const units = await identities(track, earlier[back]!);
    tail.push(...(back === match.segment ? units.slice(match.unit) : units));
  }
  const same = await compare(track, tail, later);
  return same === null ? null : { segment: match.segment, pts: match.pts, hasAll: same === 'all' };
}

async function lastMatch(track: Track, identity: string, earlier: readonly string[]): Promise<Match | null> {
  let match: Match | null = null;
  let newest: number | null = null;
  let keysBehind = 0;
  for (const [segment, path] of earlier.entries()) {
    if (keysBehind >= MORE_KEYS) break;
    const keys: (Match & { isSame: boolean })[] = [];
    let unit = 0;
    for await (const each of unitsOf(path)) {
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

/** `part`: the later one goes on where `tail` ends. `all`: it ends before. Null: they are not the same. */
async function compare(
  track: Track,
  tail: readonly string[],
  later: AsyncIterable<string>,
): Promise<'part' | 'all' | null> {
  let at = 0;
  for await (const path of later) {
    for await (const unit of unitsOf(path)) {
      if (unit.track !== track) continue;
      // The last unit may be cut off.
      const isSame = tail[at] === identityOf(unit) || (at > 0 && at === tail.length - 1);
      if (!isSame) return null;
      if (++at === tail.length) return 'part';
    }
  }
  return 'all';
}

async function identities(track: Track, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const unit of unitsOf(path)) if (unit.track === track) found.push(identityOf(unit));
  return found;
}

function timesOf(unit: Unit): { pts: number; dts: number } {
  return { pts: unit.pts, dts: unit.track === 'video' ? unit.dts : unit.pts };
}

function identityOf(unit: Unit): string {
  return unit.track === 'video' ? pictureIdentity(unit.bytes) : soundIdentity(unit.frame);
}
