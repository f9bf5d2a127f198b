import { isoSeconds } from '../instant.js';
import { type Half, xmlAnswer } from './call.js';
import { existingChannel } from './checks.js';

/** Times are whole seconds; an end is rounded up, so that no segment begins after it. */
export const getLiveChannelHistory: Half = ({ bucket, channelName }) => {
  existingChannel(bucket, channelName);
  return xmlAnswer([
    'LiveChannelHistory',
    bucket.history(channelName).map(({ startMs, endMs, remoteAddress }) => [
      'LiveRecord',
      [
        ['StartTime', isoSeconds(startMs)],
        ['EndTime', isoSeconds(endMs + 999)],
        ['RemoteAddr', remoteAddress],
      ],
    ]),
  ]);
};
