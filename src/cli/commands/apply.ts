import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { ChannelChange } from '../../relay/index.js';
import { ask } from '../ask.js';
import { defineCommand, type Invocation } from '../command.js';
import { say } from '../say.js';
import { sampleOf } from '../several/sample.js';
import { changeDocument, changesView, FILE, fileFlags, planFile, summaryOf } from './channels-file.js';

export const apply = defineCommand({
  name: 'apply',
  group: 'Channels',
  summary: 'Make the channels of a bucket what a file of channels says',
  details: [
    'Creates what is not there and changes what differs; what is as it should be is not touched, so the same file may be applied again and again. Each change is looked at afterwards. A channel that somebody pushes to is neither replaced, disabled nor deleted (exit 8 when others were changed).',
    'With --prune it deletes the channels that the file does not have, after a question; without a terminal that needs --yes. What they recorded stays.',
  ],
  arguments: [FILE],
  flags: fileFlags,
  examples: [
    { line: 'oss-live apply', comment: 'channels.yaml' },
    {
      line: 'oss-live export | oss-live apply - --bucket backup-bucket',
      comment: 'the same channels elsewhere',
    },
    { line: 'oss-live apply shop.yaml --prune --yes', comment: 'nothing but the file, from a pipeline' },
  ],
  async run(asking) {
    const { invocation, changes } = await planFile(asking);
    const { flags, output, context } = invocation;
    if (flags.dryRun) {
      await output.result({ dryRun: true, channels: changes.map(changeDocument) }, changesView(changes));
      output.note(`${summaryOf(changes)}.`);
      return;
    }
    await confirmDeleting(invocation, changes);
    const client = await invocation.client();
    const { applyChange } = await import('../../relay/index.js');
    const { forEach, tellOutcomes } = await import('../several/each.js');
    const byName = new Map(changes.map((change) => [change.channelName, change]));
    const changed = changes.filter(({ action }) => action !== 'none');
    const doing = {
      names: changed.map(({ channelName }) => channelName),
      jobs: flags.jobs,
      doing: say`Changed`,
    };
    const outcomes = await forEach({ context, output }, doing, (channelName, signal) =>
      applyChange(client, byName.get(channelName)!, signal),
    );
    const same = changes.length - changed.length;
    if (changed.length === 0) output.note(say`All ${same} channels are as the file says.`);
    else
      output.note(say`${outcomes.filter(({ error }) => error === null).length} changed, ${same} unchanged.`);
    await tellOutcomes(output, outcomes, {
      columns: [english`Channel`, english`Outcome`],
      rows: (channelName, { outcome }) => [[channelName, outcome]],
      document: (result) => result,
    });
  },
});

async function confirmDeleting(
  { context, flags }: Pick<Invocation, 'context' | 'flags'>,
  changes: readonly ChannelChange[],
): Promise<void> {
  const unwanted = changes.filter(({ action }) => action === 'delete');
  if (unwanted.length === 0 || flags.yes) return;
  const names = unwanted.map(({ channelName }) => channelName);
  const sample = sampleOf(names);
  if (await ask(context, say`The file does not have ${names.length} channels: ${sample}. Delete them?`))
    return;
  throw new UsageError(english`Nothing was changed: ${names.length} channels would be deleted, ${sample}.`, {
    hint: english`See all of it with oss-live plan --prune; to go on add --yes.`,
  });
}
