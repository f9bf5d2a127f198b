import type { ChannelChange, RelayFile } from '../../relay/index.js';
import { say } from '../say.js';
import { changeDocument, changesView, summaryOf } from './channels-file.js';
import type { RelayInvocation } from './relay-flags.js';
import { keepingDocument, keepingRows, plannedKeeping } from './relay-keep.js';

/** What `relay` would do, of which nothing is done. */
export async function showPlan(
  invocation: RelayInvocation,
  { sources, keepDays }: RelayFile,
  changes: readonly ChannelChange[],
): Promise<undefined> {
  const { output } = invocation;
  const keeping = await plannedKeeping(invocation, keepDays);
  const document = {
    channels: changes.map(changeDocument),
    keep: keeping.map(keepingDocument),
    sources: sources.map(({ channelName }) => channelName),
  };
  const view = changesView(changes);
  await output.result(
    { dryRun: true, ...document },
    { ...view, rows: [...view.rows, ...keepingRows(keeping)] },
  );
  output.note(
    say`Channels: ${summaryOf(changes)}. Sources: ${sources.length}, each with an ffmpeg of its own.`,
  );
}
