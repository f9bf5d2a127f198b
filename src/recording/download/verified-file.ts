import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { openSegment, type SegmentFile } from '../transport-stream/segment-file.js';
import { type Crc64, createCrc64 } from './crc64.js';
import { writeAll } from './write-all.js';

const PIECE_BYTES = 256 * 1024;

/** What a server says of a content. */
export interface Checks {
  crc64: string | null;
  etag: string | null;
}

/**
 * A file that is written from one end to the other, and knows its checksums. What is small is gathered in memory until it is
 * finished or given up.
 */
export interface VerifiedFile {
  /** What was given to it ends here. */
  readonly position: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all of it is written. */
  flush(): Promise<void>;
  /** Whether it is what the server has, as far as the server says. */
  matches(checks: Checks): boolean;
  crc64(): string;
  /** All of it, where nothing of it is on the disk yet. */
  content(): Buffer | null;
  /** Gives it its name. */
  finish(path: string): Promise<void>;
  /** Gives up what is in it; nothing more is written to it. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Makes it; `withMd5`: where the server gives no CRC. */
export async function makeVerified(path: string, withMd5: boolean): Promise<VerifiedFile> {
  const sums = { crc64: await createCrc64(), md5: withMd5 ? createHash('md5') : null };
  return verified({ path, file: null, start: 0 }, sums);
}

/** Opens what was left of it, of which `keep` bytes are kept at most. */
export async function openVerified(path: string, keep: number): Promise<VerifiedFile> {
  const file = await open(path, 'r+');
  try {
    const sums = { crc64: await createCrc64(), md5: createHash('md5') };
    const position = await readInto(file, keep, sums);
    await file.truncate(position);
    return verified({ path, file, start: position }, sums);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** As much is gathered for one write: a disk is asked less often. */
const WRITTEN_BYTES = 256 * 1024;

/** Where it is, while it is not finished; not opened before there is something to write. */
interface Place {
  path: string;
  file: FileHandle | null;
  start: number;
}

function verified({ path, file: opened, start }: Place, sums: Sums): VerifiedFile {
  let file = opened;
  let [position, waitingBytes] = [start, 0];
  let waiting: Uint8Array[] = [];

  async function flush(): Promise<void> {
    if (waitingBytes === 0) return;
    file ??= await open(path, 'w');
    const [pieces, from] = [waiting, position - waitingBytes];
    waiting = [];
    waitingBytes = 0;
    await writeAll(file, pieces, from);
  }

  return {
    get position() {
      return position;
    },
    async write(bytes) {
      sums.crc64.update(bytes);
      sums.md5?.update(bytes);
      waiting.push(bytes);
      position += bytes.length;
      waitingBytes += bytes.length;
      if (waitingBytes >= WRITTEN_BYTES) await flush();
    },
    flush,
    matches: (checks) => isSame(checks, sums),
    crc64: () => sums.crc64.digest(),
    content: () => (file === null ? Buffer.concat(waiting) : null),
    async finish(name) {
      await flush();
      await rename(path, name);
    },
    empty: async () => (file === null ? rm(path, { force: true }) : file.truncate(0)),
    close: async () => file?.close(),
  };
}

/** The checksum of what lies on the disk; null when it is not there, or not of this size. */
export async function crc64Of(file: SegmentFile, size: number): Promise<string | null> {
  const reader = await openSegment(file).catch(() => null);
  if (reader === null) return null;
  try {
    const crc64 = await createCrc64();
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let bytes = 0;
    for (let got: Buffer = piece; got.length === piece.length && bytes <= size; bytes += got.length) {
      got = await reader.read(piece);
      crc64.update(got);
    }
    const sum = crc64.digest();
    return bytes === size ? sum : null;
  } finally {
    await reader.close();
  }
}

interface Sums {
  crc64: Crc64;
  md5: Hash | null;
}

async function readInto(file: FileHandle, most: number, { crc64, md5 }: Sums): Promise<number> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let position = 0;
  while (position < most) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, most - position), position);
    if (bytesRead === 0) break;
    crc64.update(piece.subarray(0, bytesRead));
    md5?.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
  return position;
}

const MD5 = /^"?([\dA-F]{32})"?$/i;

/** The ETag is an MD5 only of what was stored at once (OSS documentation, "PutObject"): it counts where there is no CRC. */
function isSame({ crc64, etag }: Checks, sums: Sums): boolean {
  if (crc64 !== null) return crc64 === sums.crc64.digest();
  const md5 = MD5.exec(etag ?? '')?.[1];
  return md5 === undefined || sums.md5 === null || md5.toLowerCase() === sums.md5.copy().digest('hex');
}
