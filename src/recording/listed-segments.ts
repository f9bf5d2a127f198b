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
  return entriesIn(playlist).flatMap(({ seconds, uri }) => {
    const [, startMs] = /^(\d+)\.ts/.exec(uri) ?? [];
    return startMs === undefined ? [] : [{ seconds, startMs: Number(startMs) }];
  });
}

/** What a playlist lists, whatever it is: what is fetched of it goes through `readPlaylist`, which refuses much. */
export function entriesIn(playlist: string): { seconds: number; uri: string }[] {
  const found = playlist.matchAll(/^#EXTINF:([\d.]+).*\r?\n(?:#.*\r?\n)*(.+)$/gm);
  return [...found].map(([, seconds, uri = '']) => ({ seconds: Number(seconds), uri }));
}
