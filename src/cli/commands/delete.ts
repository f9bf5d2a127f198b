import type { Client } from '../../client/client.js';
import { lookAt } from '../../client/look.js';
import { deleteLiveChannel } from '../../client/operations/delete-live-channel.js';
import { isPattern } from '../../client/selection.js';
import { validateChannelName } from '../../client/validate.js';
import { english } from '../../english.js';
import { ServiceError, UsageError } from '../../errors.js';
import { forget } from '../../settings/state.js';
import { ask } from '../ask.js';
import { type Plan, planOf } from '../change.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import { said, say } from '../say.js';
import type { Outcome } from '../several/each.js';
import { severalFlags, severalNames } from '../several/names.js';
import { sampleOf } from '../several/sample.js';
import { commandLine } from '../terminal/shell.js';

/** What became of a channel. */
interface Removed {
  outcome: 'deleted' | 'absent' | 'kept';
  /** Whether there was ever a push, so that segments may be left; null when that could not be asked. */
  pushed?: boolean | null;
  requestId: string | null;
  /** With `--dry-run`: what would be sent. */
  plan?: Plan;
}

const flags = {
  ifExists: { help: 'a channel that does not exist is no error' },
  withRecordings: { help: 'its segments and playlists too, after a yes (--yes without a terminal)' },
  ...severalFlags,
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
    'Segments and playlists stay in the bucket and are still billed, unless --with-recordings: then the channel goes first, so that nobody can push any more, and after it all of its segments and all playlists that can be read. What was deleted is gone.',
  ],
  arguments: [{ name: '<channel...>', help: 'names, patterns (cam-*), or - for names on stdin' }],
  flags,
  events: 'docs/clean-events.schema.json',
  examples: [
    { line: 'oss-live delete cam-41 cam-42', comment: 'two channels' },
    { line: 'oss-live delete cam-42 --with-recordings', comment: 'with all that was recorded, when asked' },
    { line: "oss-live delete 'test-*'", comment: 'asks first; without a terminal --yes is needed' },
  ],
  async run(invocation) {
    const { flags, words, output } = invocation;
    for (const name of words) if (!isPattern(name) && name !== '-') validateChannelName(name);
    const { channel } = flags;
    if (channel !== undefined && !words.includes(channel)) {
      throw new UsageError(
        english`Is ${channel} to be deleted too? delete takes channels as arguments only.`,
        {
          hint: english`Name what is to go: ${commandLine(['oss-live', 'delete', ...words])}`,
        },
      );
    }
    const several = await severalNames(invocation, words);
    const names = several?.names ?? words.slice(0, 1);
    if (several?.byPattern && !flags.dryRun) await confirm(invocation, names);
    const { forEach, refuseFailures, tellPlans } = await import('../several/each.js');
    // One question at a time.
    const asked = { names, jobs: flags.withRecordings ? 1 : flags.jobs, doing: say`Deleted` };
    const outcomes = await forEach(invocation, asked, (channelName, signal) =>
      remove(invocation, { channelName, signal, isOneOfSeveral: several !== null }),
    );
    const place = await invocation.settings();
    for (const { channelName, result } of outcomes)
      if (result?.outcome === 'deleted' && !flags.dryRun)
        await forget(invocation.context, place, channelName);
    const [only] = outcomes;
    if (several === null && only?.error) throw only.error;
    if (flags.dryRun)
      await tellPlans(
        output,
        outcomes.flatMap(({ result }) => result?.plan ?? []),
        flags.withRecordings,
      );
    else await tell(invocation, outcomes);
    await refuseFailures(output, outcomes);
  },
});

/** What a pattern finds nobody has typed. */
async function confirm({ context, flags, words }: DeleteInvocation, names: readonly string[]): Promise<void> {
  const channels = names.length === 1 ? english`channel ${names[0]}` : english`${names.length} channels`;
  const question =
    names.length === 1
      ? say`This deletes ${said(channels)}. Go on?`
      : say`This deletes ${said(channels)}, ${sampleOf(names)}. Go on?`;
  if (flags.yes || (await ask(context, question))) return;
  throw new UsageError(english`Nothing was deleted: ${commandLine(words)} would delete ${channels}.`, {
    hint: english`See which: ${commandLine(['oss-live', 'delete', ...words, '--dry-run'])}; to go on add --yes.`,
  });
}

async function remove(
  invocation: DeleteInvocation,
  one: { channelName: string; signal: AbortSignal; isOneOfSeveral: boolean },
): Promise<Removed> {
  const { channelName, signal } = one;
  const { flags, output, client } = invocation;
  const withRecordings = flags.withRecordings ? await import('./delete-recordings.js') : null;
  const connected = await client();
  const look = await lookAt(connected, channelName, signal);
  if (look.kind === 'absent') {
    if (!flags.ifExists) {
      if (flags.withRecordings) look.error.advice = { do: 'cleanWithoutChannel', channelName };
      throw look.error;
    }
    output.note(say`Channel ${channelName} does not exist.`);
    await withRecordings?.removeRecordings(invocation, one);
    return { outcome: 'absent', requestId: look.error.requestId };
  }
  if (look.kind === 'denied') {
    output.warn(say`Whether ${channelName} exists was not checked: the key lacks oss:GetLiveChannel.`);
  }
  if (flags.dryRun) {
    const plan = await planOf(connected, 'DeleteLiveChannel', { channelName });
    await withRecordings?.removeWithRecordings(invocation, { client: connected, ...one });
    return { outcome: 'deleted', requestId: null, plan };
  }
  if (withRecordings !== null)
    return {
      ...(await withRecordings.removeWithRecordings(invocation, { client: connected, ...one })),
      pushed: false,
    };
  const pushed = await everPushed(connected, channelName, signal);
  const { requestId } = await connected.deleteLiveChannel({ channelName }, { signal });
  return { outcome: 'deleted', pushed, requestId };
}

/** Asked before the channel is deleted, since its history goes with it; what cannot be asked keeps nobody from deleting. */
async function everPushed(client: Client, channelName: string, signal: AbortSignal): Promise<boolean | null> {
  try {
    const { records } = await client.getLiveChannelHistory({ channelName }, { signal });
    return records.length > 0;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

async function tell(
  { flags, output, settings }: DeleteInvocation,
  outcomes: readonly Outcome<Removed>[],
): Promise<void> {
  const { bucket } = await settings();
  const { failureOf } = await import('../several/each.js');
  const channels = outcomes.map(({ channelName, result, error }) => ({
    channelName,
    ...(result ?? { outcome: error?.kind === 'notFound' ? 'absent' : 'failed' }),
    ...(error === null ? {} : failureOf(error)),
  }));
  const document = { channels, requestId: channels.at(-1)?.requestId ?? null };
  // After the events about its recordings one more, instead of a document in their midst.
  if (flags.withRecordings && output.json) output.event({ event: 'channels', ...document });
  else await output.result(document, { kind: 'none' });
  for (const { channelName, result } of outcomes) {
    if (result?.outcome !== 'deleted') continue;
    const left =
      result.pushed === false
        ? ''
        : say` Its segments stay in oss://${bucket}/${channelName}/ and are still billed.`;
    output.note(say`Deleted ${channelName}.${left}`);
  }
}
