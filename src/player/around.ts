import type { Client } from '../client/client.js';
import type { Channels } from './channels.js';
import type { Settled } from './options.js';

/** What every route works with. */
export interface Around {
  client: Client;
  options: Settled;
  channels: Channels;
}

/** One request. */
export interface Request {
  channelName: string;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
  isHead: boolean;
}
