import { unlessDenied } from '../../client/look.js';
import { objectPages } from '../../client/objects/object-pages.js';
import { firstSegments } from '../sessions/stored-segments.js';
import { type Day, type DayKeeping, dayListName } from './save-day.js';

/**
 * Those of the days, in their order, of which something is recorded and no list is there, as far as the names of the objects
 * tell: where the bucket may not be listed, all of them. One request for the lists and one for each run of days.
 */
export async function missingDays(keeping: DayKeeping, days: readonly Day[]): Promise<readonly Day[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  return (await unlessDenied(recordedDays(keeping, days, { first, last }))) ?? days;
}

async function recordedDays(
  keeping: DayKeeping,
  days: readonly Day[],
  { first, last }: { first: Day; last: Day },
): Promise<Day[]> {
  const names = await listNames(keeping, first);
  const missing: Day[] = [];
  let nextMs = first.start.getTime();
  for (const day of days) {
    if (names.has(dayListName(day.day)) || day.end.getTime() <= nextMs) continue;
    const range = { fromMs: day.start.getTime(), toMs: last.end.getTime(), maxKeys: 1 };
    const { segments, isAll } = await firstSegments(keeping, range);
    if (segments.length === 0 && isAll) break;
    // Something else may lie between: then it is not known.
    nextMs = segments[0]?.startMs ?? day.start.getTime();
    if (nextMs < day.end.getTime()) missing.push(day);
  }
  return missing;
}

async function listNames({ client, channelName, signal }: DayKeeping, first: Day): Promise<Set<string>> {
  const names = new Set<string>();
  const oldest = `${channelName}/${dayListName(first.day)}`;
  const prefix = oldest.slice(0, oldest.indexOf(first.day));
  // A name without its ending is before the name.
  const asked = { prefix, startAfter: `${prefix}${first.day}` };
  for await (const objects of objectPages(client, asked, signal))
    for (const { key } of objects) names.add(key.slice(channelName.length + 1));
  return names;
}
