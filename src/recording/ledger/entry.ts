import { readEndpoint } from '../../client/endpoint.js';
import type { LiveRecord } from '../../client/operations/get-live-channel-history.js';

/** One connection of a publisher that is over, one line of the ledger. */
export interface LedgerEntry {
  /** Which service the bucket is of: host and port. Absent where who wrote the line did not know. */
  endpoint?: string;
  bucket: string;
  channelName: string;
  /** ISO 8601, UTC, by the clock of the service. */
  startTime: string;
  endTime: string | null;
  /** Null when the service did not say when it ended. */
  seconds: number | null;
  remoteAddr: string | null;
  /** Of `push`, which knows more than the history of a channel: the live playlist that was written. */
  playlistName?: string | null;
  /** Which call of `push` it was of. */
  source?: string;
  /** Where in the input its first key frame lies; null for what has no such time. */
  mediaSeconds?: number | null;
}

/** A bucket behind an endpoint. */
export interface LedgerPlace {
  /** As `endpointName` gives it; null when it is not known. */
  endpoint: string | null;
  bucket: string;
}

/** How a line names an endpoint: without scheme or bucket. Throws UsageError for what is none. */
export function endpointName(endpoint: string): string {
  return readEndpoint(endpoint).serviceUrl.replace(/^https?:\/\//, '');
}

/**
 * Whether a line is of this bucket. The names of buckets are unique in all of Alibaba Cloud, so its endpoints (public,
 * internal, accelerated, a domain of one's own) are one place; an address or a port is a service of its own.
 */
export function isOfPlace({ endpoint, bucket }: LedgerEntry, place: LedgerPlace): boolean {
  if (bucket !== place.bucket) return false;
  return (
    endpoint === undefined || place.endpoint === null || serviceOf(endpoint) === serviceOf(place.endpoint)
  );
}

/** Null for Alibaba Cloud. */
function serviceOf(name: string): string | null {
  return /^(?:\d+\.){3}\d+$|^\[|:\d+$|^localhost$/.test(name) ? name : null;
}

/** The records of a history as lines, oldest first; one without a beginning says nothing. */
export function ledgerEntries(
  records: readonly LiveRecord[],
  { endpoint, bucket, channelName }: LedgerPlace & { channelName: string },
): LedgerEntry[] {
  const place = { ...(endpoint === null ? {} : { endpoint }), bucket, channelName };
  return records
    .flatMap(({ startTime, endTime, remoteAddr }) => {
      if (startTime === null) return [];
      const span = (Date.parse(endTime ?? '') - Date.parse(startTime)) / 1000;
      const seconds = Number.isNaN(span) ? null : span;
      return [{ ...place, startTime, endTime, seconds, remoteAddr }];
    })
    .sort((a, b) => (a.startTime < b.startTime ? -1 : 1));
}

/** Null for a line that is none, such as one that was cut off by a crash. */
export function readLedgerLine(line: string): LedgerEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is LedgerEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { endpoint, bucket, channelName, startTime } = value as Partial<LedgerEntry>;
  return [endpoint ?? '', bucket, channelName, startTime].every((field) => typeof field === 'string');
}
