import { english } from '../../english.js';
import { UnreadableAnswerError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { validateChannelName, validateVodWindow } from '../validate.js';
import { defineOperation, type OperationResponse } from './operation.js';

/**
 * Asks for a playlist of the segments of a time range; nothing is stored. ServiceError with EC 0044-00000308 when no
 * segment starts in the range. OSS documentation, "GetVodPlaylist".
 */
export interface GetVodPlaylistInput {
  /** The name of the channel. */
  channelName: string;
  /** Unix seconds. A segment belongs when its own start lies in the range. */
  startTime: number;
  /** Unix seconds, after `startTime` and at most 86,400 later. */
  endTime: number;
}

/** A playlist, as text. */
export interface GetVodPlaylistResult {
  /** The m3u8 text, as sent; segment names are relative to `{channelName}/`. */
  playlist: string;
  /** As in the header, quotes included. */
  etag: string | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const getVodPlaylist = defineOperation({
  name: 'GetVodPlaylist',
  action: 'oss:GetVodPlaylist',
  wire: {
    method: 'GET',
    path: 'channel',
    query: { vod: null },
    parameters: ['startTime', 'endTime'],
    success: 200,
  },

  encode(input: GetVodPlaylistInput) {
    const { channelName, startTime, endTime } = input;
    validateChannelName(channelName, limits.vod.ec.channelName);
    validateVodWindow(startTime, endTime);
    return { channelName, query: { startTime: String(startTime), endTime: String(endTime) } };
  },

  decode(response: OperationResponse): GetVodPlaylistResult {
    const { text: playlist, requestId, httpStatus } = response;
    if (!playlist.startsWith('#EXTM3U')) {
      throw new UnreadableAnswerError(english`The answer is not an m3u8 playlist.`, {
        httpStatus,
        requestId,
      });
    }
    return { playlist, etag: response.header('etag'), requestId };
  },
});
