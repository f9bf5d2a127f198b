import type { LiveRecord } from '../client/operations/get-live-channel-history.js';

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

/** What the service tells of, the latest ones. */
const HISTORY_RECORDS = 10;
/** Older ones cannot come again. */
const KEPT_PER_CHANNEL = 50;

/** Between these two pushes there may have been others, of which the service does not tell any more. ISO 8601, UTC. */
export interface Gap {
  channelName: string;
  after: string;
  before: string;
}

/** Which pushes the ledger has, as far back as the service could tell of them again. */
export class KnownPushes {
  readonly #keys = new Map<string, Set<string>>();

  /** Whether the push was unknown until now. */
  add(entry: LedgerEntry): boolean {
    const place = placeOf(entry);
    const keys = this.#keys.get(place) ?? new Set();
    const key = keyOf(entry);
    if (keys.has(key)) return false;
    this.#keys.set(place, keys.add(key));
    // In the order of their coming, which is that of the file.
    for (const oldest of keys) if (keys.size > KEPT_PER_CHANNEL) keys.delete(oldest);
    return true;
  }

  /** What may be missing when these, the history of one channel, are added; null when nothing can be. */
  gapBefore(entries: readonly LedgerEntry[]): Gap | null {
    const [oldest] = entries;
    if (oldest === undefined || entries.length < HISTORY_RECORDS) return null;
    const keys = this.#keys.get(placeOf(oldest)) ?? new Set();
    const before = oldest.startTime;
    const starts = [...keys].map((key) => key.split(' ', 1)[0] ?? '');
    const after = starts.sort().at(-1);
    return after === undefined || after >= before ? null : { channelName: oldest.channelName, after, before };
  }

  /** Takes an addition back: the push could not be written. */
  remove(entry: LedgerEntry): void {
    this.#keys.get(placeOf(entry))?.delete(keyOf(entry));
  }

  has(entry: LedgerEntry): boolean {
    return this.#keys.get(placeOf(entry))?.has(keyOf(entry)) ?? false;
  }
}

function placeOf({ bucket, channelName }: LedgerEntry): string {
  return JSON.stringify([bucket, channelName]);
}

function keyOf({ startTime, remoteAddr }: LedgerEntry): string {
  return `${startTime} ${remoteAddr}`;
}

/** The records of a history as lines, oldest first; one without a beginning says nothing. */
export function ledgerEntries(
  records: readonly LiveRecord[],
  { bucket, channelName }: { bucket: string; channelName: string },
): LedgerEntry[] {
  return records
    .flatMap(({ startTime, endTime, remoteAddr }) => {
      if (startTime === null) return [];
      const span = (Date.parse(endTime ?? '') - Date.parse(startTime)) / 1000;
      const seconds = Number.isNaN(span) ? null : span;
      return [{ bucket, channelName, startTime, endTime, seconds, remoteAddr }];
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
