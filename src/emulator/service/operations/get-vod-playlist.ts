import { createHash } from 'node:crypto';
import type { Half } from './call.js';
import { checkVodChannelName, playlistInRange } from './vod-range.js';

export const PLAYLIST_TYPE = 'application/x-mpegURL';

export const getVodPlaylist: Half = (call) => {
  checkVodChannelName(call.channelName);
  const body = playlistInRange(call);
  const etag = createHash('md5').update(body).digest('hex').toUpperCase();
  return {
    status: 200,
    headers: [
      ['Content-Type', PLAYLIST_TYPE],
      ['ETag', `"${etag}"`],
    ],
    body,
  };
};
