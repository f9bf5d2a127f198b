import { appendFile, open } from 'node:fs/promises';
import { ConfigurationError } from '../errors.js';
import { KnownPushes, type LedgerEntry, readLedgerLine } from './ledger.js';

/** A file of finished pushes, one JSON document a line, that is only ever appended to. */
export interface LedgerFile {
  /** Appends those that it does not have, and resolves with them. Rejects when the file cannot be written. */
  append(entries: readonly LedgerEntry[]): Promise<readonly LedgerEntry[]>;
}

/** Reads what the file has. Throws ConfigurationError when it cannot be read or written. */
export async function openLedger(path: string, shown: string): Promise<LedgerFile> {
  const known = new KnownPushes();
  const endsInLine = await readKnown(path, known).catch((cause) => {
    throw new ConfigurationError(`The ledger ${shown} cannot be used: ${(cause as Error).message}.`, {
      cause,
    });
  });
  // A crash may have cut the last line off: the next one must not continue it.
  let before = endsInLine ? '' : '\n';
  let writing: Promise<unknown> = Promise.resolve();

  async function append(entries: readonly LedgerEntry[]): Promise<readonly LedgerEntry[]> {
    const fresh = entries.filter((entry) => known.add(entry));
    if (fresh.length === 0) return fresh;
    try {
      // In one write, so that lines of two writers do not mix.
      await appendFile(path, before + fresh.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      before = '';
      return fresh;
    } catch (error) {
      for (const entry of fresh) known.remove(entry);
      throw error;
    }
  }

  return {
    append(entries) {
      const written = writing.then(() => append(entries));
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

/** Whether the file ends in a whole line, or is empty. */
async function readKnown(path: string, known: KnownPushes): Promise<boolean> {
  const file = await open(path, 'a+', 0o600);
  try {
    for await (const line of file.readLines({ start: 0, autoClose: false })) {
      const entry = readLedgerLine(line);
      if (entry !== null) known.add(entry);
    }
    const { size } = await file.stat();
    if (size === 0) return true;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() === '\n';
  } finally {
    await file.close();
  }
}
