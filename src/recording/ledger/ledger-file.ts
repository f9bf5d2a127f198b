import { type FileHandle, open } from 'node:fs/promises';
import { english } from '../../english.js';
import { ConfigurationError } from '../../errors.js';
import { type LedgerEntry, readLedgerLine } from './entry.js';
import { type Gap, KnownPushes } from './known-pushes.js';
import { linesFrom } from './lines.js';

/** A file of finished pushes, one JSON document a line, that is only ever appended to. */
export interface LedgerFile {
  /**
   * Appends those of a channel's history that it does not have, one call after the other. Resolves with what may be
   * missing before them. Rejects when the file cannot be written.
   */
  append(entries: readonly LedgerEntry[]): Promise<Gap | null>;
}

/** Reads what the file has. Throws ConfigurationError when it cannot be read or written. */
export async function openLedger(path: string, shown: string): Promise<LedgerFile> {
  const known = new KnownPushes();
  /** How much of the file is known. */
  let position = 0;

  /** Reads what has come since the last time: others may write to the file too. */
  async function catchUp(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    // It was emptied, or replaced.
    if (size < position) position = 0;
    for await (const { text, next } of linesFrom(file, position)) {
      const entry = readLedgerLine(text);
      if (entry !== null) known.add(entry);
      position = next;
    }
  }

  async function append(entries: readonly LedgerEntry[]): Promise<Gap | null> {
    if (entries.every((entry) => known.has(entry))) return null;
    const file = await open(path, 'a+', PRIVATE);
    try {
      await catchUp(file);
      const gap = known.gapBefore(entries);
      const fresh = entries.filter((entry) => known.add(entry));
      try {
        await write(file, fresh);
      } catch (error) {
        for (const entry of fresh) known.remove(entry);
        throw error;
      }
      return gap;
    } finally {
      await file.close();
    }
  }

  const file = await open(path, 'a+', PRIVATE).catch(unusable);
  await catchUp(file)
    .catch(unusable)
    .finally(() => file.close());

  function unusable(cause: Error): never {
    throw new ConfigurationError(english`The ledger ${shown} cannot be used: ${cause.message}.`, { cause });
  }

  return { append };
}

/** It tells who pushed from where. */
const PRIVATE = 0o600;

/** Appends what only the caller can know, and so nobody else has written. Rejects when the file cannot be written. */
export async function appendToLedger(path: string, entry: LedgerEntry): Promise<void> {
  const file = await open(path, 'a+', PRIVATE);
  try {
    await write(file, [entry]);
  } finally {
    await file.close();
  }
}

/** In one write, so that lines of two writers do not mix. */
async function write(file: FileHandle, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const before = (await endsInLine(file)) ? '' : '\n';
  await file.appendFile(before + entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

/** A crash may have cut the last line off: the next one must not continue it. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}
