import { isPlaylistName } from '../names.js';
import { Refusal } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';
import { PLAYLIST_TYPE } from './get-vod-playlist.js';
import { checkVodChannelName, playlistInRange } from './vod-range.js';

/** Stores the playlist beside the segments, over whatever has that name. */
export const postVodPlaylist: Half = async (call) => {
  const { bucket, channelName, playlistName } = call;
  checkVodChannelName(channelName);
  if (!isPlaylistName(playlistName)) throw new Refusal('notAPlaylist');
  const text = playlistInRange(call);
  const { etag } = await bucket.putObject(`${channelName}/${playlistName}`, Buffer.from(text), PLAYLIST_TYPE);
  return emptyAnswer(200, [['ETag', `"${etag}"`]]);
};
