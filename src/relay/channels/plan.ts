import {
  type ChannelSettings,
  type Difference,
  differencesOf,
  overlaid,
} from '../../client/channel-settings.js';
import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { listPages } from '../../client/list-pages.js';
import { lookAt } from '../../client/look.js';
import type { LiveChannelConfiguration } from '../../client/operations/get-live-channel-info.js';
import { sideBySide } from '../../client/side-by-side.js';
import { isChannelName } from '../../client/validate.js';

/** What is to become of a channel. */
export type ChannelChange = { channelName: string } & (
  | { action: 'none' }
  | { action: 'create'; settings: ChannelSettings }
  /** `settings` are those of the channel with the wanted ones in their place. */
  | { action: 'change'; differences: readonly Difference[]; settings: ChannelSettings; live: boolean }
  /** Nothing but that, for which there is a call of its own: it keeps all else, and does to a live channel what it says. */
  | { action: 'enable' | 'disable'; live: boolean }
  | { action: 'delete'; live: boolean }
);

export interface PlanOptions {
  client: Client;
  channels: ReadonlyMap<string, ChannelSettings>;
  /** Deletes the channels of the bucket that are not among them. */
  prune: boolean;
  /** Sends snapshots again, which cannot be compared. */
  snapshots: boolean;
  /** Channels that are looked at at once; 16 when absent. */
  jobs?: number | null;
  signal: AbortSignal;
  /** After each channel. */
  onLooked?: (() => void) | null;
}

/** Compares the channels of a bucket with what they are to be, and changes nothing. Throws ServiceError when it may not look. */
export async function planChannels(options: PlanOptions): Promise<ChannelChange[]> {
  const { client, channels, prune, signal, onLooked } = options;
  const left = prune ? await unlisted(client, channels, signal) : [];
  const atOnce = options.jobs ?? CLIENT_LIMITS.looksAtOnce.value;
  const wanted = await sideBySide(
    [...channels],
    { atOnce, signal },
    async ([channelName, settings], signal) => {
      const change = await changeOf(channelName, settings, { ...options, signal });
      onLooked?.();
      return change;
    },
  );
  const unwanted = await sideBySide(left, { atOnce, signal }, async (channelName, signal) => ({
    ...{ channelName, action: 'delete' as const },
    live: await isLive(client, channelName, signal),
  }));
  return [...wanted, ...unwanted];
}

async function changeOf(
  channelName: string,
  settings: ChannelSettings,
  { client, snapshots, signal }: PlanOptions,
): Promise<ChannelChange> {
  const look = await lookAt(client, channelName, signal);
  if (look.kind === 'denied') throw look.error;
  if (look.kind === 'absent') return { channelName, action: 'create', settings };
  const differences = differencesOf(look.info, settings);
  const [only, ...others] = differences;
  const again = snapshots && settings.snapshot != null;
  if (only === undefined && !again) return { channelName, action: 'none' };
  const live = await isLive(client, channelName, signal);
  if (only?.setting === 'status' && others.length === 0 && !again)
    return { channelName, action: only.wanted === 'enabled' ? 'enable' : 'disable', live };
  return { channelName, action: 'change', differences, settings: overlaid(look.info, settings), live };
}

/** Null in the place of a permission would be a guess: who may change a channel may ask about it. */
async function isLive(client: Client, channelName: string, signal: AbortSignal): Promise<boolean> {
  return (await client.getLiveChannelStat({ channelName }, { signal })).status === 'Live';
}

async function unlisted(
  client: Client,
  channels: ReadonlyMap<string, unknown>,
  signal: AbortSignal,
): Promise<string[]> {
  const names: string[] = [];
  for await (const page of listPages(client, {}, signal))
    for (const { name } of page.channels)
      if (name !== null && isChannelName(name) && !channels.has(name)) names.push(name);
  return names;
}

/** What a file says of a channel. */
export function settingsOf({ description, status, target }: LiveChannelConfiguration): ChannelSettings {
  return {
    description: description || null,
    status: status === 'disabled' ? 'disabled' : 'enabled',
    target: {
      fragDuration: target?.fragDuration ?? null,
      fragCount: target?.fragCount ?? null,
      playlistName: target?.playlistName ?? null,
    },
  };
}
