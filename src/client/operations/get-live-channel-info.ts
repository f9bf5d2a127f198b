import { child, integerOf, textOf } from '../../protocol/xml.js';
import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Asks for a channel's settings. ServiceError `NoSuchLiveChannel` for an unknown name. OSS documentation,
 * "GetLiveChannelInfo".
 */
export interface GetLiveChannelInfoInput {
  /** The name of the channel. */
  channelName: string;
}

/** What is made of a push: segments and a live playlist. */
export interface LiveChannelTarget {
  /** `HLS`. */
  type: string | null;
  /** Seconds. */
  fragDuration: number | null;
  /** Segments in the live playlist. */
  fragCount: number | null;
  /** The name of the live playlist in the channel's folder. */
  playlistName: string | null;
}

/** A channel's settings. The service does not report its snapshot settings. */
export interface LiveChannelConfiguration {
  /** As it was given; null or empty without one. */
  description: string | null;
  /** `enabled` or `disabled`. */
  status: string | null;
  /** What is made of a push. */
  target: LiveChannelTarget | null;
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const getLiveChannelInfo = defineOperation({
  name: 'GetLiveChannelInfo',
  action: 'oss:GetLiveChannel',
  wire: { method: 'GET', path: 'channel', query: { live: null }, parameters: [], success: 200 },

  encode(input: GetLiveChannelInfoInput) {
    return channelAlone(input);
  },

  decode(response: OperationResponse): LiveChannelConfiguration {
    const root = response.xml('LiveChannelConfiguration');
    const target = child(root, 'Target');
    return {
      description: textOf(root, 'Description'),
      status: textOf(root, 'Status'),
      target: target && {
        type: textOf(target, 'Type'),
        fragDuration: integerOf(target, 'FragDuration'),
        fragCount: integerOf(target, 'FragCount'),
        playlistName: textOf(target, 'PlaylistName'),
      },
      requestId: response.requestId,
    };
  },
});
