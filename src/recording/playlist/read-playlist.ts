import HLS from 'hls-parser';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { CommandError, UnreadableAnswerError } from '../../errors.js';

/** A day of segments of a second has a third of it. */
const LONGEST = CLIENT_LIMITS.vodPlaylist.value;

/** A segment as a playlist lists it. */
export interface ListedSegment {
  name: string;
  /** Unix milliseconds, from the name. */
  startMs: number;
  seconds: number;
  /** Whether the playlist says that it does not go on from the one before it. */
  discontinuity: boolean;
}

/**
 * The segments of a VOD playlist, in its order. Throws CommandError for what does not lie beside the playlist, which
 * nobody may be sent to fetch, and for what is encrypted or in parts: LiveChannel writes neither.
 */
export function readPlaylist(text: string, channelName: string): ListedSegment[] {
  // The service rounds as it likes; what is wrong in itself is looked at below.
  HLS.setOptions({ strictMode: false, silent: true });
  const playlist = parsed(text);
  if (playlist?.isMasterPlaylist !== false) throw unreadable(channelName);
  return (playlist as HLS.types.MediaPlaylist).segments.map((segment) => {
    if (segment.key && segment.key.method !== 'NONE') throw encrypted(channelName);
    if (segment.map || segment.byterange) throw unreadable(channelName);
    const [name, startMs] = /^(\d{1,15})\.ts$/.exec(segment.uri) ?? [];
    if (name === undefined) throw foreign(channelName, segment.uri);
    if (!(segment.duration >= 0 && segment.duration < Number.POSITIVE_INFINITY))
      throw unreadable(channelName);
    return {
      name,
      startMs: Number(startMs),
      seconds: segment.duration,
      discontinuity: segment.discontinuity === true,
    };
  });
}

function parsed(text: string): HLS.types.MasterPlaylist | HLS.types.MediaPlaylist | null {
  if (!text.startsWith('#EXTM3U') || text.length > LONGEST) return null;
  try {
    return HLS.parse(text) ?? null;
  } catch {
    return null;
  }
}

function unreadable(channelName: string): UnreadableAnswerError {
  const message = english`The playlist of ${channelName} cannot be read.`;
  return new UnreadableAnswerError(message, { httpStatus: 200, requestId: null });
}

function encrypted(channelName: string): CommandError {
  const message = english`The segments of ${channelName} are encrypted.`;
  return new CommandError('EncryptedPlaylist', message, 'usage', {
    hint: english`LiveChannel encrypts nothing: something between here and the service has changed the playlist.`,
  });
}

function foreign(channelName: string, uri: string): CommandError {
  const shown = uri.length > 200 ? `${uri.slice(0, 199)}…` : uri;
  const message = english`The playlist of ${channelName} lists ${JSON.stringify(shown)}, which is no segment of the channel.`;
  return new CommandError('ForeignPlaylist', message, 'usage', {
    hint: english`Nothing was fetched from there: segments of a channel are files beside its playlist, named after their time.`,
  });
}
