import { limits } from '../../protocol/limits.js';
import { validatePlaylistName } from '../validate.js';
import { type GetVodPlaylistInput, getVodPlaylist } from './get-vod-playlist.js';
import { defineOperation, type OperationResponse } from './operation.js';

/**
 * Stores a playlist of the segments of a time range as an object of the bucket. ServiceError with EC 0044-00000308
 * when no segment starts in the range. OSS documentation, "PostVodPlaylist".
 */
export interface PostVodPlaylistInput extends GetVodPlaylistInput {
  /** Ends in `.m3u8`, no `/`; the object `{channelName}/{playlistName}` is replaced. */
  playlistName: string;
}

/** A playlist that was saved. */
export interface PostVodPlaylistResult {
  /** As in the header, quotes included. */
  etag: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
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
    const { playlistName } = input;
    validatePlaylistName(playlistName, limits.vod.ec.playlistSuffix);
    return { ...getVodPlaylist.encode(input), playlistName };
  },

  decode(response: OperationResponse): PostVodPlaylistResult {
    return { etag: response.header('etag'), requestId: response.requestId };
  },
});
