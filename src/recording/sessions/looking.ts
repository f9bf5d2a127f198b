import type { Client } from '../../client/client.js';
import type { LedgerPlace } from '../ledger/entry.js';

/** Where to look for what was pushed. */
export interface Looking extends LedgerPlace {
  client: Pick<Client, 'getLiveChannelStat' | 'getLiveChannelHistory' | 'listObjects'>;
  channelName: string;
  /** The path of a ledger; null for none. */
  ledger: string | null;
  now: Date;
  signal: AbortSignal;
}
