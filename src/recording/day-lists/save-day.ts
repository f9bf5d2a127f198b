import type { Client } from '../../client/client.js';
import { isDenied } from '../../client/look.js';
import { OssLiveError, ServiceError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { isOnePiece, recordingOf, stitched } from '../playlist/make-playlist.js';
import { storePlaylist } from '../playlist/store-playlist.js';
import { lookAtPlace } from '../playlist-place.js';
import { findSessions } from '../sessions/find-sessions.js';
import { DEFAULT_GAP_SECONDS } from '../sessions/list-sessions.js';
import type { Looking } from '../sessions/looking.js';
import type { Session } from '../sessions/session.js';
import { roundedWindow } from '../vod-window.js';

/** A day of a time zone. */
export interface Day {
  /** `2024-03-05` */
  day: string;
  start: Date;
  /** When the next one begins: 23, 24 or 25 hours later. */
  end: Date;
}

/** Where to look for what was pushed, and where to store the lists. */
export interface DayKeeping extends Looking {
  client: Client;
}

/** `exists`: a list of that name is there and stays, whatever is in it. `empty`: nothing was recorded on that day. */
export type DayOutcome = 'saved' | 'exists' | 'empty';

/** As `vod-save --split day` names them. */
export function dayListName(day: string): string {
  return `day-${day}.m3u8`;
}

/**
 * Saves the list of a day that is over, unless there is one. Of one push the service stores it (PostVodPlaylist); of several,
 * and of the 25 hours of a day on which clocks are put back, it is put together here. Each segment is in the list of the day
 * on which it began. Throws ServiceError, where a permission is missing too.
 */
export async function saveDay(keeping: DayKeeping, day: Day): Promise<DayOutcome> {
  const { client, channelName, signal } = keeping;
  const playlistName = dayListName(day.day);
  const place = await lookAtPlace(client, { channelName, playlistName, livePlaylistName: null }, signal);
  if (place === 'taken') return 'exists';
  const { start, end } = day;
  const wanted = { start, end, last: null, gapSeconds: DEFAULT_GAP_SECONDS, byNames: true };
  try {
    const { sessions } = await findSessions(keeping, wanted);
    // The service would replace what nobody may look at.
    const isFree = place === 'free';
    if (isFree && isOnePiece({ start, end, sessions })) return await postDay(keeping, day);
    return await storeOwn(keeping, day, sessions).catch((error) => {
      const isRefused = error instanceof ServiceError && isDenied(error);
      if (isRefused && isFree && isShortEnough(day)) return postDay(keeping, day);
      throw error;
    });
  } catch (error) {
    if (!(error instanceof OssLiveError)) throw error;
    if (error.kind === 'emptyRange') return 'empty';
    // Another process with the same cameras was faster.
    if (error.code === 'WouldOverwrite') return 'exists';
    throw error;
  }
}

function isShortEnough({ start, end }: Day): boolean {
  return end.getTime() - start.getTime() <= limits.vod.maxSeconds * 1000;
}

async function postDay(
  { client, channelName, signal }: DayKeeping,
  { day, ...range }: Day,
): Promise<'saved'> {
  const window = roundedWindow(range.start, range.end);
  await client.postVodPlaylist({ channelName, playlistName: dayListName(day), ...window }, { signal });
  return 'saved';
}

/** With a break where a connection began anew, which the service does not mark. */
async function storeOwn(
  { client, channelName, signal }: DayKeeping,
  { day, start, end }: Day,
  sessions: readonly Session[],
): Promise<'saved' | 'empty'> {
  const recording = await recordingOf({ client, channelName, start, end, sessions, signal });
  const segments = recording.segments.filter(({ startMs }) => startMs >= start.getTime());
  if (segments.length === 0) return 'empty';
  const { playlist } = stitched({ ...recording, segments });
  const playlistName = dayListName(day);
  await storePlaylist({ client, channelName, playlistName, playlist, forbidOverwrite: true, signal });
  return 'saved';
}
