import type { Client } from '../client/client.js';
import { isDenied } from '../client/look.js';
import { ServiceError } from '../errors.js';
import type { VodWindow } from './vod-window.js';

export interface ListedSegment {
  /** When the service began it: Unix milliseconds, from its name. */
  startMs: number;
  seconds: number;
}

/** What the VOD playlist of a window lists; null when it may not be read (`oss:GetVodPlaylist`). */
export async function listedSegments(
  client: Pick<Client, 'getVodPlaylist'>,
  window: VodWindow & { channelName: string },
  signal: AbortSignal,
): Promise<ListedSegment[] | null> {
  try {
    return segmentsIn((await client.getVodPlaylist(window, { signal })).playlist);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.kind === 'emptyRange') return [];
    if (isDenied(error)) return null;
    throw error;
  }
}

function segmentsIn(playlist: string): ListedSegment[] {
  return [...playlist.matchAll(/^#EXTINF:([\d.]+).*\r?\n(?:#.*\r?\n)*(\d+)\.ts/gm)].map(
    ([, seconds, startMs]) => ({ seconds: Number(seconds), startMs: Number(startMs) }),
  );
}
