import { english } from '../../english.js';
import { CommandError, ServiceError } from '../../errors.js';
import { channelState } from './channel-state.js';
import type { Cleaning, Emit, Tally } from './cleaning.js';
import { deletePlanned } from './delete-planned.js';
import type { PlannedCleaning } from './events.js';
import { type Choice, type Plan, planOf, sessionAt } from './plan.js';
import { listsOfBucket, readLists } from './read-lists.js';
import { report } from './report.js';
import { type Stock, takeStock } from './stock.js';

/** The service tells when a push began in whole seconds. */
const SECOND_MS = 1000;
const PAGE = 1000;

/** One cleaning from end to end. */
export async function carryOut(cleaning: Cleaning, tally: Tally, emit: Emit): Promise<void> {
  const { client, channelName, signal, confirm } = cleaning;
  const state = await channelState({ client, channelName, signal });
  const onPage = (objects: number) =>
    emit({ event: 'progress', phase: 'listing', objects, totalObjects: null });
  const stock = await takeStock({ ...cleaning, onPage });
  if (state.isGone && !cleaning.everything) refuseNothing(stock, channelName);
  const choice = choiceOf(cleaning, stock);
  const reading = { ...cleaning, segments: stock.segments };
  const lists = await readLists(reading, stock.lists);
  const elsewhere = await readLists(reading, await listsOfBucket(reading));
  const isLive = (number: number): boolean => {
    if (state.liveSinceMs === null) return false;
    // What is not named after a time may be of any.
    return number >= stock.segments.timed || stock.segments.timeOf(number) >= state.liveSinceMs - SECOND_MS;
  };
  const plan = planOf(choice, { stock, lists, elsewhere, state, channelName, isLive });
  const versioning = choice === null ? null : await versioningOf(cleaning);
  const planned = { ...report({ channelName, stock, state, plan, choice }), versioning };
  emit({ event: 'planned', ...planned });
  if (choice === null) return;
  refuseUnknown(planned, plan, state.denied);
  if (cleaning.dryRun) return tellAll(stock, plan, channelName, emit);
  if (planned.chosen === null || planned.chosen.segments + planned.chosen.playlists === 0) return;
  if (confirm !== null && !(await confirm(planned))) return;
  signal.throwIfAborted();
  await deletePlanned({ ...cleaning, stock, plan, state }, tally, emit);
  if (tally.failed > 0) throw partlyFailed(tally);
}

/** A name that was misspelt is no channel without recordings. */
function refuseNothing({ segments, lists, others }: Stock, channelName: string): void {
  if (segments.count + lists.length + others.objects > 0) return;
  const message = english`There is no channel ${channelName}, and nothing below ${channelName}/ in the bucket.`;
  throw new CommandError('NothingRecorded', message, 'notFound', { advice: { do: 'listChannels' } });
}

/** Null when nothing was chosen. */
function choiceOf(cleaning: Cleaning, stock: Stock): Choice | null {
  const { olderThanSeconds, before, session, everything, withPlaylists, channelName } = cleaning;
  const beforeMs =
    before?.getTime() ?? (olderThanSeconds === null ? null : stock.now.getTime() - olderThanSeconds * 1000);
  const sessionMs = session?.getTime() ?? null;
  if (beforeMs === null && sessionMs === null && !everything) return null;
  if (sessionMs !== null && sessionAt(stock, sessionMs) === null) {
    const message = english`No session of ${channelName} went on at ${new Date(sessionMs).toISOString()}.`;
    throw new CommandError('NoSession', message, 'notFound', {
      advice: { do: 'lookAtRecordings', channelName },
    });
  }
  return { beforeMs, sessionMs, withPlaylists, everything };
}

/** What deletes what nobody knows of is a mistake that nothing mends. */
function refuseUnknown({ chosen }: PlannedCleaning, { unreadable }: Plan, denied: ServiceError | null): void {
  if (denied !== null) throw denied;
  const [list] = unreadable;
  if (list === undefined || chosen === null) return;
  if (list.error !== null) throw list.error;
  const why =
    list.reason === 'tooLarge' ? english`is too large to be read` : english`is no playlist that can be read`;
  throw new CommandError(
    'UnreadablePlaylist',
    english`${list.key} ${why}: it may name anything.`,
    'conflict',
    {
      hint: english`Nothing was deleted. Move that object elsewhere, or delete it, if nobody plays it.`,
    },
  );
}

async function versioningOf({ client, signal }: Cleaning): Promise<PlannedCleaning['versioning']> {
  try {
    return (await client.getBucketVersioning(null, { signal })).status ?? 'none';
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

/** All that would be deleted, in the order in which it would. */
function tellAll({ segments }: Stock, { goes, lists }: Plan, channelName: string, emit: Emit): void {
  let objects = lists.flatMap(({ goes, key, bytes }) => (goes ? [{ key, bytes }] : []));
  const tell = () => {
    if (objects.length > 0) emit({ event: 'wouldDelete', objects });
    objects = [];
  };
  for (let number = 0; number < goes.length; number++) {
    if (objects.length >= PAGE) tell();
    if (goes[number] === 1)
      objects.push({ key: `${channelName}/${segments.nameOf(number)}`, bytes: segments.bytesOf(number) });
  }
  tell();
}

function partlyFailed({ failed, segments, playlists }: Tally): CommandError {
  const all = failed + segments + playlists;
  const message = english`${failed} of ${all} objects could not be deleted.`;
  return new CommandError('PartlyFailed', message, 'partial', {
    hint: english`The same call tries them again.`,
  });
}
