import { lookAt } from '../../client/look.js';
import { validateChannelName } from '../../client/validate.js';
import { english } from '../../english.js';
import { ConfigurationError, UsageError } from '../../errors.js';
import { remember, remembered, stateFolder } from '../../settings/state.js';
import { defineCommand, type Invocation } from '../command.js';
import { say } from '../say.js';

export const use = defineCommand({
  name: 'use',
  group: 'Channels',
  summary: 'Choose the channel that commands work on when none is named',
  details: ['Remembered on this machine for each endpoint and bucket. Without a name it shows the choice.'],
  arguments: [{ name: '[channel]', help: 'the channel to work on from now on' }],
  flags: { clear: { help: 'forget the choice' } },
  examples: [
    { line: 'oss-live use test-channel', comment: 'work on test-channel from now on' },
    { line: 'oss-live use', comment: 'show which channel that is' },
    { line: 'oss-live use --clear', comment: 'forget it' },
  ],
  async run(invocation) {
    const [name] = invocation.words;
    const { clear } = invocation.flags;
    if (clear && name !== undefined) throw new UsageError(english`Give a channel or --clear, not both.`);
    if (clear) return forgetChoice(invocation);
    return name === undefined ? showChoice(invocation) : choose(invocation, name);
  },
});

async function showChoice({ context, output, settings }: Invocation): Promise<undefined> {
  const names = await remembered(context, await settings());
  if (output.json) return output.result(names, { kind: 'none' }).then(() => undefined);
  if (names.chosen !== null) output.text(`${names.chosen}\n`);
  else
    output.note(
      say`No channel selected${names.lastCreated === null ? '' : say`; last created: ${names.lastCreated}`}.`,
    );
}

async function choose(invocation: Invocation, channelName: string): Promise<undefined> {
  const { context, output, client } = invocation;
  validateChannelName(channelName);
  const look = await lookAt(await client(), channelName, context.signal);
  if (look.kind === 'absent') throw look.error;
  await keep(invocation, channelName);
  output.note(
    invocation.flags.dryRun
      ? say`Commands without a channel would mean ${channelName}.`
      : say`Commands without a channel now mean ${channelName}.`,
  );
}

async function forgetChoice(invocation: Invocation): Promise<undefined> {
  await keep(invocation, null);
  invocation.output.note(say`Selection cleared: no channel selected.`);
}

async function keep({ context, output, settings, flags }: Invocation, chosen: string | null): Promise<void> {
  if (!flags.dryRun && !(await remember(context, await settings(), { chosen }))) {
    throw new ConfigurationError(english`The choice cannot be written to ${stateFolder(context)}.`, {
      hint: english`Make the folder writable, or name another in OSS_LIVE_STATE_DIR.`,
    });
  }
  if (output.json) await output.result({ chosen }, { kind: 'none' });
}
