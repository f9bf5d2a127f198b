import { listPages } from '../../client/list-pages.js';
import { type ListLiveChannelResult, listLiveChannel } from '../../client/operations/list-live-channel.js';
import type { RunCommand } from '../command.js';
import type { FlagValue } from '../context.js';

export const runList: RunCommand = async ({ context, parsed, output, client }) => {
  const { flags } = parsed;
  const asked = {
    ...{ prefix: textFlag(flags.prefix), marker: textFlag(flags.marker) },
    ...{ maxKeys: numberFlag(flags.maxKeys), limit: numberFlag(flags.limit) },
  };
  const pages = listPages(await client(), asked, context.signal);
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

/** The pages as if they had been one. */
function whole(pages: readonly ListLiveChannelResult[]): ListLiveChannelResult {
  const [first, last] = [pages[0]!, pages.at(-1)!];
  return { ...last, marker: first.marker, channels: pages.flatMap(({ channels }) => channels) };
}

function textFlag(value: FlagValue): string | null {
  return typeof value === 'string' ? value : null;
}

function numberFlag(value: FlagValue): number | null {
  return typeof value === 'number' ? value : null;
}
