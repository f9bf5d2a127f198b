import { askLiveList, type LiveList } from '../../recording/index.js';
import { type Answer, playlist } from '../answer.js';
import type { Around, Request } from '../around.js';

/** The live list, written anew: each segment by its name, with the time at which the service began it. */
export async function live({ client, channels }: Around, { channelName, signal }: Request): Promise<Answer> {
  const playlistName = await channels.playlistName(channelName);
  return playlist(liveText(await askLiveList(client, { channelName, playlistName }, signal)));
}

/** What is not a number or a segment's name is not in it, whatever the bucket has. */
function liveText(list: LiveList): string {
  const { targetSeconds, mediaSequence, discontinuitySequence, segments, isEnded } = list;
  const longest = segments.reduce((most, { seconds }) => Math.max(most, Math.round(seconds)), targetSeconds);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-MEDIA-SEQUENCE:${mediaSequence}`,
    `#EXT-X-TARGETDURATION:${Math.max(1, longest)}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}`,
  ];
  for (const { name, startMs, seconds, discontinuity } of segments) {
    if (discontinuity) lines.push('#EXT-X-DISCONTINUITY');
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(startMs).toISOString()}`);
    lines.push(`#EXTINF:${seconds.toFixed(3)},`, name);
  }
  if (isEnded) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}
