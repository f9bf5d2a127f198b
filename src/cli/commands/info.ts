import {
  getLiveChannelInfo,
  type LiveChannelConfiguration,
} from '../../client/operations/get-live-channel-info.js';
import { english } from '../../english.js';
import { defineCommand } from '../command.js';
import { say } from '../say.js';
import { CHANNELS, severalFlags, severalNames } from '../several/names.js';
import type { Cell, View } from '../terminal/view.js';

export const info = defineCommand({
  name: 'info',
  group: 'Channels',
  operation: getLiveChannelInfo,
  summary: "Show a live channel's settings",
  arguments: [CHANNELS],
  flags: severalFlags,
  examples: [
    { line: 'oss-live info cam-42', comment: 'status, segment length, playlist name' },
    { line: 'oss-live list --prefix cam- | oss-live info -', comment: 'a line for each' },
  ],
  async run(invocation) {
    const { words, output, flags } = invocation;
    const client = await invocation.client();
    const ask = (channelName: string, signal: AbortSignal) =>
      client.getLiveChannelInfo({ channelName }, { signal });
    const several = await severalNames(invocation, words);
    if (several === null) {
      const { channelName } = await invocation.channel(words[0]);
      const result = await ask(channelName, invocation.context.signal);
      await output.result(result, viewOf(channelName, result));
      return;
    }
    const { forEach, tellOutcomes } = await import('../several/each.js');
    const asked = { names: several.names, jobs: flags.jobs, doing: say`Asked about` };
    await tellOutcomes(output, await forEach(invocation, asked, ask), {
      columns: [
        english`Name`,
        english`Status`,
        english`Segment`,
        english`Listed`,
        english`Playlist`,
        english`Description`,
      ],
      rows: (channelName, { status, description, target }) => [
        [
          ...[channelName, status, seconds(target?.fragDuration ?? null), target?.fragCount ?? null],
          ...[target?.playlistName ?? null, description],
        ],
      ],
      document: (found) => found,
    });
  },
});

function seconds(value: number | null): Cell {
  return value === null ? null : { value, text: `${value} s` };
}

function viewOf(channelName: string, { description, status, target }: LiveChannelConfiguration): View {
  return {
    kind: 'fields',
    fields: [
      [english`Channel`, channelName],
      [english`Description`, description],
      [english`Status`, status],
      [english`Type`, target?.type ?? null],
      [english`Segment seconds`, target?.fragDuration ?? null],
      [english`Segments listed`, target?.fragCount ?? null],
      [english`Playlist`, target?.playlistName ?? null],
    ],
  };
}
