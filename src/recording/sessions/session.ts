import type { Push } from '../latest-push.js';

/** One connection of a publisher. */
export interface KnownPush extends Push {
  /** The live playlist that it asked for; null when that is not known, or was left to the channel. */
  playlistName: string | null;
  /** Of which call of `push` it is: media times are comparable among pushes of one source. Null when not known. */
  source: string | null;
  /** Where in that source its first key frame lies; null for live sources, loops and other publishers. */
  mediaSeconds: number | null;
  /**
   * `ledger` when a ledger knows it, whoever else does; `history` and `stat` as the service tells; `segments` when only
   * the names of what was stored tell of it.
   */
  knownFrom: 'ledger' | 'history' | 'stat' | 'segments';
}

/** Pushes to a channel with little time between them, oldest first: for people one recording. */
export interface Session {
  channelName: string;
  start: Date;
  /** Of one that is running: now. */
  end: Date;
  running: boolean;
  pushes: KnownPush[];
}
