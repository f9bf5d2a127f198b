import { children, textOf } from '../../protocol/xml.js';
import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Asks for the latest finished pushes to a channel. ServiceError `NoSuchLiveChannel` for an unknown name. OSS
 * documentation, "GetLiveChannelHistory".
 */
export interface GetLiveChannelHistoryInput {
  channelName: string;
}

/** A finished push. */
export interface LiveRecord {
  /** ISO 8601, UTC. */
  startTime: string | null;
  endTime: string | null;
  /** `ip:port` of the publisher. */
  remoteAddr: string | null;
}

export interface LiveChannelHistory {
  /** The ten latest, oldest first in the documentation's sample: rely on the times, not on the order. */
  records: LiveRecord[];
  requestId: string | null;
}

export const getLiveChannelHistory = defineOperation({
  name: 'GetLiveChannelHistory',
  action: 'oss:GetLiveChannelHistory',
  wire: {
    method: 'GET',
    path: 'channel',
    query: { live: null, comp: 'history' },
    parameters: [],
    success: 200,
  },

  encode(input: GetLiveChannelHistoryInput) {
    return channelAlone(input);
  },

  decode(response: OperationResponse): LiveChannelHistory {
    const root = response.xml('LiveChannelHistory');
    return {
      records: children(root, 'LiveRecord').map((record) => ({
        startTime: textOf(record, 'StartTime'),
        endTime: textOf(record, 'EndTime'),
        remoteAddr: textOf(record, 'RemoteAddr'),
      })),
      requestId: response.requestId,
    };
  },
});
