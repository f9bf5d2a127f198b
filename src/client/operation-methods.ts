import type { DeleteLiveChannelInput, DeleteLiveChannelResult } from './operations/delete-live-channel.js';
import type {
  GetLiveChannelHistoryInput,
  LiveChannelHistory,
} from './operations/get-live-channel-history.js';
import type {
  GetLiveChannelInfoInput,
  LiveChannelConfiguration,
} from './operations/get-live-channel-info.js';
import type { GetLiveChannelStatInput, LiveChannelStat } from './operations/get-live-channel-stat.js';
import type { GetVodPlaylistInput, GetVodPlaylistResult } from './operations/get-vod-playlist.js';
import type { ListLiveChannelInput, ListLiveChannelResult } from './operations/list-live-channel.js';
import type { PostVodPlaylistInput, PostVodPlaylistResult } from './operations/post-vod-playlist.js';
import type { CreateLiveChannelResult, PutLiveChannelInput } from './operations/put-live-channel.js';
import type {
  PutLiveChannelStatusInput,
  PutLiveChannelStatusResult,
} from './operations/put-live-channel-status.js';
import type { CallOptions } from './options.js';

/**
 * A method for each operation of OSS on live channels, named after it: the same as the list of operations says, which
 * the tests compare, but for people to read.
 */
export interface OperationMethods {
  /** Creates a channel, or replaces one that nobody pushes to: `ChannelStillLive` (409) else. */
  putLiveChannel(input: PutLiveChannelInput, options?: CallOptions | null): Promise<CreateLiveChannelResult>;
  /** One page of the channels, in byte order of their names. */
  listLiveChannel(
    input?: ListLiveChannelInput | null,
    options?: CallOptions | null,
  ): Promise<ListLiveChannelResult>;
  /** The settings of a channel; `NoSuchLiveChannel` (404) when there is none. */
  getLiveChannelInfo(
    input: GetLiveChannelInfoInput,
    options?: CallOptions | null,
  ): Promise<LiveChannelConfiguration>;
  /** Whether a channel is being pushed to, by whom and what; `NoSuchLiveChannel` (404) when there is none. */
  getLiveChannelStat(input: GetLiveChannelStatInput, options?: CallOptions | null): Promise<LiveChannelStat>;
  /** The last ten pushes that have ended; `NoSuchLiveChannel` (404) when there is no channel. */
  getLiveChannelHistory(
    input: GetLiveChannelHistoryInput,
    options?: CallOptions | null,
  ): Promise<LiveChannelHistory>;
  /** Lets a channel accept pushes, or refuses them, which also cuts a running one, within about ten seconds. */
  putLiveChannelStatus(
    input: PutLiveChannelStatusInput,
    options?: CallOptions | null,
  ): Promise<PutLiveChannelStatusResult>;
  /** Deletes a channel, and leaves what was recorded; `ChannelStillLive` (409) while somebody pushes. Succeeds without one. */
  deleteLiveChannel(
    input: DeleteLiveChannelInput,
    options?: CallOptions | null,
  ): Promise<DeleteLiveChannelResult>;
  /** The playlist of a range of at most a day; `InvalidArgument` with EC `0044-00000308` when nothing lies in it. */
  getVodPlaylist(input: GetVodPlaylistInput, options?: CallOptions | null): Promise<GetVodPlaylistResult>;
  /** The same, saved as an object of the channel's folder, which it replaces. */
  postVodPlaylist(input: PostVodPlaylistInput, options?: CallOptions | null): Promise<PostVodPlaylistResult>;
}

/** OSS's names of the operations: `PutLiveChannel`, `ListLiveChannel`, … */
export type OperationName = Capitalize<keyof OperationMethods>;
