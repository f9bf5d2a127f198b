import type { Client } from '../client/client.js';
import { listPages } from '../client/list-pages.js';

export type Service = ReturnType<typeof serviceOf>;

/** What is asked of the service, each in one request or one request a page. */
export function serviceOf(client: Client) {
  return {
    stat: (channelName: string, signal: AbortSignal) =>
      client.getLiveChannelStat({ channelName }, { signal }),
    /** The names of all channels of the bucket. */
    async list(signal: AbortSignal) {
      const names: string[] = [];
      for await (const { channels } of listPages(client, {}, signal))
        names.push(...channels.flatMap(({ name }) => name ?? []));
      return names;
    },
    history: async (channelName: string, signal: AbortSignal) =>
      (await client.getLiveChannelHistory({ channelName }, { signal })).records,
  };
}
