import type { Client } from '../../client/client.js';
import type { FlagTable, Invocation } from '../command.js';
import { say } from '../say.js';
import { commandLine } from '../terminal/shell.js';
import { runCleaning } from './clean-run.js';

/** What came of a channel and its recordings; `kept` when the question was answered with no. */
export interface RemovedWhole {
  outcome: 'deleted' | 'kept';
  requestId: string | null;
}

interface Removal {
  client: Client;
  channelName: string;
  signal: AbortSignal;
  isOneOfSeveral: boolean;
}

/** The channel goes after the yes and before its recordings: then nobody can push to it any more. */
export async function removeWithRecordings(
  invocation: Invocation<FlagTable>,
  { client, channelName, signal, isOneOfSeveral }: Removal,
): Promise<RemovedWhole> {
  let requestId: string | null = null;
  const removeChannel = async (): Promise<void> => {
    ({ requestId } = await client.deleteLiveChannel({ channelName }, { signal }));
  };
  const question = (amount: string) => say`Delete the channel ${channelName} and ${amount} for good?`;
  const line = commandLine(['oss-live', 'delete', channelName, '--with-recordings', '--if-exists']);
  const again = say`What is left goes with: ${line}`;
  const choice = { channelName, everything: true };
  const answer = await runCleaning(invocation, choice, {
    ...{ question, first: removeChannel, again, isOneOfSeveral },
  });
  if (answer === 'none' && !invocation.flags.dryRun) await removeChannel();
  return { outcome: answer === 'no' ? 'kept' : 'deleted', requestId };
}

/** Of a channel that is gone. */
export async function removeRecordings(
  invocation: Invocation<FlagTable>,
  { channelName, isOneOfSeveral }: Pick<Removal, 'channelName' | 'isOneOfSeveral'>,
): Promise<void> {
  await runCleaning(invocation, { channelName, everything: true }, { isOneOfSeveral });
}
