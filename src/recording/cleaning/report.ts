import type { ChannelState } from './channel-state.js';
import type { PlannedCleaning, RecordedSession } from './events.js';
import type { Group } from './grouping.js';
import type { Choice, Plan } from './plan.js';
import type { Stock } from './stock.js';

interface Reported {
  channelName: string;
  stock: Stock;
  state: ChannelState;
  plan: Plan;
  choice: Choice | null;
}

/** What there is and what is to go, in numbers. */
export function report(reported: Reported): Omit<PlannedCleaning, 'versioning'> {
  const { channelName, stock, state, plan, choice } = reported;
  const { segments, groups, odd, others } = stock;
  const sessions = groups.map((group) => sessionOf(group, group.first, reported));
  const untimed = odd === null ? null : sessionOf(odd, segments.timed, reported);
  const all = untimed === null ? sessions : [...sessions, untimed];
  const sum = (of: (session: RecordedSession) => number) => all.reduce((total, one) => total + of(one), 0);
  const going = plan.lists.filter(({ goes }) => goes);
  const listBytes = going.reduce((total, { bytes }) => total + bytes, 0);
  return {
    channelName,
    liveSince: isoOf(state.liveSinceMs ?? Number.NaN),
    isGone: state.isGone,
    isLiveUnknown: state.denied !== null,
    ...{ sessions, untimed, segments: segments.count, bytes: sum(({ bytes }) => bytes) },
    playlists: plan.lists.map(({ key, bytes, role, numbers, missing, goes }) => ({
      ...{ key, bytes, role, segments: numbers.length, missing, goes },
    })),
    unreadable: plan.unreadable.map(({ key, bytes, reason }) => ({ key, bytes, reason })),
    others,
    chosen:
      choice === null
        ? null
        : {
            segments: sum(({ chosen }) => chosen.segments),
            playlists: going.length,
            bytes: sum(({ chosen }) => chosen.bytes) + listBytes,
            before: isoOf(choice.beforeMs ?? Number.NaN),
          },
    kept: plan.kept,
  };
}

function sessionOf(group: Group, first: number, { stock, plan }: Reported): RecordedSession {
  const { count, bytes, oldestMs, newestMs, storageClasses } = group;
  const chosen = { segments: 0, bytes: 0 };
  let unlisted = 0;
  for (let number = first; number < first + count; number++) {
    if (plan.listed[number] === 0) unlisted++;
    if (plan.goes[number] === 0) continue;
    chosen.segments++;
    chosen.bytes += stock.segments.bytesOf(number);
  }
  return {
    ...{ oldest: isoOf(oldestMs), newest: isoOf(newestMs), segments: count, bytes, storageClasses },
    ...{ unlisted, chosen },
  };
}

function isoOf(ms: number): string | null {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
