import type { ChannelState } from './channel-state.js';
import { isListOfDay } from './day-list.js';
import type { KnownList, ReadLists, UnreadableList } from './read-lists.js';
import type { Stock } from './stock.js';

/** What is to go. */
export interface Choice {
  /** Segments that began before it; null for whatever time. */
  beforeMs: number | null;
  /** Only those of the session that went on at this time. */
  sessionMs: number | null;
  /** Lists too, when something goes that they name. */
  withPlaylists: boolean;
  /** Everything, the live list of a channel that is gone too. */
  everything: boolean;
}

export interface Around {
  stock: Stock;
  lists: ReadLists;
  /** Lists elsewhere in the bucket: they protect, and stay. */
  elsewhere: ReadLists;
  state: ChannelState;
  channelName: string;
  /** Segments that belong to the push that is running. */
  isLive: (number: number) => boolean;
}

export type ListRole = 'live' | 'open' | 'saved';

/** A list and what becomes of it. */
export interface PlannedList extends KnownList {
  role: ListRole;
  goes: boolean;
}

export interface Plan {
  /** By number of a segment, 1 for those that go. */
  goes: Uint8Array;
  lists: PlannedList[];
  unreadable: UnreadableList[];
  /** Segments that were chosen and stay. */
  kept: { live: number; listed: number };
  /** By number of a segment, 1 for those that a list names. */
  listed: Uint8Array;
}

/** Says what goes, and what is chosen and stays. Sends nothing. */
export function planOf(choice: Choice | null, around: Around): Plan {
  const { stock, lists, elsewhere } = around;
  const { segments } = stock;
  const all = [...lists.known.map((list) => ({ ...list, role: roleOf(list, around) }))];
  const foreign = elsewhere.known.map((list) => ({ ...list, role: 'saved' as const }));
  const chosen = new Uint8Array(segments.count);
  const kept = { live: 0, listed: 0 };
  if (choice !== null) {
    for (let number = 0; number < chosen.length; number++) {
      if (!isChosen(number, choice, stock)) continue;
      if (around.isLive(number)) kept.live++;
      else chosen[number] = 1;
    }
  }
  const staying = listsThatStay([...all, ...foreign], chosen, choice, around);
  const goes = chosen.slice();
  for (const list of staying) if (protects(list, around)) for (const number of list.numbers) goes[number] = 0;
  for (let number = 0; number < goes.length; number++) kept.listed += Number(chosen[number] !== goes[number]);

  const listed = new Uint8Array(segments.count);
  for (const { numbers, role } of [...all, ...foreign])
    if (role !== 'live') for (const number of numbers) listed[number] = 1;
  return {
    ...{ goes, kept, listed },
    lists: all.map((list) => ({ ...list, goes: !staying.has(list) })),
    unreadable: [...lists.unreadable, ...elsewhere.unreadable],
  };
}

type Ranked = KnownList & { role: ListRole };

function roleOf({ key, isClosed }: KnownList, { channelName, state }: Around): ListRole {
  if (key === `${channelName}/${state.playlistName}`) return 'live';
  if (isClosed) return 'saved';
  // Nobody writes it any more.
  return state.isGone ? 'live' : 'open';
}

function protects({ role }: Ranked, { state }: Around): boolean {
  return role !== 'live' || state.liveSinceMs !== null;
}

function isChosen(number: number, { beforeMs, sessionMs, everything }: Choice, stock: Stock): boolean {
  if (everything) return true;
  if (beforeMs !== null && !(stock.segments.timeOf(number) < beforeMs)) return false;
  if (sessionMs === null) return beforeMs !== null;
  const group = sessionAt(stock, sessionMs);
  return group !== null && number >= group.first && number < group.first + group.count;
}

/** The session that went on at a time; the ends are told in whole seconds. */
export function sessionAt({ groups }: Stock, timeMs: number): Stock['groups'][number] | null {
  const second = (ms: number) => Math.floor(ms / 1000) * 1000;
  return (
    groups.find(({ oldestMs, endMs }) => second(oldestMs) <= timeMs && timeMs < second(endMs) + 1000) ?? null
  );
}

/**
 * A list that stays keeps what it names, other lists too, and so may keep a list of a day from going with its day: until
 * nothing changes.
 */
function listsThatStay(
  lists: readonly Ranked[],
  chosen: Uint8Array,
  choice: Choice | null,
  around: Around,
): Set<Ranked> {
  const staying = new Set(lists.filter((list) => !mayGo(list, choice, around)));
  for (let before = -1; before !== staying.size; ) {
    before = staying.size;
    const heldKeys = new Set<string>();
    const held = new Uint8Array(chosen.length);
    for (const list of staying) {
      if (!protects(list, around)) continue;
      for (const key of list.others) heldKeys.add(key);
      for (const number of list.numbers) held[number] = 1;
    }
    const goes = (number: number) => chosen[number] === 1 && held[number] === 0;
    for (const list of lists)
      if (!staying.has(list) && (heldKeys.has(list.key) || !loses(list, goes, choice, around)))
        staying.add(list);
  }
  return staying;
}

/** Whether a list may be deleted at all, whatever becomes of what it names. */
function mayGo({ key, role, ...list }: Ranked, choice: Choice | null, around: Around): boolean {
  const { channelName, state } = around;
  const isBeside = key.lastIndexOf('/') === channelName.length && key.startsWith(`${channelName}/`);
  if (choice === null || !isBeside) return false;
  // Somebody is being shown it.
  if (state.liveSinceMs !== null && role !== 'saved') return false;
  // The service writes it again; where nobody is there to write it, it is like others.
  if (role === 'live') return choice.everything || (state.isGone && choice.withPlaylists);
  if (choice.withPlaylists || choice.everything) return true;
  return role === 'saved' && isListOfDay(key, list);
}

/** Whether so much of what a list names goes that it goes, too. */
function loses(
  list: Ranked,
  goes: (number: number) => boolean,
  choice: Choice | null,
  { state }: Around,
): boolean {
  if (choice === null) return false;
  if (choice.everything) return true;
  const { numbers, missing, latestMs } = list;
  if (numbers.length === 0) {
    // Its segments went before it: by a rule of the bucket, or by a deletion that was ended.
    return missing > 0 && choice.beforeMs !== null && latestMs < choice.beforeMs;
  }
  // Of a list of a day, or of nobody, all; of one that was asked for by name of its kind, any.
  const isAsked = choice.withPlaylists && (list.role !== 'live' || state.isGone);
  return isAsked ? numbers.some(goes) : numbers.every(goes);
}
