import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { isOfPlace, type LedgerEntry, type LedgerPlace, readLedgerLine } from './entry.js';
import { linesFrom } from './lines.js';

/** A pipe in its place would keep us waiting for a writer. */
const NOT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * What a ledger knows of a channel, in the order of the lines; of a file that is larger than 64 MiB, its end. A file that
 * is not there, cannot be read or is none has nothing to say: a ledger only ever adds to what the service tells.
 */
export async function readLedger(
  path: string,
  { channelName, ...place }: LedgerPlace & { channelName: string },
): Promise<LedgerEntry[]> {
  const file = await open(path, NOT_WAITING).catch(() => null);
  if (file === null) return [];
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return [];
    const entries: LedgerEntry[] = [];
    const start = Math.max(0, stats.size - CLIENT_LIMITS.ledgerRead.value);
    // To read every line as JSON takes ten times as long.
    const name = JSON.stringify(channelName);
    for await (const { text } of linesFrom(file, start)) {
      const entry = text.includes(name) || text.includes('\\u') ? readLedgerLine(text) : null;
      if (entry?.channelName === channelName && isOfPlace(entry, place)) entries.push(entry);
    }
    return entries;
  } catch {
    return [];
  } finally {
    await file.close();
  }
}
