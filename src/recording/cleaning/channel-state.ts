import type { Client } from '../../client/client.js';
import { isDenied } from '../../client/look.js';
import type { LiveChannelStat } from '../../client/operations/get-live-channel-stat.js';
import { isNoSuchChannel, ServiceError } from '../../errors.js';

export interface Asking {
  client: Pick<Client, 'getLiveChannelStat' | 'getLiveChannelInfo'>;
  channelName: string;
  signal: AbortSignal;
}

/** What the service says of a channel, as far as it matters for what may go. */
export interface ChannelState {
  isGone: boolean;
  /** When the push began that is running; null when nobody is pushing. */
  liveSinceMs: number | null;
  /** What the service writes during a push; null when that is not known. */
  playlistName: string | null;
  /** Why whether somebody is pushing is not known; null when it is. */
  denied: ServiceError | null;
}

export async function channelState(asking: Asking): Promise<ChannelState> {
  const [push, playlistName] = await Promise.all([
    livePush(asking).catch((error: unknown) => {
      if (error instanceof ServiceError && isDenied(error)) return error;
      throw error;
    }),
    playlistNameOf(asking),
  ]);
  if (push instanceof ServiceError) {
    return { isGone: false, liveSinceMs: null, playlistName, denied: push };
  }
  return { isGone: push === 'gone', liveSinceMs: push === 'gone' ? null : push, playlistName, denied: null };
}

/** When the push began that is running. Throws ServiceError where that may not be asked. */
export async function livePush({ client, channelName, signal }: Asking): Promise<number | null | 'gone'> {
  let stat: LiveChannelStat;
  try {
    stat = await client.getLiveChannelStat({ channelName }, { signal });
  } catch (error) {
    if (error instanceof ServiceError && isNoSuchChannel(error)) return 'gone';
    throw error;
  }
  if (stat.status === 'Idle' || stat.status === 'Disabled') return null;
  const sinceMs = Date.parse(stat.connectedTime ?? '');
  // A push of which the beginning is not told may have written anything.
  return Number.isNaN(sinceMs) ? 0 : sinceMs;
}

async function playlistNameOf({ client, channelName, signal }: Asking): Promise<string | null> {
  try {
    const { target } = await client.getLiveChannelInfo({ channelName }, { signal });
    return target?.playlistName ?? null;
  } catch (error) {
    if (error instanceof ServiceError && (isNoSuchChannel(error) || isDenied(error))) return null;
    throw error;
  }
}
