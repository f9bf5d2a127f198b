import type { CommandSpec } from '../../client/operations/operation.js';

export const spec: CommandSpec = {
  command: 'enable',
  summary: 'Let a channel accept pushes (the same as status enabled)',
  arguments: [{ name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' }],
  examples: [{ line: 'oss-live enable test-channel', comment: 'accept pushes again' }],
};
