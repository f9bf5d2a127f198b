import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { isKeyRefused } from '../client/credentials.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { lookAt, unlessDenied } from '../client/look.js';
import { playUrl } from '../client/play-url.js';
import { english } from '../english.js';
import { CommandError, OssLiveError } from '../errors.js';
import { limits } from '../protocol/limits.js';
import { lookAtPlace, type Occupancy, untilFinished, wouldOverwrite } from '../recording/index.js';
import type { Happening } from './events.js';
import type { Settled } from './options.js';

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
  /** What has the name of the recording that is to be saved. */
  vodPlace: Occupancy;
}

type Place = Pick<Settled, 'endpoint' | 'bucket' | 'addressing'>;
type Permission = Pick<Settled, 'create' | 'enable' | 'playlistName' | 'vod' | 'overwrite'>;

interface Asking {
  client: Client;
  signal: AbortSignal;
}

/** Finds out about a channel, and changes nothing. Throws when the options do not allow what it needs. */
export async function lookAtTarget(
  channelName: string,
  asking: Asking & Place & Permission,
): Promise<Target> {
  const look = await lookAt(asking.client, channelName, asking.signal);
  if (look.kind === 'absent' && !asking.create) {
    look.error.advice = { do: 'letCreate' };
    throw look.error;
  }
  const info = look.kind === 'found' ? look.info : null;
  const disabled = info?.status === 'disabled';
  if (disabled && !asking.enable) throw disabledError(channelName);
  const playlistName = asking.playlistName ?? info?.target?.playlistName ?? null;
  const livePlaylistName = playlistName ?? limits.playlistName.default;
  return {
    channelName,
    playlistName,
    playUrl: playUrl(asking, channelName, livePlaylistName),
    fragDuration: info?.target?.fragDuration ?? limits.fragDuration.default,
    needs: look.kind === 'absent' ? 'creating' : disabled ? 'enabling' : null,
    vodPlace: await vodPlace(channelName, livePlaylistName, asking),
  };
}

async function vodPlace(
  channelName: string,
  livePlaylistName: string,
  { client, signal, vod, overwrite }: Asking & Permission,
): Promise<Occupancy> {
  if (vod === null) return 'free';
  const place = await lookAtPlace(client, { channelName, playlistName: vod, livePlaylistName }, signal);
  if (place === 'taken' && !overwrite) throw wouldOverwrite(channelName, vod);
  return place;
}

/** Creates or enables it where that was asked for, and sees to it that nobody else is pushing. */
export async function makeReady(
  { channelName, needs }: Target,
  asking: Asking & Pick<Settled, 'wait'>,
  emit: (event: Happening) => void,
): Promise<void> {
  const { client, signal } = asking;
  const tell = (state: 'created' | 'enabled' | 'busy', publisher: Publisher = NOBODY): void => {
    const { remoteAddr, connectedTime } = publisher;
    emit({ event: 'channel', channelName, state, remoteAddr, connectedTime });
  };
  if (needs === 'creating') {
    await client.putLiveChannel({ channelName }, { signal });
    tell('created');
    return;
  }
  if (needs === 'enabling') {
    await client.putLiveChannelStatus({ channelName, status: 'enabled' }, { signal });
    tell('enabled');
  }
  for (let waitedMs = 0; ; ) {
    const stat = await statOf(client, channelName, signal);
    if (stat?.status !== 'Live') return;
    if (!asking.wait) throw busyError(channelName, stat);
    if (waitedMs === 0) tell('busy', stat);
    // Soon at first: a push that is ended for this one. Many wait side by side, and some for hours.
    const waitMs = Math.min(CLIENT_LIMITS.backoff.value, WAIT_MS + waitedMs / 8);
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    waitedMs += waitMs;
  }
}

const WAIT_MS = 2000;

type Publisher = Pick<Stat, 'remoteAddr' | 'connectedTime'>;

const NOBODY: Publisher = { remoteAddr: null, connectedTime: null };

/**
 * The error of a connection, told apart by asking the service: over RTMP it may refuse without saying why, or just
 * close the connection of a channel that was disabled.
 */
export async function explained(
  error: unknown,
  { client, channelName, signal }: Asking & { channelName: string },
): Promise<unknown> {
  if (!(error instanceof OssLiveError)) return error;
  // The client learns by that too that it needs another key.
  if (!['PublishRefused', 'ConnectionLost', 'PushEnded'].includes(error.code) && !isKeyRefused(error))
    return error;
  try {
    const { status } = await client.getLiveChannelInfo({ channelName }, { signal });
    if (status === 'disabled') return disabledError(channelName);
    if (error.code !== 'PublishRefused') return error;
    const stat = await statOf(client, channelName, signal);
    return stat?.status === 'Live' ? busyError(channelName, { ...stat, connectedTime: null }) : error;
  } catch (found) {
    const tells = found instanceof OssLiveError && found.kind === 'notFound';
    return tells ? found : error;
  }
}

function disabledError(channelName: string): CommandError {
  return new CommandError('LiveChannelDisabled', english`Channel ${channelName} is disabled.`, 'conflict', {
    hint: english`Enable it first.`,
    advice: { do: 'letEnable', channelName },
  });
}

function busyError(channelName: string, { remoteAddr, connectedTime }: Publisher): CommandError {
  const pushing =
    connectedTime === null ? english`is pushing to it` : english`has been pushing since ${connectedTime}`;
  const message = english`Channel ${channelName} is live: ${remoteAddr ?? english`somebody`} ${pushing}.`;
  return new CommandError('ChannelStillLive', message, 'conflict', {
    hint: english`Stop that push, or wait for its end.`,
    advice: { do: 'letWait' },
  });
}

type Stat = Awaited<ReturnType<Client['getLiveChannelStat']>>;

/** Null when the key may not ask. */
export function statOf(client: Client, channelName: string, signal: AbortSignal): Promise<Stat | null> {
  return unlessDenied(client.getLiveChannelStat({ channelName }, { signal }));
}

/** So that the command after this one finds the whole push: the service notices its end a moment later. */
export async function untilStored(client: Client, channelName: string): Promise<void> {
  const signal = AbortSignal.timeout(CLIENT_LIMITS.endShown.value);
  // The stream was sent; whether that can be asked makes no difference.
  await untilFinished({ client, channelName, connectedTime: null, signal }).catch(() => false);
}
