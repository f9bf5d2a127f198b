import type { Client } from './client.js';
import type { ListLiveChannelInput, ListLiveChannelResult } from './operations/list-live-channel.js';

export const LARGEST_PAGE = 1000;

export interface PagesInput extends ListLiveChannelInput {
  /** Channels in all; every one when absent. `maxKeys` is the size of a page. */
  limit?: number | null;
}

/** One page after the other, to the last. */
export async function* listPages(
  client: Client,
  { prefix, marker, maxKeys, limit }: PagesInput,
  signal: AbortSignal,
): AsyncGenerator<ListLiveChannelResult> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for (let from = marker; ; ) {
    const page = await client.listLiveChannel(
      { prefix, marker: from, maxKeys: Math.min(maxKeys ?? LARGEST_PAGE, left) },
      { signal },
    );
    yield page;
    left -= page.channels.length;
    // A server that says "more" without saying where would be asked for the same page for ever.
    if (!page.isTruncated || left <= 0 || page.nextMarker === '' || page.nextMarker === from) return;
    from = page.nextMarker;
  }
}
