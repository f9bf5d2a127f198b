import { english } from '../../english.js';
import type { PlannedCleaning, RecordedSession } from '../../recording/index.js';
import { say } from '../say.js';
import { sized } from './sizes.js';
import { type Cell, timeCell, type View } from './view.js';

/** What the recordings of a channel hold, a session a row; in a pipe with its name at the end, where it is one of several. */
export function cleanTable(
  { channelName, sessions, untimed, chosen }: PlannedCleaning,
  { isOneOfSeveral = false } = {},
): View {
  const rows = [...sessions, ...(untimed === null ? [] : [untimed])];
  const isChoosing = chosen !== null;
  return {
    kind: 'table',
    columns: [
      english`Oldest`,
      english`Newest`,
      english`Segments`,
      english`Size`,
      english`Class`,
      english`Unlisted`,
      ...(isChoosing ? [english`Goes`] : []),
    ],
    rows: rows.map((session) => [
      timeCell(session.oldest),
      newestCell(session),
      session.segments,
      { value: session.bytes, text: sized(session.bytes) },
      classes(session),
      session.unlisted,
      ...(isChoosing ? [goesCell(session)] : []),
      ...(isOneOfSeveral ? [channelName] : []),
    ]),
    empty: say`There are no segments.`,
  };
}

/** The time alone on the same day. */
function newestCell({ oldest, newest }: RecordedSession): Cell {
  const [first, last] = [timeCell(oldest), timeCell(newest)];
  if (typeof first !== 'object' || typeof last !== 'object' || first === null || last === null) return last;
  const isSameDay = first.text.slice(0, 10) === last.text.slice(0, 10);
  return isSameDay
    ? { value: last.value, text: last.text.slice(11, 19) }
    : { ...last, text: last.text.slice(0, 19) };
}

function classes({ storageClasses }: RecordedSession): string {
  return Object.keys(storageClasses).sort().join(', ');
}

function goesCell({ segments, chosen }: RecordedSession): Cell {
  const text =
    chosen.segments === 0 ? '-' : chosen.segments === segments ? say`all` : String(chosen.segments);
  return { value: chosen.segments, text };
}
