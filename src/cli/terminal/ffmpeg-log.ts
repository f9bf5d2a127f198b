import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../errors.js';
import type { Context } from '../context.js';
import { commandLine } from './shell.js';

/** Keeps what ffmpeg writes, in a file. */
export interface FfmpegLog {
  /** A connection begins, with a command that is masked. */
  begin(command: readonly string[]): void;
  /** A line of ffmpeg, masked. */
  line(line: string): void;
  close(): void;
}

/** Adds to the file, so that the log of a service survives its restart. Null: nothing is kept. */
export function openFfmpegLog(name: string | null, { cwd, now }: Pick<Context, 'cwd' | 'now'>): FfmpegLog {
  if (name === null) return { begin: () => undefined, line: () => undefined, close: () => undefined };
  const file = opened(resolve(cwd, name), name);
  const write = (text: string) => writeSync(file, `${now().toISOString()} ${text}\n`);
  return {
    begin: (command) => void write(commandLine(command)),
    line: (line) => void write(line),
    close: () => closeSync(file),
  };
}

function opened(path: string, shown: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw new UsageError(`${shown} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
