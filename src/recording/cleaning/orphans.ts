import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { listPages } from '../../client/list-pages.js';
import { sideBySide } from '../../client/side-by-side.js';
import { isChannelName } from '../../client/validate.js';
import { orderedPages } from './stock.js';

export interface Searching {
  client: Pick<Client, 'listLiveChannel' | 'listObjects'>;
  signal: AbortSignal;
}

/** A segment as the service names them; the first ones after `1`. */
const SEGMENT = /^\d{13}\.ts$/;
const FEW = 10;

/**
 * Names of channels that are gone and of which segments are left: folders at the top of the bucket in which objects are named
 * as the service names segments. In byte order. Throws ServiceError where channels or objects may not be listed.
 */
export async function findOrphans({ client, signal }: Searching): Promise<string[]> {
  const names: string[] = [];
  for await (const { prefixes } of orderedPages({ client, signal }, '', { delimiter: '/' }))
    for (const prefix of prefixes) if (isChannelName(prefix.slice(0, -1))) names.push(prefix.slice(0, -1));
  // Afterwards: one that is created meanwhile is none.
  const channels = new Set<string | null>();
  for await (const page of listPages(client as Client, {}, signal))
    for (const { name } of page.channels) channels.add(name);
  const gone = names.filter((name) => !channels.has(name));
  const atOnce = CLIENT_LIMITS.looksAtOnce.value;
  const found = await sideBySide(gone, { atOnce, signal }, async (name, signal) => {
    const asked = { prefix: `${name}/`, startAfter: `${name}/1`, maxKeys: FEW };
    const { objects } = await client.listObjects(asked, { signal });
    return objects.some(
      ({ key }) => key.startsWith(asked.prefix) && SEGMENT.test(key.slice(asked.prefix.length)),
    );
  });
  return gone.filter((_, index) => found[index]);
}
