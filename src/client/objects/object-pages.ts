import { english } from '../../english.js';
import { UnreadableAnswerError } from '../../errors.js';
import type { Client } from '../client.js';
import { CLIENT_LIMITS } from '../limits.js';
import { LARGEST_PAGE } from '../list-pages.js';
import type { ListedObject } from './list-objects.js';

const MOST_PAGES = CLIENT_LIMITS.pages.value;

/**
 * The objects with the prefix, in byte order of their keys, a page at a time. Throws UnreadableAnswerError for a list
 * without an end.
 */
export async function* objectPages(
  client: Pick<Client, 'listObjects'>,
  { prefix, startAfter }: { prefix: string; startAfter?: string | null },
  signal: AbortSignal,
): AsyncGenerator<ListedObject[]> {
  let continuationToken: string | null = null;
  for (let count = 1; ; count++) {
    const asked = continuationToken === null ? { startAfter } : { continuationToken };
    const page = await client.listObjects({ prefix, maxKeys: LARGEST_PAGE, ...asked }, { signal });
    yield page.objects;
    // A server that gives the page it gave already would be asked for it for ever.
    if (page.nextContinuationToken === null || page.nextContinuationToken === continuationToken) return;
    continuationToken = page.nextContinuationToken;
    if (count === MOST_PAGES) {
      const { requestId } = page;
      const message = english`The list of objects has no end: ${MOST_PAGES} pages, and more to come.`;
      throw new UnreadableAnswerError(message, { httpStatus: 200, requestId });
    }
  }
}
