import type { Client } from '../client/client.js';
import { isDenied } from '../client/look.js';
import { english } from '../english.js';
import { type Advice, ConfigurationError, ServiceError, UsageError } from '../errors.js';
import { readChannel } from './channel-address.js';
import type { Settings } from './settings.js';
import type { Surroundings } from './sources.js';
import { remembered } from './state.js';

export interface ChannelSources {
  around: Surroundings;
  /** Named by an argument or an option. */
  named: string | undefined;
  settings(): Promise<Settings>;
  client(): Promise<Client>;
}

export interface ChosenChannel {
  channelName: string;
  /** Named by argument, option or variable; else why it was taken: `use`, the last `create`, the bucket's only one. */
  why: 'named' | 'chosen' | 'lastCreated' | 'only';
}

/** Which channel is meant when the user may have left it out. */
export async function chooseChannel(sources: ChannelSources): Promise<ChosenChannel> {
  const settings = sources.settings;
  const named = sources.named ?? (sources.around.env.OSS_LIVE_CHANNEL || undefined);
  if (named !== undefined) {
    const { bucket, channelName } = readChannel(named);
    if (bucket !== null) requireBucket(bucket, (await settings()).bucket);
    return { channelName, why: 'named' };
  }

  const { chosen, lastCreated } = await remembered(sources.around, await settings());
  if (chosen !== null) return { channelName: chosen, why: 'chosen' };
  if (lastCreated !== null) return { channelName: lastCreated, why: 'lastCreated' };
  return { channelName: await onlyChannel(await sources.client(), (await settings()).bucket), why: 'only' };
}

/** For a variable: where an argument or an option says the bucket, there is no other. */
function requireBucket(named: string, bucket: string): void {
  if (named === bucket) return;
  throw new ConfigurationError(
    english`OSS_LIVE_CHANNEL is in bucket ${named}, but the bucket is ${bucket}.`,
    {
      hint: english`Name a channel of that bucket, or leave the bucket out of OSS_LIVE_CHANNEL.`,
    },
  );
}

async function onlyChannel(client: Client, bucket: string): Promise<string> {
  const [first, second] = await firstTwoNames(client);
  if (first === undefined) throw unclear(english`bucket ${bucket} has none`, { do: 'createChannel' });
  if (second !== undefined)
    throw unclear(english`bucket ${bucket} has several`, { do: 'nameChannel', channelName: first });
  return first;
}

async function firstTwoNames(client: Client): Promise<string[]> {
  try {
    const { channels } = await client.listLiveChannel({ maxKeys: 2 });
    return channels.flatMap(({ name }) => name ?? []);
  } catch (error) {
    // Somebody who may not list can still name a channel; anything else is about the bucket or the network.
    if (!(error instanceof ServiceError && isDenied(error))) throw error;
    throw unclear(english`listing the bucket is denied`, { do: 'nameChannel', channelName: null }, error);
  }
}

function unclear(why: string, advice: Advice, cause?: ServiceError): UsageError {
  return new UsageError(english`Which channel? None was named, and ${why}.`, { advice, cause });
}
