import { CLIENT_LIMITS } from '../../client/limits.js';
import { unlessDenied } from '../../client/look.js';
import { sideBySide } from '../../client/side-by-side.js';
import type { Looking } from './looking.js';
import { holding } from './named-pushes.js';
import type { KnownPush } from './session.js';
import { firstSegments } from './stored-segments.js';

const MOST_LOOKS = CLIENT_LIMITS.segmentLooks.value;
/** One, and what else may lie there. */
const FEW = 10;
const PAGE = 1000;
/** So many are asked for one by one, at once: to read a page takes longer than a few answers. */
const FEW_PUSHES = 8;

type Bucket = Pick<Looking, 'client' | 'channelName' | 'signal'>;

/**
 * Which of these pushes, in the order of their starts, have no segment. Where there are many, one look at the bucket decides
 * about one of them, and about as many as the page of names reaches over. Empty where the bucket may not be listed: then all
 * of them count.
 */
export async function emptyAmong(place: Bucket, pushes: readonly KnownPush[]): Promise<Set<KnownPush>> {
  const told = pushes.filter(({ knownFrom }) => knownFrom !== 'segments');
  return told.length <= FEW_PUSHES ? emptyOfFew(place, told) : emptyOfMany(place, told);
}

async function emptyOfFew(place: Bucket, pushes: readonly KnownPush[]): Promise<Set<KnownPush>> {
  const { signal } = place;
  const looks = sideBySide(pushes, { atOnce: FEW_PUSHES, signal }, async (push, signal) => {
    const asked = { fromMs: push.start.getTime() - 1000, toMs: push.end.getTime() + 1000, maxKeys: FEW };
    const { segments } = await firstSegments({ ...place, signal }, asked);
    return holding([push], segments).length === 0;
  });
  const isEmpty = await unlessDenied(looks);
  return new Set(pushes.filter((_, index) => isEmpty?.[index]));
}

async function emptyOfMany(place: Bucket, pushes: readonly KnownPush[]): Promise<Set<KnownPush>> {
  const empty = new Set<KnownPush>();
  let open = [...pushes];
  const toMs = open.reduce((latest, { end }) => Math.max(latest, end.getTime()), 0) + 1000;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const [first] = open;
    if (first === undefined) break;
    const asked = { fromMs: first.start.getTime() - 1000, toMs, maxKeys: open.length === 1 ? FEW : PAGE };
    const page = await unlessDenied(firstSegments(place, asked));
    if (page === null) return new Set();
    const { segments, isAll } = page;
    const reachedMs = isAll ? Number.POSITIVE_INFINITY : (segments.at(-1)?.startMs ?? first.end.getTime());
    const left: KnownPush[] = [];
    const held = new Set(holding(open, segments));
    for (const push of open) {
      if (held.has(push)) continue;
      if (push !== first && push.end.getTime() + 1000 > reachedMs) left.push(push);
      else empty.add(push);
    }
    open = left;
  }
  return empty;
}
