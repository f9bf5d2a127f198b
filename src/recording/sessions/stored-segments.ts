import type { Client } from '../../client/client.js';
import type { ListedObject } from '../../client/objects/list-objects.js';
import { objectPages } from '../../client/objects/object-pages.js';
import { timeIn } from '../../protocol/time.js';
import type { Looking } from './looking.js';

/** A segment in the bucket, by its name. */
export interface StoredSegment {
  /** When the service began it. */
  startMs: number;
  /** When it was stored; whole seconds. */
  storedMs: number | null;
}

/** Where segments are looked for. */
export type Place = Pick<Looking, 'channelName' | 'signal'> & { client: Pick<Client, 'listObjects'> };

/** Unix milliseconds, of which there are thirteen digits until 2286: they are in order as texts, too. */
const NAME = /^(\d{13})\.ts$/;

function segmentIn(channelName: string, { key, lastModified }: ListedObject): StoredSegment | null {
  const [, startMs] = NAME.exec(key.slice(channelName.length + 1)) ?? [];
  if (startMs === undefined) return null;
  return { startMs: Number(startMs), storedMs: timeIn(lastModified ?? '')?.getTime() ?? null };
}

/** Segments that begin from `fromMs` on and before `toMs`, in order. Throws ServiceError when they may not be listed. */
export async function segmentsBetween(
  { client, channelName, signal }: Place,
  fromMs: number,
  toMs: number,
): Promise<StoredSegment[]> {
  const asked = { prefix: `${channelName}/`, startAfter: `${channelName}/${nameMs(fromMs)}` };
  const found: StoredSegment[] = [];
  for await (const objects of objectPages(client, asked, signal)) {
    for (const object of objects) {
      if (object.key >= `${channelName}/${nameMs(toMs)}`) return found;
      const segment = segmentIn(channelName, object);
      if (segment !== null) found.push(segment);
    }
  }
  return found;
}

/** The first segments that begin from `fromMs` on and before `toMs`; `isAll` when there are no more. */
export async function firstSegments(
  { client, channelName, signal }: Place,
  { fromMs, toMs, maxKeys }: { fromMs: number; toMs: number; maxKeys: number },
): Promise<{ segments: StoredSegment[]; isAll: boolean }> {
  const asked = { prefix: `${channelName}/`, startAfter: `${channelName}/${nameMs(fromMs)}`, maxKeys };
  const page = await client.listObjects(asked, { signal });
  const before = page.objects.filter(({ key }) => key < `${channelName}/${nameMs(toMs)}`);
  const segments = before.flatMap((object) => segmentIn(channelName, object) ?? []);
  return { segments, isAll: before.length < page.objects.length || page.nextContinuationToken === null };
}

/** A name without its ending is before the name. */
function nameMs(ms: number): string {
  return String(Math.min(Math.max(FIRST_MS, Math.floor(ms)), LAST_MS));
}

const [FIRST_MS, LAST_MS] = [10 ** 12, 10 ** 13 - 1];
