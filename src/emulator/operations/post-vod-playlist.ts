import { refusalOf } from '../http/refusals.js';
import { emptyAnswer, type Half } from './call.js';
import { byteLength } from './checks.js';
import { PLAYLIST_TYPE } from './get-vod-playlist.js';
import { checkVodChannelName, playlistInRange } from './vod-range.js';

/** Stores the playlist beside the segments, over whatever has that name. */
export const postVodPlaylist: Half = async (call) => {
  const { bucket, channelName, playlistName } = call;
  checkVodChannelName(channelName);
  checkPlaylistName(playlistName);
  const text = playlistInRange(call);
  const { etag } = await bucket.putObject(`${channelName}/${playlistName}`, Buffer.from(text), PLAYLIST_TYPE);
  return emptyAnswer(200, [['ETag', `"${etag}"`]]);
};

function checkPlaylistName(name: string): void {
  const bytes = byteLength(name);
  if (name.includes('/') || bytes < 6 || bytes > 128 || !name.endsWith('.m3u8'))
    throw refusalOf('badVodPlaylistName', 'playlistName', name);
}
