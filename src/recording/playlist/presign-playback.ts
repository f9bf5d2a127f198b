import type { Client } from '../../client/client.js';
import { lookAt } from '../../client/look.js';
import type { ClientOptions } from '../../client/options.js';
import { serviceClock } from '../../client/service-clock.js';
import { validateChannelName, validateObject, validatePlaylistName } from '../../client/validate.js';
import { english } from '../../english.js';
import type { Signal } from '../../protocol/ambient.js';
import { limits } from '../../protocol/limits.js';
import { connect } from '../sessions/list-sessions.js';
import { type Signer, signedUrls, type Validity, validityOf } from './segment-urls.js';

/** With all that createClient takes. */
export interface PresignPlaybackOptions extends ClientOptions {
  /** The name of the channel. */
  channelName: string;
  /** The live playlist of the channel, or one that was saved; the channel's own when absent. */
  playlistName?: string | null;
  /** How long the URL is good for, from now on. V4 allows seven days; more is cut. */
  expiresSeconds: number;
  /** When temporary credentials stop being good: the URL is not good for longer. */
  credentialsExpireAt?: Date | null;
  /** Asks for the name of the playlist; made of the options when absent. */
  client?: Client | null;
  /** Ends it when it is aborted. */
  signal?: Signal | null;
}

/** A link that plays. */
export interface SignedPlayback extends Validity {
  /** The link. It is a secret. */
  url: string;
}

/**
 * A URL that plays a stored playlist of a private bucket in any player: the service signs the segments in it like the URL
 * itself (`x-oss-process=hls/sign`; at most 1 MB of playlist). For longer ones sign the segments: `vodPlaylist` with
 * `urls: { presignSeconds }`. Whether the playlist is there is not looked at. Rejects with UsageError for bad input, and
 * with what `getLiveChannelInfo` rejects with when no name is given. OSS documentation, "HLS encryption and signing".
 */
export async function presignPlayback(options: PresignPlaybackOptions): Promise<SignedPlayback> {
  validateObject(english`The options`, options);
  const { channelName, playlistName, expiresSeconds } = options;
  validateChannelName(channelName);
  if (playlistName != null) validatePlaylistName(playlistName);
  const client = options.client ?? (await connect(options));
  const signal = options.signal ?? new AbortController().signal;
  const name = playlistName ?? (await livePlaylistOf(client, channelName, signal)).playlistName;
  const signer = await signerOf(options, client);
  const validity = validityOf(expiresSeconds, signer);
  const urlOf = signedUrls(signer, validity, { 'x-oss-process': 'hls/sign' });
  return { url: urlOf({ key: `${channelName}/${name}` }), ...validity };
}

/** The one that the service keeps rewriting; the usual name, and not known, where that may not be asked. */
export async function livePlaylistOf(
  client: Client,
  channelName: string,
  signal: AbortSignal,
): Promise<{ playlistName: string; isKnown: boolean }> {
  const look = await lookAt(client, channelName, signal);
  if (look.kind === 'absent') throw look.error;
  const target = look.kind === 'found' ? look.info.target : null;
  return {
    playlistName: target?.playlistName ?? limits.playlistName.default,
    isKnown: look.kind === 'found',
  };
}

/** Who signs URLs: by the clock of the service, where the client knows that it is another. */
export async function signerOf(
  options: ClientOptions & { credentialsExpireAt?: Date | null },
  client: Pick<Client, 'clockOffsetMs'>,
): Promise<Signer> {
  const { endpoint, bucket, region, addressing, signatureVersion, credentialsExpireAt = null } = options;
  const { currentCredentials } = await import('../../client/credentials.js');
  return {
    ...{ endpoint, bucket, region, addressing, signatureVersion, credentialsExpireAt },
    credentials: await currentCredentials(options.credentials),
    now: serviceClock(options.now, client)(),
  };
}
