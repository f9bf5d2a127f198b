import { lookAt } from '../../client/look.js';
import { deleteLiveChannel } from '../../client/operations/delete-live-channel.js';
import { validateChannelName } from '../../client/validate.js';
import { CommandError, InterruptedError, OssLiveError, ServiceError, UsageError } from '../../errors.js';
import { forget } from '../../settings/state.js';
import { type Plan, planOf } from '../change.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import { commandLine } from '../terminal/shell.js';

interface Outcome {
  channelName: string;
  outcome: 'deleted' | 'absent' | 'failed';
  /** Whether there was ever a push, so that segments may be left; null when that could not be asked. */
  pushed?: boolean | null;
  requestId: string | null;
  error: OssLiveError | null;
  /** With `--dry-run`: what would be sent. */
  plan?: Plan;
}

const flags = {
  ifExists: { help: 'a channel that does not exist is no error' },
} as const satisfies FlagTable;

type DeleteInvocation = Invocation<typeof flags>;

export const deleteChannels = defineCommand({
  name: 'delete',
  aliases: ['rm'],
  group: 'Channels',
  operation: deleteLiveChannel,
  summary: 'Delete live channels',
  details: [
    'The service answers a name that never existed like one that did, so oss-live looks first and says so (exit 5), unless --if-exists is given.',
    'Segments and playlists stay in the bucket and are still billed.',
  ],
  arguments: [{ name: '<channel...>', help: 'names of the channels' }],
  flags,
  examples: [{ line: 'oss-live delete cam-41 cam-42', comment: 'two channels' }],
  async run(invocation) {
    const names = [...new Set(invocation.words)];
    for (const name of names) validateChannelName(name);
    const { channel } = invocation.flags;
    if (channel !== undefined && !names.includes(channel)) {
      throw new UsageError(`Is ${channel} to be deleted too? delete takes channels as arguments only.`, {
        hint: `Name what is to go: ${commandLine(['oss-live', 'delete', ...names])}`,
      });
    }

    // What is wrong with the settings is wrong for all of them.
    await invocation.client();

    const outcomes: Outcome[] = [];
    for (const name of names) outcomes.push(await outcomeOf(invocation, name));
    const failed = outcomes.filter(({ error }) => error !== null);
    const [only] = failed;
    if (outcomes.length === 1 && only?.error) throw only.error;
    await (invocation.flags.dryRun ? tellPlans : tell)(invocation, outcomes);
    if (failed.length > 0) throw partly(failed, outcomes.length);
  },
});

async function outcomeOf(invocation: DeleteInvocation, channelName: string): Promise<Outcome> {
  try {
    return await remove(invocation, channelName);
  } catch (error) {
    if (!(error instanceof OssLiveError) || error instanceof InterruptedError) throw error;
    const outcome = error.kind === 'notFound' ? 'absent' : 'failed';
    const requestId = error instanceof ServiceError ? error.requestId : null;
    return { channelName, outcome, requestId, error };
  }
}

async function remove(invocation: DeleteInvocation, channelName: string): Promise<Outcome> {
  const { context, flags, output, client, settings } = invocation;
  const look = await lookAt(await client(), channelName, context.signal);
  if (look.kind === 'absent') {
    if (!flags.ifExists) throw look.error;
    output.note(`Channel ${channelName} does not exist.`);
    return { channelName, outcome: 'absent', requestId: look.error.requestId, error: null };
  }
  if (look.kind === 'denied') {
    output.warn(`Whether ${channelName} exists was not checked: the key lacks oss:GetLiveChannel.`);
  }
  if (flags.dryRun) {
    const plan = await planOf(await client(), 'DeleteLiveChannel', { channelName });
    return { channelName, outcome: 'deleted', requestId: null, error: null, plan };
  }
  const { signal } = context;
  const pushed = await everPushed(invocation, channelName);
  const { requestId } = await (await client()).deleteLiveChannel({ channelName }, { signal });
  await forget(context, await settings(), channelName);
  return { channelName, outcome: 'deleted', pushed, requestId, error: null };
}

/** Asked before the channel is deleted, since its history goes with it; what cannot be asked keeps nobody from deleting. */
async function everPushed(
  { client, context }: DeleteInvocation,
  channelName: string,
): Promise<boolean | null> {
  try {
    const { signal } = context;
    const { records } = await (await client()).getLiveChannelHistory({ channelName }, { signal });
    return records.length > 0;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

async function tellPlans({ output }: Invocation, outcomes: readonly Outcome[]): Promise<void> {
  const plans = outcomes.flatMap(({ plan }) => plan ?? []);
  await output.result({ dryRun: true, requests: plans.map(({ document }) => document) }, { kind: 'none' });
  if (!output.json) for (const { text } of plans) output.text(text);
}

async function tell({ output, settings }: Invocation, outcomes: readonly Outcome[]): Promise<void> {
  const { bucket } = await settings();
  const channels = outcomes.map(({ channelName, outcome, pushed, requestId, error }) => ({
    channelName,
    outcome,
    ...(pushed === undefined ? {} : { pushed }),
    requestId,
    ...(error === null ? {} : { code: error.code, message: error.message }),
  }));
  await output.result({ channels, requestId: outcomes.at(-1)?.requestId ?? null }, { kind: 'none' });
  for (const { channelName, outcome, pushed } of outcomes) {
    if (outcome !== 'deleted') continue;
    const left =
      pushed === false ? '' : ` Its segments stay in oss://${bucket}/${channelName}/ and are still billed.`;
    output.note(`Deleted ${channelName}.${left}`);
  }
}

function partly(failed: readonly Outcome[], asked: number): CommandError {
  const reasons = failed.map(({ channelName, error }) => `${channelName}: ${error?.message}`);
  return new CommandError(
    'PartlyFailed',
    `${failed.length} of ${asked} channels could not be deleted. ${reasons.join(' ')}`,
    'partial',
    { hint: failed[0]?.error?.hint ?? null, advice: failed[0]?.error?.advice ?? null },
  );
}
