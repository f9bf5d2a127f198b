import type { OssLiveError } from '../errors.js';
import type { Happening } from './events.js';
import type { Hearing } from './hearing.js';
import type { LiveStat } from './live-watch.js';
import type { Plans } from './plan.js';
import type { TakenUp, Tally } from './supervisor.js';
import type { Target } from './targets.js';

/** A push at work. */
export interface Broadcast extends Plans {
  emit(event: Happening): void;
  tally: Tally;
  /** Channels that failed while others went on, in the present connection. */
  lost: Map<string, OssLiveError>;
  /** When the service first saw the push; null until then. */
  since: Date | null;
  /** When it first saw the connection that was last on its way, by channel; null where it may not be asked. */
  connected: ReadonlyMap<string, Date | null>;
  /** How long there was no stream before that connection; null for the first. */
  gapSeconds: number | null;
  /** Whether the input has begun again: what was sent before that counts for nothing, and ffmpeg's own clock is behind. */
  restarted: boolean;
  losses: Losses;
  /** With a buffer: what was sent twice and what was lost, by channel. */
  carriers: readonly Carried[];
  hearing: Hearing;
  ledgerWriter: LedgerWriter;
}

/** What became of the stream on its way to one channel. */
export interface Carried {
  target: Target;
  sentAgainSeconds: number;
  lostSeconds: number;
}

/** Writes the connections of a push down. */
export interface LedgerWriter {
  /** To be called when a connection begins; gives what is to be told of it. */
  connection(begun: BegunConnection): RecordedConnection;
}

export interface BegunConnection {
  targets: readonly Target[];
  takenUp: TakenUp | null;
  /** Where on the timeline of a buffered push it begins, which counts from its first picture; null without a buffer. */
  afterSeconds: number | null;
}

export interface RecordedConnection {
  /** The service sees it; null when it may not be asked. */
  live(target: Target, stat: LiveStat | null): void;
  /** The input could not be taken up there and began again. */
  restarted(): void;
  /** It has sent so much of the stream. */
  sent(seconds: number): void;
  /** Writes it down, unless nothing was sent. */
  end(): Promise<void>;
}

/** One connection of a live input. */
export interface LiveConnection {
  channelName: string;
  /** Null when the service may not be asked. */
  connectedTime: Date | null;
  /** Since the connection before; null for the first. */
  gapSeconds: number | null;
  ended: Promise<void>;
}

/** What was lost of a live input, between what is stored of one connection and what is stored of the next. */
export interface Losses {
  /** A connection that is live. */
  follow(connection: LiveConnection): void;
  /** Resolves when all of it has been counted, or cannot be any more. */
  counted(): Promise<void>;
}
