import { isNoSuchChannel, ServiceError } from '../errors.js';
import type { Client } from './client.js';
import { CLIENT_LIMITS } from './limits.js';
import { listPages, type PagesInput } from './list-pages.js';
import type { LiveChannelStat } from './operations/get-live-channel-stat.js';
import type { ListLiveChannelResult, LiveChannel } from './operations/list-live-channel.js';
import { sideBySide } from './side-by-side.js';
import { isChannelName } from './validate.js';

/** A channel that is being pushed to. */
export interface ChannelOnAir extends LiveChannel {
  name: string;
  stat: Omit<LiveChannelStat, 'requestId'>;
}

export type LivePage = Omit<ListLiveChannelResult, 'channels'> & { channels: ChannelOnAir[] };

/** The pages of a list with nothing but the channels that are being pushed to; the limit is about these. */
export async function* livePages(
  client: Client,
  { limit, ...asked }: PagesInput,
  signal: AbortSignal,
): AsyncGenerator<LivePage> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const page of listPages(client, asked, signal)) {
    const found = await channelsOnAir(client, page.channels, signal);
    const channels = found.slice(0, left);
    left -= channels.length;
    const last = channels.at(-1);
    // The next one in the list after the last one that is told.
    const isCut = last !== undefined && left === 0 && (channels.length < found.length || page.isTruncated);
    yield isCut ? { ...page, channels, isTruncated: true, nextMarker: last.name } : { ...page, channels };
    if (left === 0) return;
  }
}

/**
 * Those of listed channels that are being pushed to, in their order. A list does not tell: each one that is enabled is
 * asked about, some at a time. One that is gone by then is left out.
 */
async function channelsOnAir(
  client: Client,
  listed: readonly LiveChannel[],
  signal: AbortSignal,
): Promise<ChannelOnAir[]> {
  const atOnce = CLIENT_LIMITS.looksAtOnce.value;
  const found = await sideBySide(listed, { atOnce, signal }, async (channel, signal) => {
    const { name, status } = channel;
    if (name === null || status === 'disabled' || !isChannelName(name)) return null;
    const stat = await statOf(client, name, signal);
    return stat?.status === 'Live' ? { ...channel, name, stat } : null;
  });
  return found.filter((one) => one !== null);
}

/** Null when there is no such channel. */
async function statOf(
  client: Client,
  channelName: string,
  signal: AbortSignal,
): Promise<ChannelOnAir['stat'] | null> {
  try {
    const { requestId: _, ...stat } = await client.getLiveChannelStat({ channelName }, { signal });
    return stat;
  } catch (error) {
    if (error instanceof ServiceError && isNoSuchChannel(error)) return null;
    throw error;
  }
}
