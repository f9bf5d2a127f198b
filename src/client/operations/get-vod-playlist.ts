import { UnreadableAnswerError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { validateChannelName, validateVodWindow } from '../validate.js';
import { defineOperation, type OperationResponse, type View } from './operation.js';

/**
 * Asks for a playlist of the segments of a time range; nothing is stored. ServiceError with EC 0044-00000308 when no
 * segment starts in the range. OSS documentation, "GetVodPlaylist".
 */
export interface GetVodPlaylistInput {
  channelName: string;
  /** Unix seconds. A segment belongs when its own start lies in the range. */
  startTime: number;
  /** Unix seconds, after `startTime` and at most 86,400 later. */
  endTime: number;
}

export interface GetVodPlaylistResult {
  /** The m3u8 text, as sent; segment names are relative to `{channelName}/`. */
  playlist: string;
  /** As in the header, quotes included. */
  etag: string | null;
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
    validateChannelName(input.channelName, limits.vod.ec.channelName);
    validateVodWindow(input.startTime, input.endTime);
    return {
      channelName: input.channelName,
      query: { startTime: String(input.startTime), endTime: String(input.endTime) },
    };
  },

  decode(response: OperationResponse): GetVodPlaylistResult {
    const { text: playlist, requestId, httpStatus } = response;
    if (!playlist.startsWith('#EXTM3U')) {
      throw new UnreadableAnswerError('The answer is not an m3u8 playlist.', { httpStatus, requestId });
    }
    return { playlist, etag: response.header('etag'), requestId };
  },

  face: {
    command: 'vod',
    summary: 'Get the VOD playlist of a time range',
    details: [
      'A bare or omitted --start or --end means the start or the end of the latest push. A range is at most one day.',
      'The playlist goes to stdout, or to a file with --output. Nothing is stored in the bucket; vod-save does that.',
    ],
    arguments: [{ name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' }],
    flags: [
      { flags: '--start [time]', help: 'now, 90m, 1h-ago, 10:30, ISO 8601 or Unix seconds' },
      { flags: '--end [time]', help: 'the same' },
      { flags: '-o, --output <file>', help: 'write the playlist to a file instead' },
    ],
    examples: [
      { line: 'oss-live vod --start --end > playlist.m3u8', comment: 'the latest push' },
      {
        line: 'oss-live vod cam-42 --start 1h-ago --end now -o replay.m3u8',
        comment: 'the last hour, in a file',
      },
    ],
    view(): View {
      return { kind: 'none' };
    },
  },
});
