import type { LedgerEntry } from './entry.js';

/** What the service tells of, the latest ones. */
export const HISTORY_RECORDS = 10;
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
    if (oldest === undefined || entries.length < HISTORY_RECORDS || this.has(oldest)) return null;
    const before = oldest.startTime;
    const starts = [...(this.#keys.get(placeOf(oldest)) ?? [])].map((key) => key.split(' ', 1)[0] ?? '');
    // `push` may have written later ones.
    const after = starts
      .filter((start) => start < before)
      .sort()
      .at(-1);
    return after === undefined ? null : { channelName: oldest.channelName, after, before };
  }

  /** Takes an addition back: the push could not be written. */
  remove(entry: LedgerEntry): void {
    this.#keys.get(placeOf(entry))?.delete(keyOf(entry));
  }

  has(entry: LedgerEntry): boolean {
    return this.#keys.get(placeOf(entry))?.has(keyOf(entry)) ?? false;
  }
}

/** Without the endpoint: lines of old have none, and the address of the publisher tells pushes apart. */
function placeOf({ bucket, channelName }: LedgerEntry): string {
  return JSON.stringify([bucket, channelName]);
}

function keyOf({ startTime, remoteAddr }: LedgerEntry): string {
  return `${startTime} ${remoteAddr}`;
}
