import type { LiveRecord } from '../operations/get-live-channel-history.js';

/** A finished push, one line of the ledger. */
export interface LedgerEntry {
  bucket: string;
  channelName: string;
  /** ISO 8601, UTC. */
  startTime: string;
  endTime: string | null;
  /** Null when the service did not say when it ended. */
  seconds: number | null;
  remoteAddr: string | null;
}

/** The service tells of ten; older ones cannot come again. */
const KEPT_PER_CHANNEL = 50;

/** Which pushes the ledger has, as far back as the service could tell of them again. */
export class KnownPushes {
  readonly #keys = new Map<string, Set<string>>();

  /** Whether the push was unknown until now. */
  add({ bucket, channelName, startTime, remoteAddr }: LedgerEntry): boolean {
    const place = JSON.stringify([bucket, channelName]);
    const keys = this.#keys.get(place) ?? new Set();
    const key = `${startTime} ${remoteAddr}`;
    if (keys.has(key)) return false;
    this.#keys.set(place, keys.add(key));
    // In the order of their coming, which is that of the file.
    for (const oldest of keys) if (keys.size > KEPT_PER_CHANNEL) keys.delete(oldest);
    return true;
  }

  /** Takes an addition back: the push could not be written. */
  remove({ bucket, channelName, startTime, remoteAddr }: LedgerEntry): void {
    this.#keys.get(JSON.stringify([bucket, channelName]))?.delete(`${startTime} ${remoteAddr}`);
  }
}

/** The records of a history as lines, oldest first; one without a beginning says nothing. */
export function ledgerEntries(
  records: readonly LiveRecord[],
  { bucket, channelName }: { bucket: string; channelName: string },
): LedgerEntry[] {
  return records
    .flatMap(({ startTime, endTime, remoteAddr }) => {
      if (startTime === null) return [];
      const seconds = (Date.parse(endTime ?? '') - Date.parse(startTime)) / 1000;
      return [
        {
          bucket,
          channelName,
          startTime,
          endTime,
          seconds: Number.isNaN(seconds) ? null : seconds,
          remoteAddr,
        },
      ];
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
  const { bucket, channelName, startTime } = value as Partial<LedgerEntry>;
  return [bucket, channelName, startTime].every((field) => typeof field === 'string');
}
