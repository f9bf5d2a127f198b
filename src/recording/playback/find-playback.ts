import type { Client } from '../../client/client.js';
import { hintFor } from '../../client/hints.js';
import { isDenied } from '../../client/look.js';
import { playUrl } from '../../client/play-url.js';
import { english } from '../../english.js';
import { type Advice, CommandError, ServiceError, UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import type { Transport } from '../../protocol/wire.js';
import { type PresignPlaybackOptions, presignPlayback } from '../playlist/presign-playback.js';
import type { Validity } from '../playlist/segment-urls.js';
import { type Looking, type Playing, tryPlaying } from './peek.js';

/** Endpoint and addressing are those of the link; the client may ask at another address of the bucket. */
export interface FindPlaybackOptions extends PresignPlaybackOptions {
  client: Client;
  playlistName: string;
  /** Whether the service writes it during a push; else somebody has saved it. */
  isLive: boolean;
  /** Asks what players get. */
  transport: Transport;
  /** Of a page with a player, as browsers name it. */
  origin: string;
  signal: AbortSignal;
}

export interface Playback {
  url: string;
  /** Whether it was read without a signature; null when nothing was to be learned from trying. */
  isPublic: boolean | null;
  /** Of a signed link; null for the play URL as it is. */
  validity: Validity | null;
  /** Whether the link was answered; a refused one is an error. */
  wasTried: boolean;
  /** Whether a page of the origin is given what the link says; null when it was not tried. */
  allowsOrigin: boolean | null;
}

/**
 * A URL that plays a stored playlist: as it is where anybody may read it and its segments, else signed. Rejects with
 * CommandError `NoPlaylist` when there is none, UsageError when it is too large to be signed, ServiceError when the key may
 * not read it or the link is refused, and with what `presignPlayback` rejects with.
 */
export async function findPlayback(options: FindPlaybackOptions): Promise<Playback> {
  const { channelName, playlistName, client, transport, bucket, origin, signal } = options;
  const now = options.now?.() ?? new Date();
  const looking: Looking = { transport, bucket, origin, now, signal };
  const url = playUrl(options, channelName, playlistName);
  const open = await tryPlaying(url, looking);
  if (open.kind === 'plays')
    return { url, isPublic: true, validity: null, wasTried: true, allowsOrigin: open.allowsOrigin };
  if (open.kind === 'refused' && open.error.kind === 'notFound')
    throw open.error.code === 'NoSuchBucket' ? open.error : missing(options);
  checkSize(options, await sizeOf(options));

  const { url: signed, ...validity } = await presignPlayback({ ...options, client });
  const tried = await tryPlaying(signed, looking);
  if (tried.kind === 'refused') throw refused(tried, options);
  return {
    url: signed,
    isPublic: open.kind === 'refused' && open.error.kind === 'denied' ? false : null,
    validity,
    wasTried: tried.kind === 'plays',
    allowsOrigin: tried.kind === 'plays' ? tried.allowsOrigin : null,
  };
}

async function sizeOf(options: FindPlaybackOptions): Promise<number> {
  const { client, channelName, playlistName, signal } = options;
  try {
    return (await client.headObject({ key: `${channelName}/${playlistName}` }, { signal })).size ?? 0;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.httpStatus === 404 && error.code !== 'NoSuchBucket') throw missing(options);
    // An answer to HEAD may have lost the document that says more.
    if (error.code === 'Http403') error.hint = hintFor('AccessDenied', null, 'oss:GetObject');
    throw error;
  }
}

function checkSize({ channelName, playlistName }: FindPlaybackOptions, bytes: number): void {
  const { maxBytes, ec } = limits.hlsSign;
  if (bytes <= maxBytes) return;
  const size = bytes.toLocaleString('en-US');
  const message = english`${channelName}/${playlistName} has ${size} bytes, and the service signs the segments of playlists of up to 1 MB.`;
  throw new UsageError(message, { ec, advice: { do: 'signSegments', channelName } });
}

function missing({ channelName, playlistName, isLive }: FindPlaybackOptions): CommandError {
  const place = `${channelName}/${playlistName}`;
  const message = isLive
    ? english`There is no ${place} yet: the service writes it with the first segment of a push.`
    : english`There is no ${place} in the bucket.`;
  const advice: Advice = isLive
    ? { do: 'pushFirst', channelName }
    : { do: 'savePlaylist', channelName, playlistName };
  return new CommandError('NoPlaylist', message, 'notFound', { advice });
}

/** The key may read the playlist, so it is the signature that a 403 is about, unless a policy keeps it from the segments. */
function refused(
  { error, of }: Extract<Playing, { kind: 'refused' }>,
  { channelName, signatureVersion }: FindPlaybackOptions,
): ServiceError {
  const isForbidden = error.kind === 'denied' && error.code !== 'InvalidObjectState';
  if (TOO_LARGE.has(error.ec ?? '')) error.advice = { do: 'signSegments', channelName };
  else if (isForbidden && signatureVersion !== 'v1' && !(of === 'segment' && isDenied(error)))
    error.advice = { do: 'signWithV1' };
  return error;
}

/** In bytes, and in segments. */
const TOO_LARGE: ReadonlySet<string> = new Set([limits.hlsSign.ec, '0044-00000406']);
