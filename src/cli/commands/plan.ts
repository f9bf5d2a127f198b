import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { changeDocument, changesView, FILE, fileFlags, planFile, summaryOf } from './channels-file.js';

export const plan = defineCommand({
  name: 'plan',
  group: 'Channels',
  summary: 'Compare the channels of a bucket with a file of channels',
  details: [
    'Changes nothing. Exit 0 when all is as the file says, 6 when something differs: for a pipeline that watches for changes made by hand.',
    'Only what the file says of a channel is compared.',
  ],
  arguments: [FILE],
  flags: fileFlags,
  examples: [
    { line: 'oss-live plan', comment: 'what oss-live apply would do with channels.yaml' },
    { line: 'oss-live plan shop.yaml --prune --json', comment: 'for programs, with what would be deleted' },
  ],
  async run(asking) {
    const { invocation, changes } = await planFile(asking);
    const { output } = invocation;
    await output.result({ channels: changes.map(changeDocument) }, changesView(changes));
    const isSame = changes.every(({ action }) => action === 'none');
    if (!isSame) output.note(`${summaryOf(changes)}.`);
    return isSame ? undefined : EXIT.conflict;
  },
});
