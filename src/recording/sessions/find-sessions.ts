import { unlessDenied } from '../../client/look.js';
import type { LiveChannelHistory } from '../../client/operations/get-live-channel-history.js';
import { HISTORY_RECORDS } from '../ledger/known-pushes.js';
import { type Known, knownPushes } from './known-pushes.js';
import type { Looking } from './looking.js';
import { segmentsBefore } from './looks-back.js';
import { LONGEST_SEGMENT_MS, namedPushes, unknownAmong } from './named-pushes.js';
import { type KnownPush, type Session, sessionsOf } from './session.js';
import { emptyAmong } from './stored-pushes.js';
import { type StoredSegment, segmentsBetween } from './stored-segments.js';

export interface Wanted {
  /** Sessions that reach into this time; null for no end in that direction. */
  start: Date | null;
  end: Date | null;
  /** Only so many of them, the latest. */
  last: number | null;
  gapSeconds: number;
  /** Whether names of segments may tell of what is older than the history. */
  byNames: boolean;
  /** Pushes of which nothing is stored count, too. */
  withEmpty?: true;
}

export interface Found {
  /** Oldest first. */
  sessions: Session[];
  /** Pushes that were left out: nothing of them is stored. */
  empty: KnownPush[];
  /** As the service gave it; null when it may not be read, and of a channel that is gone. */
  history: LiveChannelHistory | null;
  /** Whether there is no such channel any more. */
  isGone: boolean;
}

/**
 * Sessions of a channel by ledger, history and state, and where those end by the names of segments. Throws ServiceError
 * `NoSuchLiveChannel` for a channel of which nothing is known at all.
 */
export async function findSessions(looking: Looking, wanted: Wanted): Promise<Found> {
  const known = await knownPushes(looking);
  const pushes = [...known.pushes, ...(wanted.start === null ? [] : await namedIn(looking, known, wanted))];
  const found = await storedSessions(looking, inOrder(pushes), wanted);
  const { empty } = found;
  const isOpen = wanted.start === null && wanted.byNames;
  const sessions = isOpen ? await withOlder(looking, { known, found, wanted }) : found.sessions;
  if (known.gone !== null && sessions.length === 0 && empty.length === 0) throw known.gone;
  return { sessions, empty, history: known.history, isGone: known.gone !== null };
}

function inOrder(pushes: readonly KnownPush[]): KnownPush[] {
  return pushes.toSorted((a, b) => a.start.getTime() - b.start.getTime());
}

/** What the history does not reach back to; empty when the bucket may not be listed. */
async function namedIn(looking: Looking, known: Known, wanted: Wanted): Promise<KnownPush[]> {
  const { start, end, byNames } = wanted;
  if (start === null || !byNames) return [];
  const untilMs = Math.min(
    oldestOf(known)?.getTime() ?? Number.POSITIVE_INFINITY,
    (end ?? looking.now).getTime(),
  );
  const fromMs = start.getTime() - LONGEST_SEGMENT_MS;
  if (fromMs >= untilMs) return [];
  const segments = (await unlessDenied(segmentsBetween(looking, fromMs, untilMs))) ?? [];
  return namedPushes(unknownAmong(segments, known.pushes));
}

/** When the oldest push began that the service tells of: from then on it tells of all of them. */
function oldestOf({ history }: Known): Date | null {
  const starts = (history?.records ?? []).flatMap(({ startTime }) => Date.parse(startTime ?? '') || []);
  return starts.length === 0 ? null : new Date(Math.min(...starts));
}

type Sessions = Pick<Found, 'sessions' | 'empty'>;

/** Sessions that reach into the time that is wanted, without pushes of which nothing is stored. */
async function storedSessions(
  looking: Looking,
  pushes: readonly KnownPush[],
  { start, end, last, gapSeconds, withEmpty }: Wanted,
): Promise<Sessions> {
  const empty = new Set<KnownPush>();
  const looked = new Set<KnownPush>();
  // Where the latest are empty many may be: a rule of the bucket deletes what is old, and the ledger keeps it.
  for (let wide = last ?? 0; ; wide *= 2) {
    const left = pushes.filter((push) => !empty.has(push));
    const all = sessionsOf(looking.channelName, left, gapSeconds).filter(
      (session) => (start === null || session.end >= start) && (end === null || session.start < end),
    );
    const sessions = all.slice(last === null ? 0 : -last);
    // The only push there is is what is meant, whatever has become of it.
    if (pushesOf(sessions).every((push) => looked.has(push)) || pushes.length === 1 || withEmpty)
      return { sessions, empty: inOrder([...empty]) };
    const open = pushesOf(all.slice(-wide)).filter((push) => !looked.has(push));
    for (const push of await emptyAmong(looking, open)) empty.add(push);
    for (const push of open) looked.add(push);
  }
}

/**
 * Goes back by names where more is wanted than is known, the oldest session may have begun before what the history tells,
 * or nothing tells of what others have pushed.
 */
async function withOlder(
  looking: Looking,
  { known, found, wanted }: { known: Known; found: Sessions; wanted: Wanted },
): Promise<Session[]> {
  const { sessions, empty } = found;
  const isBlind = known.history === null;
  const least = wanted.last ?? (isBlind ? 1 : Math.max(1, sessions.length));
  const isWhole = sessions.length >= least && !isCut(sessions[0], oldestOf(known));
  const mayBeMore = (known.history?.records.length ?? 0) >= HISTORY_RECORDS || known.pushes.length === 0;
  if (!isBlind && (isWhole || !mayBeMore)) return sessions;

  const later = isBlind ? known.pushes.filter((push) => !empty.includes(push)) : pushesOf(sessions);
  const { end } = wanted;
  const before = (isBlind ? null : sessions[0]?.start) ?? end ?? new Date(looking.now.getTime() + AHEAD_MS);
  const back = segmentsBefore(looking, before);
  const wholeMs = wanted.gapSeconds * 1000 + LONGEST_SEGMENT_MS;
  let named: StoredSegment[] = [];
  let all = sessions;
  for (;;) {
    const next = await unlessDenied(back.next());
    if (next === null || next.done) break;
    named = [...next.value.segments, ...named];
    const pushes = inOrder([...namedPushes(unknownAmong(named, known.pushes)), ...later]);
    all = sessionsOf(looking.channelName, pushes, wanted.gapSeconds).filter(
      (session) => end === null || session.start < end,
    );
    const oldest = all.at(-least);
    if (oldest === undefined || oldest.start.getTime() - next.value.fromMs < wholeMs) continue;
    // What only names tell of and is older may begin even before.
    all = all.filter((session, index) => index >= all.length - least || !isNamed(session));
    break;
  }
  return all.slice(wanted.last === null ? 0 : -wanted.last);
}

/** The clock of the service may be ahead of ours. */
const AHEAD_MS = 900_000;

function pushesOf(sessions: readonly Session[]): KnownPush[] {
  return sessions.flatMap(({ pushes }) => pushes);
}

function isNamed({ pushes }: Session): boolean {
  return pushes.some(({ knownFrom }) => knownFrom === 'segments');
}

function isCut(session: Session | undefined, oldest: Date | null): boolean {
  return session !== undefined && oldest !== null && session.start <= oldest;
}
