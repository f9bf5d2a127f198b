import { children, textOf } from '../../protocol/xml.js';
import { validateChannelName } from '../validate.js';
import { type Cell, defineOperation, type OperationResponse, type View } from './operation.js';

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
    arguments: [{ name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' }],
    examples: [{ line: 'oss-live history cam-42', comment: 'start, end and publisher of each push' }],
    view(output): View {
      return {
        kind: 'table',
        columns: ['Start', 'End', 'Duration', 'Publisher'],
        rows: output.records.map((record) => [
          record.startTime,
          record.endTime,
          duration(record),
          record.remoteAddr,
        ]),
        empty: 'No finished pushes.',
      };
    },
  },
});

/** `1h 02m 03s` for people, seconds in a pipe. */
function duration({ startTime, endTime }: LiveRecord): Cell {
  const value = (Date.parse(endTime ?? '') - Date.parse(startTime ?? '')) / 1000;
  if (Number.isNaN(value)) return null;
  const seconds = Math.round(value);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts.slice(parts.findIndex((part, index) => part > 0 || index === 2));
  const units = ['h', 'm', 's'].slice(-shown.length);
  const text = shown.map(
    (part, index) => `${index === 0 ? part : String(part).padStart(2, '0')}${units[index]}`,
  );
  return { value, text: text.join(' ') };
}
