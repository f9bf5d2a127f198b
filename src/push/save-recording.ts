import { CLIENT_LIMITS } from '../client/limits.js';
import { isDenied } from '../client/look.js';
import { playUrl } from '../client/play-url.js';
import { OssLiveError, ServiceError } from '../errors.js';
import {
  awaitLastSegment,
  DEFAULT_GAP_SECONDS,
  endpointName,
  findSessions,
  isOnePiece,
  latestPush,
  pushWindow,
  recordingOf,
  stitched,
  storePlaylist,
} from '../recording/index.js';
import { eventError } from './events.js';
import type { Broadcast } from './on-air.js';
import type { Target } from './targets.js';

export interface Saved {
  url: string | null;
  error: OssLiveError | null;
}

export const NOT_ASKED: Saved = { url: null, error: null };

/** The recording of exactly this push, which the service may know as several. */
export async function saveRecording(onAir: Broadcast, target: Target, began: Date): Promise<Saved> {
  const { client, vod, emit, tally, carriers } = onAir;
  const { channelName, vodPlace } = target;
  if (vod === null) return NOT_ASKED;
  // Not the signal of the push: the recording is also saved of one that was interrupted.
  const signal = AbortSignal.timeout(CLIENT_LIMITS.recordingSaved.value);
  try {
    const now = onAir.now();
    const start = onAir.since ?? began;
    const end = (await latestPush(client, channelName, now, signal))?.end ?? now;
    const push = { start, end: end > start ? end : now };
    const { startTime, endTime, ...last } = pushWindow(push);
    const tell = (range: { start: Date; end: Date }, truncated: boolean) =>
      emit({
        event: 'saving',
        ...{ channelName, startTime: range.start.toISOString(), endTime: range.end.toISOString() },
        ...{ truncated, lookedFirst: vodPlace !== 'unknown' },
      });
    // The service marks no break of what it takes for one stream, and gives a day at most.
    const isOwn = tally.reconnects > 0 || carriers.length > 0 || last.isCut;
    tell(isOwn ? push : last, false);
    await awaitLastSegment({
      ...{ client, channelName, now, signal },
      window: { startTime, endTime },
      endedAt: end,
    });
    if (!(isOwn && (await storeOwn(onAir, target, { ...push, signal })))) {
      if (last.isCut) tell(last, true);
      await client.postVodPlaylist({ channelName, playlistName: vod, startTime, endTime }, { signal });
    }
    return { url: playUrl(onAir, channelName, vod), error: null };
  } catch (error) {
    if (!(error instanceof OssLiveError)) throw error;
    emit({ event: 'unsaved', channelName, error: eventError(error) });
    return { url: null, error };
  }
}

interface Range {
  start: Date;
  end: Date;
  signal: AbortSignal;
}

/** Puts the playlist together and stores it. False where there is but one push, or that is not permitted. */
async function storeOwn(
  onAir: Broadcast,
  { channelName, vodPlace }: Target,
  { start, end, signal }: Range,
): Promise<boolean> {
  const { client, bucket, vod, overwrite } = onAir;
  const looking = {
    client,
    bucket,
    endpoint: endpointName(onAir.endpoint),
    channelName,
    ledger: null,
    signal,
  };
  try {
    const { sessions } = await findSessions(
      { ...looking, now: onAir.now() },
      { start, end, last: null, gapSeconds: DEFAULT_GAP_SECONDS, byNames: false },
    );
    if (isOnePiece({ start, end, sessions })) return false;
    const { playlist } = stitched(await recordingOf({ client, channelName, start, end, sessions, signal }));
    const forbidOverwrite = vodPlace === 'unknown' && !overwrite;
    await storePlaylist({
      ...{ client, channelName, playlist, forbidOverwrite, signal },
      playlistName: vod ?? '',
    });
    return true;
  } catch (error) {
    if (error instanceof ServiceError && isDenied(error)) return false;
    throw error;
  }
}
