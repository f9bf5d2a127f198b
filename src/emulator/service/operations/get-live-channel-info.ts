import { type Half, xmlAnswer } from './call.js';
import { existingChannel } from './checks.js';

/** The Snapshot is not part of the documented answer. */
export const getLiveChannelInfo: Half = ({ bucket, channelName }) => {
  const channel = existingChannel(bucket, channelName);
  return xmlAnswer([
    'LiveChannelConfiguration',
    [
      ['Description', channel.description],
      ['Status', channel.status],
      [
        'Target',
        [
          ['Type', 'HLS'],
          ['FragDuration', String(channel.fragDurationSeconds)],
          ['FragCount', String(channel.fragCount)],
          ['PlaylistName', channel.playlistName],
        ],
      ],
    ],
  ]);
};
