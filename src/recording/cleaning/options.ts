import type { Client } from '../../client/client.js';
import { type WithDefaults, withDefaults } from '../../client/defaults.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import type { ClientOptions } from '../../client/options.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Signal } from '../../protocol/ambient.js';
import { checkAsked, DEFAULT_GAP_SECONDS } from '../sessions/list-sessions.js';
import type { PlannedCleaning } from './events.js';

/**
 * Which recordings of a channel are to go; without one of `olderThanSeconds`, `before`, `session` and `everything` nothing
 * does, and what there is is told. Null and absent are the same. With all that createClient takes.
 */
export interface CleanOptions extends ClientOptions {
  /** The name of the channel. */
  channelName: string;
  /** What began at least so long before the service's clock. */
  olderThanSeconds?: number | null;
  /** What began before this. */
  before?: Date | null;
  /** The session that went on at this time. */
  session?: Date | null;
  /** All of it, with all lists. What is being pushed, and what a list elsewhere names, stays. */
  everything?: boolean | null;
  /** Saved playlists too, of which something goes. Without it they stay, with all that they name; only a list of a day goes with its day. */
  withPlaylists?: boolean | null;
  /** Segments with less time between them are one session: seconds, above 0; 600 when absent. */
  gapSeconds?: number | null;
  /** Deletes nothing, and tells what it would delete. */
  dryRun?: boolean | null;
  /** Asked before anything is deleted; false ends it. Without it, it is yes. */
  confirm?: ((plan: PlannedCleaning) => boolean | Promise<boolean>) | null;
  /** Requests to delete a thousand objects that are under way at once, 1 to 16; 4 when absent. */
  jobs?: number | null;
  /** Asks the service; made of the options when absent. */
  client?: Client | null;
  /** Ends it; what is deleted by then is deleted. */
  signal?: Signal | null;
}

const DEFAULTS = {
  ...{ olderThanSeconds: null, before: null, session: null, everything: false, withPlaylists: false },
  ...{ gapSeconds: DEFAULT_GAP_SECONDS, dryRun: false, confirm: null, jobs: 4 },
} satisfies Partial<CleanOptions>;

/** The options with nothing left open. */
export type SettledCleaning = WithDefaults<CleanOptions, typeof DEFAULTS>;

/** Throws UsageError for what can be seen to be wrong. */
export function settle(options: CleanOptions): SettledCleaning {
  const settled = withDefaults(options, DEFAULTS);
  checkAsked(options);
  const { olderThanSeconds, before, session, everything, jobs } = settled;
  const ways = [olderThanSeconds, before, session, everything || null].filter((way) => way !== null);
  if (ways.length > 1)
    throw new UsageError(english`One of olderThanSeconds, before, session and everything says what goes.`);
  if (olderThanSeconds !== null && !(olderThanSeconds > 0 && Number.isFinite(olderThanSeconds)))
    throw new UsageError(english`olderThanSeconds is above 0.`);
  for (const [name, time] of Object.entries({ before, session }))
    if (time !== null && !(time instanceof Date && !Number.isNaN(time.getTime())))
      throw new UsageError(english`${name} is not a time.`);
  const most = CLIENT_LIMITS.deletionsAtOnce.value;
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > most)
    throw new UsageError(english`jobs is an integer from 1 to ${most}; got ${jobs}.`);
  if (typeof options.bucket !== 'string') throw new UsageError(english`The options need a bucket.`);
  return settled;
}
