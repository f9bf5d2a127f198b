import { CHANNEL, defineCommand } from '../command.js';
import { setStatus } from './status.js';

export const enable = defineCommand({
  name: 'enable',
  group: 'Channels',
  summary: 'Let a channel accept pushes (the same as status enabled)',
  arguments: [CHANNEL],
  examples: [{ line: 'oss-live enable test-channel', comment: 'accept pushes again' }],
  run: (invocation) => setStatus(invocation, invocation.words[0], 'enabled'),
});
