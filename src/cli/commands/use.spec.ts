import type { CommandSpec } from '../../client/operations/operation.js';

export const spec: CommandSpec = {
  command: 'use',
  summary: 'Choose the channel that commands work on when none is named',
  details: ['Remembered on this machine for each endpoint and bucket. Without a name it shows the choice.'],
  arguments: [{ name: '[channel]', help: 'the channel to work on from now on' }],
  flags: [{ flags: '--clear', help: 'forget the choice' }],
  examples: [
    { line: 'oss-live use test-channel', comment: 'work on test-channel from now on' },
    { line: 'oss-live use', comment: 'show which channel that is' },
    { line: 'oss-live use --clear', comment: 'forget it' },
  ],
};
