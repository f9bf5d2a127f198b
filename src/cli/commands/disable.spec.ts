import type { CommandSpec } from '../../client/operations/operation.js';

export const spec: CommandSpec = {
  command: 'disable',
  summary: 'Refuse pushes to a channel and cut a running one (the same as status disabled)',
  details: ['A running push is cut within about ten seconds. What was recorded stays.'],
  arguments: [{ name: '[channel]', help: 'the channel; left out, --yes is needed' }],
  examples: [{ line: 'oss-live disable test-channel', comment: 'stop the stream' }],
};
