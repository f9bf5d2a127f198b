import { limits } from '../../protocol/limits.js';
import { validateChannelName, validatePlaylistName, validateVodWindow } from '../validate.js';
import { defineOperation, type OperationResponse } from './operation.js';

/**
 * Stores a playlist of the segments of a time range as an object of the bucket. ServiceError with EC 0044-00000308
 * when no segment starts in the range. OSS documentation, "PostVodPlaylist".
 */
export interface PostVodPlaylistInput {
  channelName: string;
  /** Ends in `.m3u8`, no `/`; the object `{channelName}/{playlistName}` is replaced. */
  playlistName: string;
  /** Unix seconds. A segment belongs when its own start lies in the range. */
  startTime: number;
  /** Unix seconds, after `startTime` and at most 86,400 later. */
  endTime: number;
}

export interface PostVodPlaylistResult {
  /** As in the header, quotes included. */
  etag: string | null;
  requestId: string | null;
}

export const postVodPlaylist = defineOperation({
  name: 'PostVodPlaylist',
  action: 'oss:PostVodPlaylist',
  wire: {
    method: 'POST',
    path: 'playlist',
    query: { vod: null },
    parameters: ['startTime', 'endTime'],
    success: 200,
  },

  encode(input: PostVodPlaylistInput) {
    validateChannelName(input.channelName, limits.vod.ec.channelName);
    validatePlaylistName(input.playlistName, limits.vod.ec.playlistSuffix);
    validateVodWindow(input.startTime, input.endTime);
    return {
      channelName: input.channelName,
      playlistName: input.playlistName,
      query: { startTime: String(input.startTime), endTime: String(input.endTime) },
    };
  },

  decode(response: OperationResponse): PostVodPlaylistResult {
    return { etag: response.header('etag'), requestId: response.requestId };
  },
});
