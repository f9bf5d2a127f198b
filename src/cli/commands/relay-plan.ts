import type { ChannelChange, RelayFile } from '../../relay/index.js';
import { say } from '../say.js';
import { changeDocument, changesView, summaryOf } from './channels-file.js';
import { costRows, estimate, tellCosts } from './relay-costs.js';
import type { RelayInvocation } from './relay-flags.js';
import { keepingDocument, keepingRows, plannedKeeping } from './relay-keep.js';

/** What `relay` would do, of which nothing is done. */
export async function showPlan(
  invocation: RelayInvocation,
  file: RelayFile,
  changes: readonly ChannelChange[],
): Promise<undefined> {
  const { output } = invocation;
  const { sources, keepDays } = file;
  const keeping = await plannedKeeping(invocation, keepDays);
  const costs = sources.length === 0 ? null : await estimate(invocation, file);
  const document = {
    channels: changes.map(changeDocument),
    keep: keeping.map(keepingDocument),
    sources: sources.map(({ channelName }) => channelName),
    costs,
  };
  const view = changesView(changes);
  await output.result(
    { dryRun: true, ...document },
    {
      ...view,
      rows: [...view.rows, ...keepingRows(keeping), ...(costs === null ? [] : costRows(costs))],
    },
  );
  output.note(
    say`Channels: ${summaryOf(changes)}. Sources: ${sources.length}, each with an ffmpeg of its own.`,
  );
  if (costs !== null) await tellCosts(invocation, costs);
}
