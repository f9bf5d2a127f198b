import type { LiveChannelConfiguration } from './operations/get-live-channel-info.js';
import type { ChannelStatus, PutLiveChannelInput } from './operations/put-live-channel.js';

/** What a channel is to be; what is absent or null is not looked at. */
export type ChannelSettings = Omit<PutLiveChannelInput, 'channelName'>;

/** A setting that is another than it should be. */
export interface Difference {
  setting: 'description' | 'status' | 'fragDuration' | 'fragCount' | 'playlistName';
  is: string | number | null;
  wanted: string | number;
}

/** The service does not report snapshots, so these cannot be compared. */
export function differencesOf(info: LiveChannelConfiguration, asked: ChannelSettings): Difference[] {
  const { target } = info;
  const compared: [Difference['setting'], Difference['is'], Difference['is'] | undefined][] = [
    ['description', info.description, asked.description],
    ['status', info.status, asked.status],
    ['fragDuration', target?.fragDuration ?? null, asked.target?.fragDuration],
    ['fragCount', target?.fragCount ?? null, asked.target?.fragCount],
    ['playlistName', target?.playlistName ?? null, asked.target?.playlistName],
  ];
  return compared.flatMap(([setting, is, wanted]) =>
    wanted == null || wanted === (is ?? '') ? [] : [{ setting, is, wanted }],
  );
}

/** The settings of a channel with those asked for in their place. */
export function overlaid(info: LiveChannelConfiguration, asked: ChannelSettings): ChannelSettings {
  return {
    description: asked.description ?? info.description,
    status: asked.status ?? (info.status as ChannelStatus | null),
    target: {
      fragDuration: asked.target?.fragDuration ?? info.target?.fragDuration ?? null,
      fragCount: asked.target?.fragCount ?? info.target?.fragCount ?? null,
      playlistName: asked.target?.playlistName ?? info.target?.playlistName ?? null,
    },
    snapshot: asked.snapshot ?? null,
  };
}
