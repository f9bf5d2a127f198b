import type { Client } from '../client/client.js';
import { listPages } from '../client/list-pages.js';
import type { LiveRecord } from '../client/operations/get-live-channel-history.js';
import type { LiveChannelStat } from '../client/operations/get-live-channel-stat.js';

/** What is asked of the service, each in one request or one request a page. */
export interface Service {
  stat(channelName: string, signal: AbortSignal): Promise<LiveChannelStat>;
  /** The names of all channels of the bucket. */
  list(signal: AbortSignal): Promise<string[]>;
  history(channelName: string, signal: AbortSignal): Promise<readonly LiveRecord[]>;
}

export function serviceOf(client: Client): Service {
  return {
    stat: (channelName, signal) => client.getLiveChannelStat({ channelName }, { signal }),
    async list(signal) {
      const names: string[] = [];
      for await (const { channels } of listPages(client, {}, signal))
        names.push(...channels.flatMap(({ name }) => name ?? []));
      return names;
    },
    history: async (channelName, signal) =>
      (await client.getLiveChannelHistory({ channelName }, { signal })).records,
  };
}
