import { deleteLiveChannel } from './delete-live-channel.js';
import { getLiveChannelHistory } from './get-live-channel-history.js';
import { getLiveChannelInfo } from './get-live-channel-info.js';
import { getLiveChannelStat } from './get-live-channel-stat.js';
import { getVodPlaylist } from './get-vod-playlist.js';
import { listLiveChannel } from './list-live-channel.js';
import { postVodPlaylist } from './post-vod-playlist.js';
import { putLiveChannel } from './put-live-channel.js';
import { putLiveChannelStatus } from './put-live-channel-status.js';

/** Every operation, in the order in which the documentation and the help show them. */
export const operations = [
  putLiveChannel,
  listLiveChannel,
  getLiveChannelInfo,
  getLiveChannelStat,
  getLiveChannelHistory,
  putLiveChannelStatus,
  deleteLiveChannel,
  getVodPlaylist,
  postVodPlaylist,
] as const;

export type OperationName = (typeof operations)[number]['name'];

/** `PutLiveChannel` → its `encode`, `decode`, input and output, for types that walk the list. */
export type OperationNamed<Name extends OperationName> = Extract<(typeof operations)[number], { name: Name }>;
