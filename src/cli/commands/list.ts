import type { Client } from '../../client/client.js';
import { type ListLiveChannelResult, listLiveChannel } from '../../client/operations/list-live-channel.js';
import type { RunCommand } from '../command.js';
import type { FlagValue } from '../context.js';

const LARGEST_PAGE = 1000;

export const runList: RunCommand = async ({ context, parsed, output, client }) => {
  const pages = pagesOf(await client(), parsed.flags, context.signal);
  if (output.format === 'tsv') {
    // Rows go out as they come in, so that `list | head` does not wait for the last page.
    for await (const page of pages) await output.result(page, listLiveChannel.face.view(page, {}));
    return;
  }
  const collected: ListLiveChannelResult[] = [];
  for await (const page of pages) collected.push(page);
  const all = whole(collected);
  await output.result(all, listLiveChannel.face.view(all, {}));
};

/** One page after the other, to the last. */
export async function* pagesOf(
  client: Client,
  flags: Readonly<Record<string, FlagValue>>,
  signal: AbortSignal,
): AsyncGenerator<ListLiveChannelResult> {
  const prefix = textFlag(flags.prefix);
  const pageSize = typeof flags.maxKeys === 'number' ? flags.maxKeys : LARGEST_PAGE;
  let left = typeof flags.limit === 'number' ? flags.limit : Number.POSITIVE_INFINITY;
  let marker = textFlag(flags.marker);
  while (true) {
    const page = await client.listLiveChannel(
      { prefix, marker, maxKeys: Math.min(pageSize, left) },
      { signal },
    );
    yield page;
    left -= page.channels.length;
    // A server that says "more" without saying where would be asked for the same page for ever.
    if (!page.isTruncated || left <= 0 || page.nextMarker === '' || page.nextMarker === marker) return;
    marker = page.nextMarker;
  }
}

/** The pages as if they had been one. */
function whole(pages: readonly ListLiveChannelResult[]): ListLiveChannelResult {
  const [first, last] = [pages[0]!, pages.at(-1)!];
  return { ...last, marker: first.marker, channels: pages.flatMap(({ channels }) => channels) };
}

function textFlag(value: FlagValue): string | null {
  return typeof value === 'string' ? value : null;
}
