import type { Client } from '../../client/client.js';
import type { ClientOptions } from '../../client/options.js';
import { validateExpiresSeconds } from '../../client/validate.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Signal } from '../../protocol/ambient.js';
import { isoSeconds } from '../../protocol/time.js';
import { checkAsked, connect, DEFAULT_GAP_SECONDS, endpointOf } from '../sessions/list-sessions.js';
import { resolveRange } from '../sessions/range.js';
import { makePlaylist, type SegmentUrls, type VodPlaylist } from './make-playlist.js';
import { signerOf } from './presign-playback.js';

/** With all that createClient takes. */
export interface VodPlaylistOptions extends ClientOptions {
  /** The name of the channel. */
  channelName: string;
  /** A range of any length, at most 1000 days. An end that is absent is that of the latest session. */
  start?: Date | null;
  /** The other end of the range. */
  end?: Date | null;
  /** So many sessions instead of the latest alone, where an end is absent. */
  last?: number | null;
  /** Pushes with less time between them are one session: seconds; 600 when absent. */
  gapSeconds?: number | null;
  /** The path of a ledger, which `push` and `watch` may have written; it is only read. */
  ledger?: string | null;
  /** `names` when absent: as the service writes them, to be stored beside the segments. */
  urls?: SegmentUrls | null;
  /** When temporary credentials stop being good: signed URLs are not good for longer. */
  credentialsExpireAt?: Date | null;
  /** Asks the service; made of the options when absent. */
  client?: Client | null;
  /** Ends it when it is aborted. */
  signal?: Signal | null;
}

/**
 * The VOD playlist of a range. Of a day at most and one push it is byte for byte the service's; else it is put together
 * of the service's, with `#EXT-X-DISCONTINUITY` where timestamps begin anew and with what overlaps the range at its start.
 * Stores nothing. Rejects with UsageError for bad options, CommandError of kind `emptyRange` or ServiceError of that kind
 * when there is no segment in the range, ServiceError when `oss:GetVodPlaylist` is missing, CommandError
 * `ForeignPlaylist` or `EncryptedPlaylist` for a playlist that LiveChannel has not written, InterruptedError.
 */
export async function vodPlaylist(options: VodPlaylistOptions): Promise<VodPlaylist> {
  checkAsked(options);
  const { channelName, bucket, ledger = null, last, gapSeconds, urls: given } = options;
  const urls = checkedUrls(given ?? 'names');
  const client = options.client ?? (await connect(options));
  const signal = options.signal ?? new AbortController().signal;
  const now = options.now?.() ?? new Date();
  const { start, end, sessions } = await resolveRange(
    {
      ...{ start: options.start ?? null, end: options.end ?? null },
      ...{ last: last ?? 1, gapSeconds: gapSeconds ?? DEFAULT_GAP_SECONDS },
    },
    { client, bucket, endpoint: endpointOf(options), channelName, ledger, now, signal },
  );
  if (start >= end)
    throw new UsageError(english`start (${isoSeconds(start)}) is not before end (${isoSeconds(end)}).`);
  const signer = () => signerOf(options, client);
  return makePlaylist({ client, channelName, start, end, sessions, urls, signer, signal });
}

function checkedUrls(urls: SegmentUrls): SegmentUrls {
  if (urls === 'names' || urls === 'absolute') return urls;
  if (typeof urls !== 'object')
    throw new UsageError(english`urls is "names", "absolute" or { presignSeconds }.`);
  validateExpiresSeconds(urls.presignSeconds);
  return urls;
}
