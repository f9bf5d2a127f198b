import { CLIENT_LIMITS } from '../../client/limits.js';
import { unlessDenied } from '../../client/look.js';
import type { Looking } from './looking.js';
import { holding } from './named-pushes.js';
import type { KnownPush } from './session.js';
import { firstSegments } from './stored-segments.js';

const MOST_LOOKS = CLIENT_LIMITS.segmentLooks.value;
/** One, and what else may lie there. */
const FEW = 10;
const PAGE = 1000;

/**
 * Which of these pushes, in the order of their starts, have no segment. One look at the bucket decides about one push, and
 * about as many as the page of names reaches over. Empty where the bucket may not be listed: then all of them count.
 */
export async function emptyAmong(
  place: Pick<Looking, 'client' | 'channelName' | 'signal'>,
  pushes: readonly KnownPush[],
): Promise<Set<KnownPush>> {
  const empty = new Set<KnownPush>();
  let open = pushes.filter(({ knownFrom }) => knownFrom !== 'segments');
  const toMs = open.reduce((latest, { end }) => Math.max(latest, end.getTime()), 0) + 1000;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const [first, ...others] = open;
    if (first === undefined) break;
    const asked = { fromMs: first.start.getTime() - 1000, toMs, maxKeys: others.length === 0 ? FEW : PAGE };
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
