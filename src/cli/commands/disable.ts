import { defineCommand } from '../command.js';
import { setStatus } from './status.js';

export const disable = defineCommand({
  name: 'disable',
  group: 'Channels',
  summary: 'Refuse pushes to a channel and cut a running one (the same as status disabled)',
  details: ['A running push is cut within about ten seconds. What was recorded stays.'],
  arguments: [{ name: '[channel]', help: 'the channel; left out, --yes is needed' }],
  examples: [{ line: 'oss-live disable test-channel', comment: 'stop the stream' }],
  run: (invocation) => setStatus(invocation, invocation.words[0], 'disabled'),
});
