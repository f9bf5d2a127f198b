import { segmentsInWindow, vodPlaylist } from '../../media/playlist.js';
import { Refusal, type RefusalName, refusalOf } from '../refusals.js';
import type { Call } from './call.js';
import { checkChannelName } from './checks.js';

const LONGEST_SPAN_SECONDS = 86_400;

/**
 * The playlist of the segments that begin between startTime and endTime. Whether the channel still exists does not
 * matter, only its segments do (seen in the Node SDK's tests).
 */
export function playlistInRange({ bucket, channelName, parameters }: Call): string {
  const start = unixSeconds('badStartTime', 'startTime', parameters.startTime);
  const end = unixSeconds('badEndTime', 'endTime', parameters.endTime);
  // Equal times are no mistake, they just find nothing: seen in ali-oss' own tests.
  if (start > end) throw refusalOf('reversedTimes', 'startTime', String(start));
  if (end - start > LONGEST_SPAN_SECONDS) throw refusalOf('longTimeSpan', 'endTime', String(end));
  const segments = segmentsInWindow(bucket.segments(channelName), start, end);
  if (segments.length === 0) throw refusalOf('noSegments', 'endTime', String(end));
  return vodPlaylist(segments);
}

function unixSeconds(refusal: RefusalName, name: string, text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw refusalOf(refusal, name, text ?? null);
  return Number(text);
}

/** The VOD pages give a wrong channel name an EC of their own. */
export function checkVodChannelName(name: string): void {
  try {
    checkChannelName(name);
  } catch (error) {
    if (error instanceof Refusal) throw refusalOf('badVodChannelName', 'LiveChannel', name);
    throw error;
  }
}
