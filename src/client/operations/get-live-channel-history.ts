import { children, textOf } from '../../protocol/xml.js';
import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Asks for the latest finished pushes to a channel. ServiceError `NoSuchLiveChannel` for an unknown name. OSS
 * documentation, "GetLiveChannelHistory".
 */
export interface GetLiveChannelHistoryInput {
  /** The name of the channel. */
  channelName: string;
}

/** A finished push. */
export interface LiveRecord {
  /** ISO 8601, UTC. */
  startTime: string | null;
  /** ISO 8601, UTC. */
  endTime: string | null;
  /** `ip:port` of the publisher. */
  remoteAddr: string | null;
}

/** The pushes to a channel that have ended. */
export interface LiveChannelHistory {
  /** The ten latest, oldest first in the documentation's sample: rely on the times, not on the order. */
  records: LiveRecord[];
  /** The id of the request at the service, for its support; null when it sent none. */
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
