import type { ChannelStatus } from '../../client/operations/put-live-channel.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { change } from '../change.js';
import type { Invocation, RunCommand } from '../command.js';
import { commandLine } from '../terminal/shell.js';

/** `status [channel] enabled|disabled`: the state is the last word, so the channel before it may be left out. */
export const runStatus: RunCommand = async (invocation) => {
  const words = invocation.parsed.arguments;
  const status = words.at(-1);
  if (words.length > 2 || (status !== 'enabled' && status !== 'disabled')) {
    throw new UsageError(`The status is enabled or disabled, not '${status}'.`, {
      ec: limits.statusParameter.ec,
      hint: isSwapped(words)
        ? `The status comes last: ${commandLine(['oss-live', 'status', ...words.toReversed()])}`
        : 'Usage: oss-live status [channel] enabled|disabled',
    });
  }
  await setStatus(invocation, words.length === 2 ? words[0] : undefined, status);
};

function isSwapped([first, ...others]: readonly string[]): boolean {
  return (first === 'enabled' || first === 'disabled') && others.length === 1;
}

export const runEnable: RunCommand = (invocation) =>
  setStatus(invocation, invocation.parsed.arguments[0], 'enabled');

export const runDisable: RunCommand = (invocation) =>
  setStatus(invocation, invocation.parsed.arguments[0], 'disabled');

async function setStatus(
  invocation: Invocation,
  argument: string | undefined,
  status: ChannelStatus,
): Promise<undefined> {
  const { parsed, output, channel } = invocation;
  const { channelName, explicit } = await channel(argument);
  if (status === 'disabled' && !explicit && parsed.flags.yes !== true) {
    throw new UsageError(`Disabling cuts a running push, and ${channelName} was not named.`, {
      hint: `Name it: ${commandLine(['oss-live', 'disable', channelName])}, or confirm with --yes.`,
    });
  }
  const result = await change(invocation, 'PutLiveChannelStatus', { channelName, status });
  if (result === null) return;
  await output.result({ channelName, status, requestId: result.requestId }, { kind: 'none' });
  output.note(`Channel ${channelName} is ${status}.`);
}
