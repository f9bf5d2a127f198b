import { limits } from '../../protocol/limits.js';
import { validateChannelName, validatePlaylistName, validateVodWindow } from '../validate.js';
import { defineOperation, type OperationResponse, type View } from './operation.js';

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

  face: {
    command: 'vod-save',
    summary: 'Save the VOD playlist of a time range in the bucket',
    details: [
      'A bare or omitted --start or --end means the start or the end of the latest push. A range is at most one day.',
    ],
    arguments: [
      { name: '<playlist>', help: 'name of the playlist, ends in .m3u8; replaced if it exists' },
      { name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' },
    ],
    flags: [
      { flags: '--start [time]', help: 'now, 90m, 1h-ago, 10:30, ISO 8601 or Unix seconds' },
      { flags: '--end [time]', help: 'the same' },
    ],
    examples: [
      {
        line: 'oss-live vod-save replay.m3u8 cam-42 --start 2h-ago --end now',
        comment: 'the last two hours',
      },
    ],
    view(_output, input): View {
      return { kind: 'fields', fields: [['Object', `${input.channelName}/${input.playlistName}`]] };
    },
  },
});
