import { setTimeout as sleep } from 'node:timers/promises';
import type { PushOptions } from '../cli/commands/push-options.js';
import type { Output } from '../cli/context.js';
import { commandLine } from '../cli/terminal/shell.js';
import type { Client } from '../client/client.js';
import { isDenied, lookAt } from '../client/look.js';
import { playUrl } from '../client/play-url.js';
import { CommandError, ServiceError } from '../errors.js';
import { limits } from '../protocol/limits.js';
import type { Settings } from '../settings/settings.js';

/** A channel that is pushed to. */
export interface Target {
  channelName: string;
  /** For the publish URL; null leaves it to the channel. */
  playlistName: string | null;
  playUrl: string;
  /** Seconds; OSS's default where the settings may not be read. */
  fragDuration: number;
  /** What has to be done before it takes a push. */
  needs: 'creating' | 'enabling' | null;
}

interface Asking {
  client: Client;
  settings: Settings;
  options: Pick<PushOptions, 'create' | 'enable' | 'wait' | 'playlistName'>;
  signal: AbortSignal;
}

/** Finds out about a channel, and changes nothing. Throws when the options do not allow what it needs. */
export async function lookAtTarget(channelName: string, asking: Asking): Promise<Target> {
  const { client, settings, options, signal } = asking;
  const look = await lookAt(client, channelName, signal);
  if (look.kind === 'absent' && !options.create) {
    look.error.hint = 'Add --create to make it, or see the names with oss-live list.';
    throw look.error;
  }
  const info = look.kind === 'found' ? look.info : null;
  const disabled = info?.status === 'disabled';
  if (disabled && !options.enable) throw disabledError(channelName);
  const playlistName = options.playlistName ?? info?.target?.playlistName ?? null;
  return {
    channelName,
    playlistName,
    playUrl: playUrl(settings, channelName, playlistName ?? limits.playlistName.default),
    fragDuration: info?.target?.fragDuration ?? limits.fragDuration.default,
    needs: look.kind === 'absent' ? 'creating' : disabled ? 'enabling' : null,
  };
}

export function disabledError(channelName: string): CommandError {
  return new CommandError('LiveChannelDisabled', `Channel ${channelName} is disabled.`, 'conflict', {
    hint: `Add --enable, or enable it first: ${commandLine(['oss-live', 'enable', channelName])}`,
  });
}

/** Creates or enables it where that was asked for, and sees to it that nobody else is pushing. */
export async function makeReady(target: Target, asking: Asking, output: Output): Promise<void> {
  const { channelName, needs } = target;
  const { client, signal } = asking;
  if (needs === 'creating') {
    await client.putLiveChannel({ channelName }, { signal });
    output.note(`Channel ${channelName}: created.`);
    return;
  }
  if (needs === 'enabling') {
    await client.putLiveChannelStatus({ channelName, status: 'enabled' }, { signal });
    output.note(`Channel ${channelName} is enabled.`);
  }
  await untilFree(channelName, asking, output);
}

const WAIT_MS = 2000;

async function untilFree(
  channelName: string,
  { client, options, signal }: Asking,
  output: Output,
): Promise<void> {
  for (let waited = false; ; waited = true) {
    const stat = await statOf(client, channelName, signal);
    if (stat?.status !== 'Live') return;
    const since = stat.connectedTime === null ? '' : ` since ${stat.connectedTime}`;
    const busy = `Channel ${channelName} is live: ${stat.remoteAddr ?? 'somebody'} is pushing to it${since}`;
    if (!options.wait) {
      throw new CommandError('ChannelStillLive', `${busy}.`, 'conflict', {
        hint: 'Stop that push, or add --wait to begin when it is over.',
      });
    }
    if (!waited) output.note(`${busy}; waiting for its end.`);
    await sleep(WAIT_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

type Stat = Awaited<ReturnType<Client['getLiveChannelStat']>>;

/** Null when the key may not ask. */
export async function statOf(client: Client, channelName: string, signal: AbortSignal): Promise<Stat | null> {
  try {
    return await client.getLiveChannelStat({ channelName }, { signal });
  } catch (error) {
    if (error instanceof ServiceError && isDenied(error)) return null;
    throw error;
  }
}

/** So that the command after this one finds the whole push: the service notices its end a moment later. */
export async function untilStored(client: Client, channelName: string): Promise<void> {
  const patience = AbortSignal.timeout(5000);
  try {
    while ((await statOf(client, channelName, patience))?.status === 'Live') {
      await sleep(200, undefined, { signal: patience });
    }
  } catch {
    // The stream was sent; whether that can be asked makes no difference.
  }
}
