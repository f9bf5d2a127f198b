import { type Client, ServiceError } from '../src/index.js';

/** Every run names all that it makes with this, so that the next one finds what an earlier one had to leave. */
export const PREFIX = 'oss-live-conformance-';

/** As many as one request deletes. */
const AT_ONCE = 1000;
/** How long a push may take to end of which nobody is left. */
const PATIENCE_MS = 60_000;

export interface Removed {
  channels: number;
  objects: number;
}

/** Deletes the channels and objects whose names begin so, and nothing else. */
export async function removeAll(client: Client, prefix: string): Promise<Removed> {
  const removed = { channels: 0, objects: 0 };
  for (;;) {
    const { channels } = await client.listLiveChannel({ prefix, maxKeys: 1000 });
    const names = channels.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
    if (names.length === 0) break;
    for (const channelName of names) await removeChannel(client, channelName);
    removed.channels += names.length;
  }
  for (;;) {
    const { objects } = await client.listObjects({ prefix, maxKeys: AT_ONCE });
    const keys = objects.map(({ key }) => key).filter((key) => key.startsWith(prefix));
    if (keys.length === 0) break;
    const { failed } = await client.deleteObjects({ keys });
    const [first] = failed;
    if (first !== undefined) throw new Error(`${first.key} cannot be deleted: ${first.code}.`);
    removed.objects += keys.length;
  }
  return removed;
}

/** A push on it is cut first. */
async function removeChannel(client: Client, channelName: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await client.deleteLiveChannel({ channelName });
      return;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.kind !== 'conflict' || performance.now() > deadline)
        throw error;
      await client.putLiveChannelStatus({ channelName, status: 'disabled' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
