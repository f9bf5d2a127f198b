import type { Client } from '../client/client.js';
import { isDenied } from '../client/look.js';
import { english } from '../english.js';
import { CommandError, ServiceError } from '../errors.js';

interface PlaylistPlace {
  channelName: string;
  /** What is to be saved. */
  playlistName: string;
  /** What the service keeps rewriting while the channel is live; null when there is no channel. */
  livePlaylistName: string | null;
}

/** What there is where a playlist is to be saved; `unknown` when the permission to look is missing. */
export type Occupancy = 'free' | 'taken' | 'unknown';

/** Throws CommandError `WouldOverwriteLive` for the live playlist, which nothing may replace. */
export async function lookAtPlace(
  client: Pick<Client, 'headObject'>,
  { channelName, playlistName, livePlaylistName }: PlaylistPlace,
  signal: AbortSignal,
): Promise<Occupancy> {
  if (playlistName === livePlaylistName) {
    throw wouldOverwriteLive(channelName, playlistName);
  }
  try {
    await client.headObject({ key: `${channelName}/${playlistName}` }, { signal });
    return 'taken';
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.httpStatus === 404 && error.code !== 'NoSuchBucket') return 'free';
    if (isDenied(error) || error.code === 'Http403') return 'unknown';
    throw error;
  }
}

export function wouldOverwriteLive(channelName: string, playlistName: string): CommandError {
  const message = english`${channelName}/${playlistName} is the live playlist of the channel.`;
  const hint = english`Viewers of the live stream would get the recording: give another name.`;
  return new CommandError('WouldOverwriteLive', message, 'conflict', { hint });
}

export function wouldOverwrite(channelName: string, playlistName: string): CommandError {
  return new CommandError('WouldOverwrite', english`${channelName}/${playlistName} exists.`, 'conflict', {
    hint: english`Let it be replaced, or give another name.`,
    advice: { do: 'allowOverwrite' },
  });
}
