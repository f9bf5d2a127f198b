import { fstatSync, writeSync } from 'node:fs';
import type { Sink } from './context.js';

/** In any script less than a pipe holds. */
const MOST_UNITS = 4096;

/**
 * An output where it is a pipe or a file, null else. What comes first is written as it is: a short command writes
 * nothing more, and to make a stream takes a twentieth of its time. The first only, as a reader that has stopped reading
 * must not stop the program.
 */
export function firstWithoutStream(descriptor: number, { open, onError }: Output): Sink | null {
  const stat = fstatSync(descriptor);
  if (!stat.isFIFO() && !stat.isSocket() && !stat.isFile()) return null;
  let isFirst = true;
  let stream: Sink | null = null;
  return {
    write(content) {
      let rest = content;
      if (isFirst && content.length <= MOST_UNITS)
        rest = afterWriting(descriptor, Buffer.from(content), onError);
      isFirst = false;
      if (rest.length === 0) return true;
      stream ??= open();
      return stream.write(rest);
    },
  };
}

type Failure = NodeJS.ErrnoException;

interface Output {
  /** Makes a stream of it. */
  open(): Sink;
  /** Hears of what goes wrong before there is one. */
  onError(error: Failure): void;
}

/** Gives what could not be written at once. */
function afterWriting(descriptor: number, bytes: Buffer, onError: Output['onError']): Buffer {
  try {
    return bytes.subarray(writeSync(descriptor, bytes));
  } catch (error) {
    if ((error as Failure).code === 'EAGAIN') return bytes;
    onError(error as Failure);
    return Buffer.alloc(0);
  }
}
