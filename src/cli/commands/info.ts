import {
  getLiveChannelInfo,
  type LiveChannelConfiguration,
} from '../../client/operations/get-live-channel-info.js';
import { CHANNEL, defineCommand } from '../command.js';
import type { View } from '../terminal/view.js';

export const info = defineCommand({
  name: 'info',
  group: 'Channels',
  operation: getLiveChannelInfo,
  summary: "Show a live channel's settings",
  arguments: [CHANNEL],
  examples: [{ line: 'oss-live info cam-42', comment: 'status, segment length, playlist name' }],
  async run({ context, words, output, channel, client }) {
    const { channelName } = await channel(words[0]);
    const result = await (await client()).getLiveChannelInfo({ channelName }, { signal: context.signal });
    await output.result(result, viewOf(channelName, result));
  },
});

function viewOf(channelName: string, { description, status, target }: LiveChannelConfiguration): View {
  return {
    kind: 'fields',
    fields: [
      ['Channel', channelName],
      ['Description', description],
      ['Status', status],
      ['Type', target?.type ?? null],
      ['Segment seconds', target?.fragDuration ?? null],
      ['Segments listed', target?.fragCount ?? null],
      ['Playlist', target?.playlistName ?? null],
    ],
  };
}
