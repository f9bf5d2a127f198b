/** A push, finished or still running. */
export interface Push {
  /** When it began. */
  start: Date;
  /** Of one that is running: now. */
  end: Date;
  /** It has not ended yet. */
  running?: true;
}

/** One connection of a publisher. */
export interface KnownPush extends Push {
  /** Address and port of the publisher, as the service saw them; null when not known. */
  remoteAddr: string | null;
  /** The live playlist that was written; null when not known. */
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
  /** The name of the channel. */
  channelName: string;
  /** When the first of them began. */
  start: Date;
  /** Of one that is running: now. */
  end: Date;
  /** Whether the last of them has not ended yet. */
  running: boolean;
  /** The pushes it consists of, in their order. */
  pushes: KnownPush[];
}

/** What nobody has told of a push. */
export const UNTOLD = { remoteAddr: null, playlistName: null, source: null, mediaSeconds: null } as const;

/** Groups pushes less than `gapSeconds` apart. `pushes` are in the order of their starts. */
export function sessionsOf(channelName: string, pushes: readonly KnownPush[], gapSeconds: number): Session[] {
  const sessions: Session[] = [];
  for (const push of pushes) {
    const last = sessions.at(-1);
    const running = push.running === true;
    if (last === undefined || push.start.getTime() - last.end.getTime() >= gapSeconds * 1000) {
      sessions.push({ channelName, start: push.start, end: push.end, running, pushes: [push] });
      continue;
    }
    last.pushes.push(push);
    // A clock that was set back may let one end before another.
    if (push.end > last.end) last.end = push.end;
    last.running ||= running;
  }
  return sessions;
}

/** The pauses between the pushes of a session, in seconds; none is less than 0. */
export function gapsIn({ pushes }: Session): number[] {
  return pushes
    .slice(1)
    .map(({ start }, index) => Math.max(0, start.getTime() - (pushes[index]?.end ?? start).getTime()) / 1000);
}
