import { CLIENT_LIMITS } from '../../client/limits.js';
import { MOST_KEYS } from '../../client/objects/delete-objects.js';
import { interruption } from '../../client/retry.js';
import { english } from '../../english.js';
import { CommandError, ServiceError, UnreadableAnswerError } from '../../errors.js';
import { type ChannelState, livePush } from './channel-state.js';
import type { Cleaning, Emit, Tally } from './cleaning.js';
import type { Plan } from './plan.js';
import { type KnownList, readLists } from './read-lists.js';
import { LIST, orderedPages, type Stock, type StoredList } from './stock.js';

export interface Deletion extends Cleaning {
  stock: Stock;
  plan: Plan;
  state: ChannelState;
}

/** How long what was asked for may take when it is ended: what goes is to be told. */
const LAST_ANSWERS_MS = CLIENT_LIMITS.lastDeletions.value;

/**
 * Deletes what a plan says: lists first, so that none is left that names what is gone; then segments, a thousand at a time,
 * side by side. What has begun to be pushed, or listed, since the plan was made stays. When it is ended, what is under way
 * is waited for.
 */
export async function deletePlanned(deletion: Deletion, tally: Tally, emit: Emit): Promise<void> {
  const { signal, plan, stock, channelName, jobs } = deletion;
  const late = new AbortController();
  const hurry = () => setTimeout(() => late.abort(), LAST_ANSWERS_MS).unref();
  signal.addEventListener('abort', hurry, { once: true });
  const remover = createRemover(deletion, { tally, emit, late: late.signal });
  try {
    await spareNewlyListed(deletion, tally, emit);
    await spareLiveLists(deletion, tally, emit);
    const undeleted = await deleteLists(deletion, remover);
    for (const list of undeleted) spareListed(deletion, list, tally, emit);
    const batches = batchesOf(plan.goes);
    let failure: unknown = null;
    const work = async (): Promise<void> => {
      for (const numbers of batches) {
        if (failure !== null || signal.aborted) return;
        try {
          const going = await stillGoing(deletion, numbers, tally, emit);
          await remover(
            going.map((number) => `${channelName}/${stock.segments.nameOf(number)}`),
            {
              bytes: going.map((number) => stock.segments.bytesOf(number)),
              kind: 'segments',
            },
          );
        } catch (error) {
          failure ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: jobs }, work));
    if (signal.aborted) throw interruption(signal);
    if (failure !== null) throw failure;
  } finally {
    signal.removeEventListener('abort', hurry);
  }
}

/** Numbers of segments that go, a request's worth at a time. */
function* batchesOf(goes: Uint8Array): Generator<number[]> {
  let batch: number[] = [];
  for (let number = 0; number < goes.length; number++) {
    // Looked at when its turn comes: what is spared meanwhile is left out.
    if (goes[number] === 1) batch.push(number);
    if (batch.length < MOST_KEYS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface Removed {
  bytes: readonly number[];
  kind: 'segments' | 'playlists';
}

type Remover = (keys: readonly string[], removed: Removed) => Promise<ReadonlySet<string>>;

/** Deletes keys in one request and tells what became of each; gives those that are still there. */
function createRemover(
  { client, plan }: Deletion,
  { tally, emit, late }: { tally: Tally; emit: Emit; late: AbortSignal },
): Remover {
  const totalObjects =
    plan.goes.reduce((count, goes) => count + goes, 0) + plan.lists.filter(({ goes }) => goes).length;
  return async (keys, { bytes, kind }) => {
    if (keys.length === 0) return new Set();
    const { failed } = await client.deleteObjects({ keys }, { signal: late }).catch((error: unknown) => {
      // The service has refused it, or nobody knows.
      if (!(error instanceof ServiceError) || error.retryable) tally.unanswered += keys.length;
      throw error;
    });
    const asked = new Set(failed.length > 0 ? keys : []);
    const stranger = failed.find(({ key }) => !asked.has(key));
    if (stranger !== undefined) {
      tally.unanswered += keys.length;
      const message = english`The answer to a deletion is about ${stranger.key}, which nobody has asked to be deleted.`;
      throw new UnreadableAnswerError(message, { httpStatus: 200, requestId: null });
    }
    const left = new Set(failed.map(({ key }) => key));
    for (const { key, code, message } of failed) emit({ event: 'failed', key, code, message });
    const gone = keys.filter((key) => !left.has(key));
    const goneBytes = keys.reduce((sum, key, index) => sum + (left.has(key) ? 0 : (bytes[index] ?? 0)), 0);
    tally[kind] += gone.length;
    tally.bytes += goneBytes;
    tally.failed += left.size;
    if (gone.length > 0) emit({ event: 'deleted', keys: gone, bytes: goneBytes });
    const objects = tally.segments + tally.playlists;
    emit({ event: 'progress', phase: 'deleting', objects, totalObjects });
    return left;
  };
}

/** Gives the lists that were to go and are still there. */
async function deleteLists({ plan, signal }: Deletion, remove: Remover): Promise<KnownList[]> {
  const going = plan.lists.filter(({ goes }) => goes);
  const undeleted: KnownList[] = [];
  for (let at = 0; at < going.length; at += MOST_KEYS) {
    if (signal.aborted) throw interruption(signal);
    const lists = going.slice(at, at + MOST_KEYS);
    const left = await remove(
      lists.map(({ key }) => key),
      { bytes: lists.map(({ bytes }) => bytes), kind: 'playlists' },
    );
    undeleted.push(...lists.filter(({ key }) => left.has(key)));
  }
  return undeleted;
}

function spareListed(
  { plan, stock, channelName }: Deletion,
  { numbers }: KnownList,
  tally: Tally,
  emit: Emit,
): void {
  const keys: string[] = [];
  for (const number of numbers) {
    if (plan.goes[number] === 0) continue;
    plan.goes[number] = 0;
    keys.push(`${channelName}/${stock.segments.nameOf(number)}`);
  }
  tally.spared += keys.length;
  if (keys.length > 0) emit({ event: 'spared', keys, because: 'listed' });
}

/**
 * Lists that were saved while somebody thought about the plan, as far as they come after the segments by name: those before
 * them would need the whole list again.
 */
async function spareNewlyListed(deletion: Deletion, tally: Tally, emit: Emit): Promise<void> {
  const { stock, channelName, state, plan } = deletion;
  const before = new Map(stock.lists.map(({ key, etag }) => [key, etag]));
  const changed: StoredList[] = [];
  for await (const page of orderedPages(deletion, `${channelName}/`, { startAfter: `${channelName}/:` }))
    for (const { key, size, etag } of page.objects)
      if (LIST.test(key) && !(before.has(key) && before.get(key) === etag))
        changed.push({ key, bytes: size, etag });
  const others = changed.filter(({ key }) => key !== `${channelName}/${state.playlistName}`);
  const { known, unreadable } = await readLists({ ...deletion, segments: stock.segments }, others);
  const [unknown] = unreadable;
  if (unknown !== undefined) {
    const message = english`${unknown.key} has appeared, and cannot be read: it may name anything.`;
    throw new CommandError('UnreadablePlaylist', message, 'conflict', {
      hint: english`Nothing was deleted.`,
    });
  }
  for (const list of known) {
    for (const planned of plan.lists) if (planned.key === list.key) planned.goes = false;
    spareListed(deletion, list, tally, emit);
  }
}

/** A list without an end may be written again by now: the channel is not gone any more, or somebody pushes to it. */
async function spareLiveLists(deletion: Deletion, tally: Tally, emit: Emit): Promise<void> {
  const open = deletion.plan.lists.filter(({ goes, role }) => goes && role !== 'saved');
  if (open.length === 0 || typeof (await livePush(deletion)) !== 'number') return;
  for (const list of open) list.goes = false;
  tally.spared += open.length;
  emit({ event: 'spared', keys: open.map(({ key }) => key), because: 'live' });
}

/** Without what belongs to a push that is running now. */
async function stillGoing(
  deletion: Deletion,
  numbers: readonly number[],
  tally: Tally,
  emit: Emit,
): Promise<readonly number[]> {
  const { stock, channelName, plan, state } = deletion;
  const sinceMs = await livePush(deletion);
  const isNews = typeof sinceMs === 'number' && sinceMs !== state.liveSinceMs;
  if (!isNews) return numbers;
  const listed = new Set<number>();
  const open = plan.lists.filter(({ role }) => role !== 'saved').map(({ key }) => key);
  const keys = new Set([...open, `${channelName}/${state.playlistName ?? 'playlist.m3u8'}`]);
  const lists = [...keys].map((key) => ({ key, bytes: 0, etag: null }));
  const { known, unreadable } = await readLists({ ...deletion, segments: stock.segments }, lists);
  for (const list of known) for (const number of list.numbers) listed.add(number);
  const { segments } = stock;
  const isLive = (number: number) =>
    unreadable.length > 0 ||
    number >= segments.timed ||
    segments.timeOf(number) >= sinceMs - 1000 ||
    listed.has(number);
  const spared = numbers.filter(isLive).map((number) => `${channelName}/${segments.nameOf(number)}`);
  tally.spared += spared.length;
  if (spared.length > 0) emit({ event: 'spared', keys: spared, because: 'live' });
  return numbers.filter((number) => !isLive(number));
}
