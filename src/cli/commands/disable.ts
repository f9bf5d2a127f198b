import { defineCommand } from '../command.js';
import { CHANNELS, severalFlags } from '../several/names.js';
import { setStatus } from './status.js';

export const disable = defineCommand({
  name: 'disable',
  group: 'Channels',
  summary: 'Refuse pushes to a channel and cut a running one (the same as status disabled)',
  details: ['A running push is cut within about ten seconds. What was recorded stays.'],
  arguments: [
    { ...CHANNELS, help: 'channels, patterns (cam-*), or - for names on stdin; left out, --yes is needed' },
  ],
  flags: severalFlags,
  examples: [{ line: 'oss-live disable test-channel', comment: 'stop the stream' }],
  run: (invocation) => setStatus(invocation, invocation.words, 'disabled'),
});
