import { type FileHandle, open } from 'node:fs/promises';
import { writeAll } from './write-all.js';

/**
 * Small segments behind each other in one file: to make a file takes a disk longer than to write what is in it. Before each
 * is a line with its name and its length. What was being written when a process was killed is the end of it.
 */
export interface Pack {
  /** Resolves with where it begins in the file, once it is written. */
  append(name: string, content: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** One of what is in a pack; that it is what its name says is still to be seen. */
export interface Packed {
  name: string;
  from: number;
  bytes: number;
}

const LINE = /^([\w.-]+) (\d+)\n/;
const MOST_LINE_BYTES = 128;

/** What is in it, and where that ends; nothing where there is none. Rejects when it cannot be read. */
export async function readPack(path: string): Promise<{ packed: Packed[]; end: number }> {
  const packed: Packed[] = [];
  let end = 0;
  const file = await open(path).catch((error) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return { packed, end };
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(MOST_LINE_BYTES);
    while (end < size) {
      const { bytesRead } = await file.read(bytes, 0, MOST_LINE_BYTES, end);
      const [line, name, length] = LINE.exec(bytes.toString('latin1', 0, bytesRead)) ?? [];
      if (line === undefined || name === undefined) break;
      const from = end + line.length;
      if (from + Number(length) > size) break;
      packed.push({ name, from, bytes: Number(length) });
      end = from + Number(length);
    }
    return { packed, end };
  } finally {
    await file.close();
  }
}

/** What is appended comes at `end`, and nothing behind it. The file is made when there is something to write. */
export function openPack(path: string, end: number): Pack {
  let file: FileHandle | null = null;
  let [given, written] = [end, end];
  /** What waits for the write before it; it is written at once. */
  let batch: { pieces: Uint8Array[]; isWritten: Promise<void> } | null = null;
  let last = Promise.resolve();

  async function write(pieces: readonly Uint8Array[]): Promise<void> {
    if (file === null) {
      file = await open(path, end === 0 ? 'w' : 'r+');
      await file.truncate(end);
    }
    await writeAll(file, pieces, written);
    for (const { length } of pieces) written += length;
  }

  function begun(): NonNullable<typeof batch> {
    const pieces: Uint8Array[] = [];
    const isWritten = last.then(() => {
      batch = null;
      return write(pieces);
    });
    last = isWritten;
    return { pieces, isWritten };
  }

  return {
    async append(name, content) {
      const line = Buffer.from(`${name} ${content.length}\n`);
      batch ??= begun();
      batch.pieces.push(line, content);
      const from = given + line.length;
      given = from + content.length;
      await batch.isWritten;
      return from;
    },
    async close() {
      await last.catch(() => undefined);
      await file?.close();
      file = null;
    },
  };
}
