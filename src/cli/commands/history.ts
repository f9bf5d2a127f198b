import { getLiveChannelHistory, type LiveRecord } from '../../client/operations/get-live-channel-history.js';
import { CHANNEL, defineCommand } from '../command.js';
import { lasting } from '../terminal/durations.js';
import { type Cell, timeCell, type View } from '../terminal/view.js';

export const history = defineCommand({
  name: 'history',
  group: 'Channels',
  operation: getLiveChannelHistory,
  summary: 'Show the last ten pushes to a live channel',
  details: ['A running push is not among them.'],
  arguments: [CHANNEL],
  examples: [{ line: 'oss-live history cam-42', comment: 'start, end and publisher of each push' }],
  async run({ context, words, output, channel, client }) {
    const { channelName } = await channel(words[0]);
    const result = await (await client()).getLiveChannelHistory({ channelName }, { signal: context.signal });
    await output.result(result, viewOf(result.records));
  },
});

function viewOf(records: readonly LiveRecord[]): View {
  return {
    kind: 'table',
    columns: ['Start', 'End', 'Duration', 'Publisher'],
    rows: records.map((record) => [
      timeCell(record.startTime),
      timeCell(record.endTime),
      duration(record),
      record.remoteAddr,
    ]),
    empty: 'No finished pushes.',
  };
}

/** `1h 02m 03s` for people, seconds in a pipe. */
function duration({ startTime, endTime }: LiveRecord): Cell {
  const value = (Date.parse(endTime ?? '') - Date.parse(startTime ?? '')) / 1000;
  if (Number.isNaN(value)) return null;
  return { value, text: lasting(value) };
}
