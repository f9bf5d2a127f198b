import type { OssLiveError } from '../errors.js';
import type { Happening } from './events.js';
import type { Hearing } from './hearing.js';
import type { Plans } from './plan.js';
import type { Tally } from './supervisor.js';

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
  losses: Losses;
  hearing: Hearing;
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
