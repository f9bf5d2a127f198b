import { defineOperation, type OperationResponse, type View } from '../protocol/operation.js';
import { validateChannelName } from '../protocol/validate.js';
import { children, textOf } from '../protocol/xml.js';

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
    validateChannelName(input.channelName);
    return { channelName: input.channelName };
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

  face: {
    command: 'history',
    summary: 'Show the last ten pushes to a live channel',
    details: ['A running push is not among them.'],
    arguments: [{ name: '[channel]', help: 'channel name' }],
    examples: [{ line: 'oss-live history cam-42', comment: 'start, end and publisher of each push' }],
    view(output): View {
      return {
        kind: 'table',
        columns: ['Start', 'End', 'Publisher'],
        rows: output.records.map((record) => [record.startTime, record.endTime, record.remoteAddr]),
        empty: 'No finished pushes.',
      };
    },
  },
});
