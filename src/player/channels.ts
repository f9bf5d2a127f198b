import type { Client } from '../client/client.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { listPages } from '../client/list-pages.js';
import type { LiveChannelStat } from '../client/operations/get-live-channel-stat.js';
import { isChannelName } from '../client/validate.js';
import { isNoSuchChannel, ServiceError } from '../errors.js';
import { timeIn } from '../protocol/time.js';
import { livePlaylistOf } from '../recording/index.js';
import { kept } from './kept.js';
import type { Settled } from './options.js';
import { Refusal, refusalOf } from './problem.js';
import type { ChannelList, ShownChannel } from './shapes.js';
import type { ChannelState } from './texts.js';

export interface Channels {
  /** Which are shown, and how many there are. */
  list(): Promise<Pick<ChannelList, 'channels' | 'left'>>;
  one(channelName: string): Promise<ShownChannel>;
  /** The name of its live playlist. */
  playlistName(channelName: string): Promise<string>;
  /** Throws Refusal unless the channel may be shown. */
  check(channelName: string): Promise<void>;
}

interface Named {
  name: string;
  description: string;
}

const MOST = CLIENT_LIMITS.playerChannels.value;
/** So long an answer of the service is as good as a new one. */
const STATE_MS = 3000;
const LIST_MS = 10_000;
/** It changes when a channel is made anew. */
const NAME_MS = 60_000;
/** As `watch` has it: below this nothing arrives, unless the push is too young for the service to have measured it. */
const QUIET_BYTES = 1000;
const MEASURED_WITHIN_MS = 15_000;

/** The channels that are chosen, or all of the bucket; what is asked again soon is not asked of the service. */
export function channelsOf(
  client: Client,
  { channelNames, now, onError }: Pick<Settled, 'channelNames' | 'now' | 'onError'>,
  signal: AbortSignal,
): Channels {
  const listed = kept(LIST_MS, 1, () => listedOf(client, channelNames, signal));
  const names = kept(NAME_MS, MOST, (channelName) => livePlaylistOf(client, channelName, signal));
  const stats = kept(STATE_MS, MOST, (channelName) => client.getLiveChannelStat({ channelName }, { signal }));

  async function shown({ name, description }: Named): Promise<ShownChannel> {
    const known = { name, description, problem: null, connectedTime: null, video: null, audio: null };
    try {
      const { status, connectedTime, video, audio } = await stats(name);
      const state = stateOf({ status, connectedTime, video, audio }, now());
      return { ...known, state, connectedTime, video, audio };
    } catch (error) {
      const isAbsent = error instanceof ServiceError && isNoSuchChannel(error);
      const { problem } = refusalOf(error);
      if (problem === 'bug') onError?.(error);
      const state = isAbsent ? 'absent' : problem === 'denied' ? 'refused' : 'unknown';
      return { ...known, state, problem };
    }
  }

  async function descriptionOf(channelName: string): Promise<string> {
    const found = channelNames === null ? (await listed('')).channels : [];
    return found.find(({ name }) => name === channelName)?.description ?? '';
  }

  return {
    async list() {
      const { channels, left } = await listed('');
      return { channels: await Promise.all(channels.map(shown)), left };
    },
    one: async (name) => shown({ name, description: await descriptionOf(name) }),
    playlistName: async (channelName) => (await names(channelName)).playlistName,
    async check(channelName) {
      if (channelNames?.includes(channelName)) return;
      const found = channelNames === null ? (await listed('')).channels : [];
      if (!found.some(({ name }) => name === channelName)) throw new Refusal('noChannel');
    },
  };
}

async function listedOf(
  client: Client,
  channelNames: readonly string[] | null,
  signal: AbortSignal,
): Promise<{ channels: Named[]; left: number }> {
  if (channelNames !== null)
    return { channels: channelNames.map((name) => ({ name, description: '' })), left: 0 };
  const channels: Named[] = [];
  let left = 0;
  for await (const page of listPages(client, {}, signal)) {
    for (const { name, description } of page.channels) {
      if (name === null || !isChannelName(name)) continue;
      if (channels.length < MOST) channels.push({ name, description: description ?? '' });
      else left++;
    }
  }
  return { channels, left };
}

function stateOf(stat: Omit<LiveChannelStat, 'remoteAddr' | 'requestId'>, now: Date): ChannelState {
  if (stat.status === 'Disabled') return 'disabled';
  if (stat.status !== 'Live') return stat.status === 'Idle' ? 'idle' : 'unknown';
  const since = timeIn(stat.connectedTime ?? '');
  const isYoung = since !== null && now.getTime() - since.getTime() < MEASURED_WITHIN_MS;
  const bandwidth = (stat.video?.bandwidth ?? 0) + (stat.audio?.bandwidth ?? 0);
  return bandwidth < QUIET_BYTES && !isYoung ? 'stalled' : 'live';
}
