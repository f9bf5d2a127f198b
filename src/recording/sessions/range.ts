import { isNoSuchChannel, ServiceError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { findSessions } from './find-sessions.js';
import type { Looking } from './looking.js';
import type { KnownPush, Session } from './session.js';

/** What of a channel is meant. */
export interface AskedRange {
  /** Null for the start and the end of the latest sessions, `last` of them. */
  start: Date | null;
  end: Date | null;
  last: number;
  /** Pushes with less time between them are one session. */
  gapSeconds: number;
  /** What the two ends are called where they were asked for. */
  names?: { start: string; end: string };
}

/** A part of what was recorded of a channel. */
export interface ResolvedRange {
  /** As asked, else of the sessions; to the millisecond, and of any length. */
  start: Date;
  end: Date;
  /** What of it is known, whole, oldest first: sessions that reach into it. Empty when nothing is known. */
  sessions: Session[];
  /** Pushes since then that were passed over, because nothing of them is stored; oldest first. */
  empty: KnownPush[];
  /** Where ends that were not asked for come from; `hour` is the last one, when no push is known. */
  source: 'asked' | 'sessions' | 'hour';
}

const HOUR_MS = 3_600_000;
const DAY_MS = limits.vod.maxSeconds * 1000;

/** Finds what is meant. `start` may come out after `end` when one of them was asked for. */
export async function resolveRange(asked: AskedRange, looking: Looking): Promise<ResolvedRange> {
  const { start, end, last, gapSeconds } = asked;
  if (start !== null && end !== null) {
    const wanted = { start, end, last: null, gapSeconds, byNames: mayBeOnePiece({ start, end }) };
    const sessions = await findSessions(looking, wanted).then(
      (found) => found.sessions,
      // Of a channel that is gone the segments are still there.
      (error) => {
        if (error instanceof ServiceError && isNoSuchChannel(error)) return [];
        throw error;
      },
    );
    return { start, end, sessions, empty: [], source: 'asked' };
  }
  const latest = await findSessions(looking, { start: null, end: null, last, gapSeconds, byNames: true });
  const [first, final] = [latest.sessions[0], latest.sessions.at(-1)];
  const empty = latest.empty.filter((push) => first === undefined || push.start >= first.start);
  if (first === undefined || final === undefined) {
    const until = end ?? looking.now;
    const from = start ?? new Date(until.getTime() - HOUR_MS);
    return { start: from, end: until, sessions: [], empty, source: 'hour' };
  }
  const range = { start: start ?? first.start, end: end ?? final.end };
  if (range.start >= first.start) return { ...range, sessions: latest.sessions, empty, source: 'sessions' };
  const wanted = { ...range, last: null, gapSeconds, byNames: mayBeOnePiece(range) };
  const { sessions } = await findSessions(looking, wanted);
  return { ...range, sessions, empty, source: 'sessions' };
}

/** Of a range that the service could give in one list: whether that is one push has to be known, if only by names. */
function mayBeOnePiece({ start, end }: { start: Date; end: Date }): boolean {
  return end.getTime() - start.getTime() <= DAY_MS;
}
