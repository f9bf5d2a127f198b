import { defineCommand } from '../command.js';
import { CHANNELS, severalFlags } from '../several/names.js';
import { setStatus } from './status.js';

export const enable = defineCommand({
  name: 'enable',
  group: 'Channels',
  summary: 'Let a channel accept pushes (the same as status enabled)',
  arguments: [CHANNELS],
  flags: severalFlags,
  examples: [{ line: 'oss-live enable test-channel', comment: 'accept pushes again' }],
  run: (invocation) => setStatus(invocation, invocation.words, 'enabled'),
});
