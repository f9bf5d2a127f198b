import { lookAt } from '../../client/look.js';
import { validateChannelName } from '../../client/validate.js';
import { ConfigurationError, UsageError } from '../../errors.js';
import { remember, remembered, stateFolder } from '../../settings/state.js';
import type { Invocation, RunCommand } from '../command.js';

export const runUse: RunCommand = async (invocation) => {
  const { parsed } = invocation;
  const [name] = parsed.arguments;
  const clear = parsed.flags.clear === true;
  if (clear && name !== undefined) throw new UsageError('Give a channel or --clear, not both.');
  if (clear) return forgetChoice(invocation);
  return name === undefined ? showChoice(invocation) : choose(invocation, name);
};

async function showChoice({ context, output, settings }: Invocation): Promise<undefined> {
  const names = await remembered(context, await settings());
  if (output.json) return output.result(names, { kind: 'none' }).then(() => undefined);
  if (names.chosen !== null) output.text(`${names.chosen}\n`);
  else
    output.note(
      `No channel is chosen${names.lastCreated === null ? '' : `; last created: ${names.lastCreated}`}.`,
    );
}

async function choose(invocation: Invocation, channelName: string): Promise<undefined> {
  const { context, output, client } = invocation;
  validateChannelName(channelName);
  const look = await lookAt(await client(), channelName, context.signal);
  if (look.kind === 'absent') throw look.error;
  await keep(invocation, channelName);
  const now = invocation.parsed.flags.dryRun === true ? 'would' : 'now';
  output.note(`Commands without a channel ${now} mean ${channelName}.`);
}

async function forgetChoice(invocation: Invocation): Promise<undefined> {
  await keep(invocation, null);
  invocation.output.note('No channel is chosen any more.');
}

async function keep({ context, output, settings, parsed }: Invocation, chosen: string | null): Promise<void> {
  if (parsed.flags.dryRun !== true && !(await remember(context, await settings(), { chosen }))) {
    throw new ConfigurationError(`The choice cannot be written to ${stateFolder(context)}.`, {
      hint: 'Make the folder writable, or name another in OSS_LIVE_STATE_DIR.',
    });
  }
  if (output.json) await output.result({ chosen }, { kind: 'none' });
}
