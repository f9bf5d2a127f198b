import { LARGEST_PAGE, listPages } from '../../client/list-pages.js';
import { type ListLiveChannelResult, listLiveChannel } from '../../client/operations/list-live-channel.js';
import { limits } from '../../protocol/limits.js';
import { defineCommand, type FlagTable } from '../command.js';
import { timeCell, type View } from '../terminal/view.js';

const flags = {
  prefix: { value: '<text>', help: 'only channels whose name starts with it' },
  marker: { value: '<name>', help: 'only channels after this name, in byte order' },
  limit: {
    value: '<number>',
    help: 'stop after this many channels',
    integer: [1, Number.MAX_SAFE_INTEGER],
  },
  maxKeys: {
    value: '<number>',
    help: 'channels asked for in one request',
    integer: [1, LARGEST_PAGE, limits.list.maxKeys.ec],
  },
} as const satisfies FlagTable;

export const list = defineCommand({
  name: 'list',
  aliases: ['ls'],
  group: 'Channels',
  operation: listLiveChannel,
  summary: 'List the live channels of the bucket',
  details: ['Follows pages by itself until the last one.'],
  flags,
  examples: [
    { line: 'oss-live list', comment: 'every channel' },
    { line: 'oss-live list --prefix cam- --json', comment: 'as JSON, with publish and play URLs' },
  ],
  async run({ context, flags, output, client }) {
    const pages = listPages(await client(), flags, context.signal);
    if (output.format === 'tsv') {
      // Rows go out as they come in, so that `list | head` does not wait for the last page.
      for await (const page of pages) await output.result(page, viewOf(page));
      return;
    }
    const collected: ListLiveChannelResult[] = [];
    for await (const page of pages) collected.push(page);
    const all = whole(collected);
    await output.result(all, viewOf(all));
  },
});

/** The pages as if they had been one. */
function whole(pages: readonly ListLiveChannelResult[]): ListLiveChannelResult {
  const [first, last] = [pages[0]!, pages.at(-1)!];
  return { ...last, marker: first.marker, channels: pages.flatMap(({ channels }) => channels) };
}

function viewOf({ channels }: ListLiveChannelResult): View {
  return {
    kind: 'table',
    columns: ['Name', 'Status', 'Last modified', 'Description'],
    rows: channels.map(({ name, status, lastModified, description }) => [
      name,
      status,
      timeCell(lastModified),
      description,
    ]),
    empty: 'No live channels.',
  };
}
