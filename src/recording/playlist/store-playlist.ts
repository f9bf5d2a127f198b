import type { Client } from '../../client/client.js';
import type { PutObjectResult } from '../../client/objects/put-object.js';
import { ServiceError } from '../../errors.js';
import { wouldOverwrite } from '../playlist-place.js';

/** What the service gives for its own. */
export const PLAYLIST_TYPE = 'application/x-mpegURL';

export interface StoredPlaylist {
  client: Pick<Client, 'putObject'>;
  channelName: string;
  playlistName: string;
  playlist: string;
  /** Whether one of that name is left, with CommandError `WouldOverwrite`. */
  forbidOverwrite: boolean;
  signal: AbortSignal;
}

/** Stores a playlist that was put together here beside its segments. Throws ServiceError, where `oss:PutObject` is missing too. */
export async function storePlaylist(stored: StoredPlaylist): Promise<PutObjectResult> {
  const { client, channelName, playlistName, playlist, forbidOverwrite, signal } = stored;
  const key = `${channelName}/${playlistName}`;
  const input = { key, body: playlist, contentType: PLAYLIST_TYPE, forbidOverwrite };
  return client.putObject(input, { signal }).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === 'FileAlreadyExists')
      throw wouldOverwrite(channelName, playlistName);
    throw error;
  });
}
