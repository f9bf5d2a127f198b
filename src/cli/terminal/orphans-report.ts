import { english } from '../../english.js';
import type { PlannedCleaning } from '../../recording/index.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import { sized } from './sizes.js';
import { timeCell } from './view.js';

/** Recordings of channels that are gone. */
export async function tellOrphans(plans: readonly PlannedCleaning[], output: Output): Promise<undefined> {
  await output.result(
    { orphans: plans },
    {
      kind: 'table',
      columns: [english`Channel`, english`Oldest`, english`Newest`, english`Segments`, english`Size`],
      rows: plans.map(({ channelName, sessions, segments, bytes }) => [
        channelName,
        timeCell(sessions[0]?.oldest ?? null),
        timeCell(sessions.at(-1)?.newest ?? null),
        segments,
        { value: bytes, text: sized(bytes) },
      ]),
      empty: say`There are no recordings of channels that are gone.`,
    },
  );
  if (plans.length > 0)
    output.note(say`Nothing is deleted without --older-than, --before or --session; -n lists what would go.`);
}
