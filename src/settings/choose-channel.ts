import type { ChosenChannel } from '../cli/command.js';
import type { Context, FlagValue, Output } from '../cli/context.js';
import type { Client } from '../client/client.js';
import { isDenied } from '../client/look.js';
import { ServiceError, UsageError } from '../errors.js';
import type { Settings } from './settings.js';
import { remembered } from './state.js';

export interface ChannelSources {
  context: Context;
  /** The command's own argument. */
  argument: string | undefined;
  flags: Readonly<Record<string, FlagValue>>;
  output: Output;
  settings(): Promise<Settings>;
  client(): Promise<Client>;
}

/** Which channel is meant when the user may have left it out. Says on stderr which one was taken, and why. */
export async function chooseChannel(sources: ChannelSources): Promise<ChosenChannel> {
  const named = namedChannel(sources);
  if (named !== undefined) return { channelName: named, explicit: true };

  const { channelName, why } = await impliedChannel(sources);
  sources.output.note(`Channel ${channelName} (${why})`);
  return { channelName, explicit: false };
}

function namedChannel({ argument, flags, context }: ChannelSources): string | undefined {
  if (argument !== undefined) return argument;
  if (typeof flags.channel === 'string') return flags.channel;
  return context.env.OSS_LIVE_CHANNEL || undefined;
}

async function impliedChannel(sources: ChannelSources): Promise<{ channelName: string; why: string }> {
  const settings = await sources.settings();
  const { chosen, lastCreated } = await remembered(sources.context, settings);
  if (chosen !== null) return { channelName: chosen, why: 'chosen with oss-live use' };
  if (lastCreated !== null) return { channelName: lastCreated, why: 'the one last created here' };

  const only = await onlyChannel(await sources.client(), settings.bucket);
  return { channelName: only, why: `the only channel of bucket ${settings.bucket}` };
}

async function onlyChannel(client: Client, bucket: string): Promise<string> {
  const names = await firstTwoNames(client);
  const [first, second] = names;
  if (first === undefined) {
    throw new UsageError(`Which channel? None was named, and bucket ${bucket} has none.`, {
      advice: { do: 'createChannel' },
    });
  }
  if (second !== undefined) {
    throw new UsageError(`Which channel? None was named, and bucket ${bucket} has several.`, {
      advice: { do: 'nameChannel' },
    });
  }
  return first;
}

async function firstTwoNames(client: Client): Promise<string[]> {
  try {
    const { channels } = await client.listLiveChannel({ maxKeys: 2 });
    return channels.flatMap(({ name }) => name ?? []);
  } catch (error) {
    // Somebody who may not list can still name a channel; anything else is about the bucket or the network.
    if (!(error instanceof ServiceError && isDenied(error))) throw error;
    throw new UsageError('Which channel? None was named, and listing the bucket is denied.', {
      advice: { do: 'nameChannel' },
      cause: error,
    });
  }
}
