import type { ChannelStatus } from '../../client/operations/put-live-channel.js';
import { putLiveChannelStatus } from '../../client/operations/put-live-channel-status.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { change, planOf } from '../change.js';
import { defineCommand, type Invocation } from '../command.js';
import { say } from '../say.js';
import { CHANNELS, severalFlags, severalNames } from '../several/names.js';
import { commandLine } from '../terminal/shell.js';

export const status = defineCommand({
  name: 'status',
  group: 'Channels',
  operation: putLiveChannelStatus,
  summary: 'Enable or disable a live channel',
  details: [
    'A disabled channel refuses a new push; a running one is cut after about ten seconds.',
    '`oss-live enable [channel...]` and `oss-live disable [channel...]` say the same.',
  ],
  arguments: [CHANNELS, { name: '<enabled|disabled>', help: 'whether the channel takes a push' }],
  flags: severalFlags,
  instead: 'To see whether a channel is live: oss-live stat',
  examples: [
    { line: 'oss-live status cam-42 disabled', comment: 'refuse pushes' },
    { line: 'oss-live enable cam-42', comment: 'take them again' },
    { line: "oss-live status 'old-*' disabled", comment: 'many at once' },
  ],
  /** The state is the last word, so the channel before it may be left out. */
  async run(invocation) {
    const { words } = invocation;
    const asked = words.at(-1);
    const isDoubled = words.length > 2 && words.slice(0, -1).some((word) => Object.hasOwn(STATES, word));
    if (isDoubled || (asked !== 'enabled' && asked !== 'disabled')) {
      throw new UsageError(english`The status is enabled or disabled, not '${asked}'.`, {
        hint: meant(words),
      });
    }
    return setStatus(invocation, words.slice(0, -1), asked);
  },
});

const STATES: Readonly<Record<string, ChannelStatus>> = {
  ...{ enable: 'enabled', on: 'enabled', enabled: 'enabled' },
  ...{ disable: 'disabled', off: 'disabled', disabled: 'disabled' },
};

/** The line for `status cam-42 enable`, `status enabled cam-42`, and `status cam-42`, which asks for something else. */
function meant(words: readonly string[]): string {
  const state = words.flatMap((word) => (Object.hasOwn(STATES, word) ? [STATES[word]!] : []))[0];
  const channel = words.filter((word) => !Object.hasOwn(STATES, word)).slice(0, 1);
  if (state !== undefined)
    return english`The status comes last: ${commandLine(['oss-live', 'status', ...channel, state])}`;
  return english`To see whether it is live: ${commandLine(['oss-live', 'stat', ...channel])}`;
}

/** For `enable` and `disable` too. */
export async function setStatus(
  invocation: Invocation<typeof severalFlags>,
  words: readonly string[],
  status: ChannelStatus,
): Promise<undefined> {
  const { flags, output, channel } = invocation;
  const several = await severalNames(invocation, words);
  if (several !== null) return setStatuses(invocation, several.names, status);
  const { channelName, why } = await channel(words[0]);
  if (status === 'disabled' && why !== 'named' && !flags.yes) {
    throw new UsageError(english`Disabling cuts a running push, and ${channelName} was not named.`, {
      hint: english`Name it: ${commandLine(['oss-live', 'disable', channelName])}, or confirm with --yes.`,
    });
  }
  const result = await change(invocation, 'PutLiveChannelStatus', { channelName, status });
  if (result === null) return;
  await output.result({ channelName, status, requestId: result.requestId }, { kind: 'none' });
  output.note(say`Channel ${channelName} is ${status}.`);
}

async function setStatuses(
  invocation: Invocation<typeof severalFlags>,
  names: readonly string[],
  status: ChannelStatus,
): Promise<undefined> {
  const { flags, output } = invocation;
  const client = await invocation.client();
  const { forEach, tellOutcomes, tellPlans } = await import('../several/each.js');
  if (flags.dryRun) {
    const plans = names.map((channelName) => planOf(client, 'PutLiveChannelStatus', { channelName, status }));
    await tellPlans(output, await Promise.all(plans));
    return;
  }
  const doing = status === 'enabled' ? say`Enabled` : say`Disabled`;
  const outcomes = await forEach(invocation, { names, jobs: flags.jobs, doing }, (channelName, signal) =>
    client.putLiveChannelStatus({ channelName, status }, { signal }),
  );
  const changed = outcomes.filter(({ error }) => error === null).length;
  output.note(say`${changed} of ${names.length} channels are ${status}.`);
  await tellOutcomes(output, outcomes, {
    columns: [english`Name`, english`Status`],
    rows: (channelName) => [[channelName, status]],
    document: ({ requestId }) => ({ status, requestId }),
  });
}
