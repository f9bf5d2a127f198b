import type { PlannedCleaning } from '../../recording/index.js';
import type { FlagTable, Invocation } from '../command.js';
import { say } from '../say.js';
import { tellOrphans } from '../terminal/orphans-report.js';
import { type CleanChoice, cleaningOptions, planIn, runCleaning } from './clean-run.js';

/** Recordings of channels that are gone: shown, or cleaned up one after the other. */
export async function runOrphans(
  invocation: Invocation<FlagTable>,
  choice: Omit<CleanChoice, 'channelName'>,
  isView: boolean,
): Promise<undefined> {
  const { context, output } = invocation;
  const { cleanRecordings, findOrphans } = await import('../../recording/index.js');
  output.progress(say`Looking for recordings of channels that are gone`);
  const client = await invocation.client();
  const names = await findOrphans({ client, signal: context.signal });
  output.progress(null);
  if (!isView && !output.json) {
    if (names.length === 0) output.note(say`There are no recordings of channels that are gone.`);
    for (const channelName of names) {
      output.note(`${channelName}:`);
      await runCleaning(invocation, { ...choice, channelName }, { isGone: true });
    }
    return;
  }
  if (!isView) {
    for (const channelName of names)
      await runCleaning(invocation, { ...choice, channelName }, { isGone: true });
    return;
  }
  const plans: PlannedCleaning[] = [];
  for (const channelName of names) {
    const options = await cleaningOptions(invocation, { ...choice, channelName });
    for await (const event of cleanRecordings(options)) {
      if (event.event === 'planned') plans.push(planIn(event));
    }
  }
  await tellOrphans(plans, output);
}
