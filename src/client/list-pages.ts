import { english } from '../english.js';
import { UnreadableAnswerError } from '../errors.js';
import type { Client } from './client.js';
import { CLIENT_LIMITS } from './limits.js';
import type { ListLiveChannelInput, ListLiveChannelResult } from './operations/list-live-channel.js';

export const LARGEST_PAGE = 1000;

/** A million channels. */
const MOST_PAGES = CLIENT_LIMITS.pages.value;

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
  let from = marker;
  for (let count = 1; ; count++) {
    const page = await client.listLiveChannel(
      { prefix, marker: from, maxKeys: Math.min(maxKeys ?? LARGEST_PAGE, left) },
      { signal },
    );
    yield page;
    left -= page.channels.length;
    if (!page.isTruncated || left <= 0 || !isAfter(page.nextMarker, from)) return;
    if (count === MOST_PAGES) {
      const { requestId } = page;
      const message = english`The list of channels has no end: ${MOST_PAGES} pages, and more to come.`;
      throw new UnreadableAnswerError(message, { httpStatus: 200, requestId });
    }
    from = page.nextMarker;
  }
}

/** A server that says "more" without saying where, or goes back, would be asked for the same pages for ever. */
function isAfter(marker: string, before: string | null | undefined): boolean {
  return Buffer.compare(Buffer.from(marker), Buffer.from(before ?? '')) > 0;
}
