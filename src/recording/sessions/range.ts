import type { Client } from '../../client/client.js';
import type { Session } from './session.js';

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

/** Where to look for what was pushed. */
export interface Looking {
  client: Pick<Client, 'getLiveChannelStat' | 'getLiveChannelHistory'>;
  bucket: string;
  channelName: string;
  /** The path of a ledger; null for none. */
  ledger: string | null;
  now: Date;
  signal: AbortSignal;
}

/** A part of what was recorded of a channel. `resolveRange(asked, looking)` gives it. */
export interface ResolvedRange {
  /** As asked, else of the sessions; to the millisecond, and of any length. */
  start: Date;
  end: Date;
  /** What of it is known, whole, oldest first: sessions that reach into it. Empty when nothing is known. */
  sessions: Session[];
  /** Where ends that were not asked for come from; `hour` is the last one, when no push is known. */
  source: 'asked' | 'sessions' | 'hour';
}

/** @public */
export type ResolveRange = (asked: AskedRange, looking: Looking) => Promise<ResolvedRange>;
