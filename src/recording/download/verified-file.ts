import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Crc64, createCrc64 } from './crc64.js';

const PIECE_BYTES = 256 * 1024;

/** What a server says of a content. */
export interface Checks {
  crc64: string | null;
  etag: string | null;
}

/** A file that is written from one end to the other, and knows its checksums. */
export interface VerifiedFile {
  /** What was given to it ends here. */
  readonly position: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all of it is written. */
  flush(): Promise<void>;
  /** Whether it is what the server has, as far as the server says. */
  matches(checks: Checks): boolean;
  crc64(): string;
  /** Gives up what is in it; nothing more is written to it. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Makes it; `withMd5`: where the server gives no CRC. */
export async function makeVerified(path: string, withMd5: boolean): Promise<VerifiedFile> {
  return verified(await open(path, 'w'), 0, {
    crc64: await createCrc64(),
    md5: withMd5 ? createHash('md5') : null,
  });
}

/** Opens what was left of it, of which `keep` bytes are kept at most. */
export async function openVerified(path: string, keep: number): Promise<VerifiedFile> {
  const file = await open(path, 'r+');
  try {
    const sums = { crc64: await createCrc64(), md5: createHash('md5') };
    const position = await readInto(file, keep, sums);
    await file.truncate(position);
    return verified(file, position, sums);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** As much is gathered for one write: a disk is asked less often. */
const WRITTEN_BYTES = 512 * 1024;

function verified(file: FileHandle, start: number, sums: Sums): VerifiedFile {
  let [position, waitingBytes] = [start, 0];
  let waiting: Uint8Array[] = [];

  async function flush(): Promise<void> {
    let from = position - waitingBytes;
    let left = waiting;
    waiting = [];
    waitingBytes = 0;
    // As they are: to put them together costs as much memory again.
    while (left.length > 0) {
      const { bytesWritten } = await file.writev(left, from);
      from += bytesWritten;
      left = without(left, bytesWritten);
    }
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
    flush: async () => {
      if (waitingBytes > 0) await flush();
    },
    matches: (checks) => isSame(checks, sums),
    crc64: () => sums.crc64.digest(),
    empty: () => file.truncate(0),
    close: () => file.close(),
  };
}

/** What is left of pieces when so many bytes of them are written. */
function without(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skipped = bytes;
  return pieces.flatMap((piece) => {
    const skip = Math.min(skipped, piece.length);
    skipped -= skip;
    return skip === piece.length ? [] : [piece.subarray(skip)];
  });
}

/** The checksum of what lies on the disk; null when it is not there, or not of this size. */
export async function crc64Of(path: string, size: number): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return null;
  try {
    if ((await file.stat()).size !== size) return null;
    const crc64 = await createCrc64();
    await readInto(file, size, { crc64, md5: null });
    return crc64.digest();
  } finally {
    await file.close();
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
