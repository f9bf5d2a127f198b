import { child, integerOf, textOf } from '../../protocol/xml.js';
import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Asks for a channel's settings. ServiceError `NoSuchLiveChannel` for an unknown name. OSS documentation,
 * "GetLiveChannelInfo".
 */
export interface GetLiveChannelInfoInput {
  channelName: string;
}

export interface LiveChannelTarget {
  type: string | null;
  /** Seconds. */
  fragDuration: number | null;
  fragCount: number | null;
  playlistName: string | null;
}

/** A channel's settings. The service does not report its snapshot settings. */
export interface LiveChannelConfiguration {
  description: string | null;
  /** `enabled` or `disabled`. */
  status: string | null;
  target: LiveChannelTarget | null;
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
