import { open } from 'node:fs/promises';

/** A segment on the disk: a file, or a part of one. */
export interface SegmentFile {
  path: string;
  /** What it is called in messages. */
  name: string;
  /** Where in the file it begins, and how long it is; infinity for all of what follows. */
  from: number;
  bytes: number;
  /** All of it, as long as it is in memory, too: then the disk is not asked. Null when it is not. */
  content: Buffer | null;
}

/** A file that is a segment, and that nobody has in memory. */
export function onDisk(path: string): SegmentFile {
  return { path, name: path, from: 0, bytes: Number.POSITIVE_INFINITY, content: null };
}

/** What reads a segment from one end to the other. */
export interface SegmentReader {
  /** Fills the buffer, unless the segment ends before; gives what it has filled. */
  read(buffer: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openSegment({
  path,
  from,
  bytes,
  content,
}: Omit<SegmentFile, 'name'>): Promise<SegmentReader> {
  let position = 0;
  if (content !== null) {
    return {
      async read(buffer) {
        const length = content.copy(buffer, 0, position);
        position += length;
        return buffer.subarray(0, length);
      },
      close: async () => undefined,
    };
  }
  const file = await open(path);
  return {
    async read(buffer) {
      const most = Math.min(buffer.length, bytes - position);
      let length = 0;
      for (let got = 1; got > 0 && length < most; length += got)
        got = (await file.read(buffer, length, most - length, from + position + length)).bytesRead;
      position += length;
      return buffer.subarray(0, length);
    },
    close: () => file.close(),
  };
}
