import type { Client } from '../../client/client.js';
import type { CleanHappening } from './events.js';
import type { SettledCleaning } from './options.js';

export interface Cleaning extends SettledCleaning {
  client: Client;
  signal: AbortSignal;
}

/** What became of it so far. */
export interface Tally {
  segments: number;
  playlists: number;
  bytes: number;
  failed: number;
  spared: number;
  unanswered: number;
}

export type Emit = (event: CleanHappening) => void;
