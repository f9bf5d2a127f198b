import type { PlannedCleaning } from '../../recording/index.js';
import type { Output } from '../context.js';
import { sized } from './sizes.js';
import { timeCell } from './view.js';

/** Recordings of channels that are gone. */
export async function tellOrphans(plans: readonly PlannedCleaning[], output: Output): Promise<undefined> {
  await output.result(
    { orphans: plans },
    {
      kind: 'table',
      columns: ['Channel', 'Oldest', 'Newest', 'Segments', 'Size'],
      rows: plans.map(({ channelName, sessions, segments, bytes }) => [
        channelName,
        timeCell(sessions[0]?.oldest ?? null),
        timeCell(sessions.at(-1)?.newest ?? null),
        segments,
        { value: bytes, text: sized(bytes) },
      ]),
      empty: 'There are no recordings of channels that are gone.',
    },
  );
  if (plans.length > 0)
    output.note('Nothing is deleted without --older-than, --before or --session; -n lists what would go.');
}
