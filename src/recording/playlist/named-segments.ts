import type { Client } from '../../client/client.js';
import { objectPages } from '../../client/objects/object-pages.js';
import type { FoundSegment } from './recording.js';

interface Named {
  client: Pick<Client, 'listObjects'>;
  channelName: string;
  end: Date;
  signal: AbortSignal;
}

/** What the names of the objects of a channel tell of a range: no durations, and nothing of breaks. */
export async function segmentsByName(
  { client, channelName, end, signal }: Named,
  startTime: number,
): Promise<FoundSegment[]> {
  const prefix = `${channelName}/`;
  const found: FoundSegment[] = [];
  // Unix milliseconds have 13 digits until 2286, so that keys are in the order of time.
  const startAfter = `${prefix}${startTime * 1000}`;
  for await (const objects of objectPages(client, { prefix, startAfter }, signal)) {
    for (const { key } of objects) {
      const [name, startMs] = /^(\d{13})\.ts$/.exec(key.slice(prefix.length)) ?? [];
      if (name === undefined) continue;
      if (Number(startMs) >= end.getTime()) return found;
      found.push({ name, startMs: Number(startMs), seconds: null, discontinuity: false });
    }
  }
  return found;
}
