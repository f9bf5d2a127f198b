import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { PushEvent } from '../../push/index.js';
import { commandLine } from './shell.js';

/** Keeps what ffmpeg writes, in a file. */
export interface FfmpegLog {
  write(event: PushEvent): void;
  close(): void;
}

/** Adds to the file, so that the log of a service survives its restart. */
export function openFfmpegLog(name: string, cwd: string): FfmpegLog {
  const file = opened(resolve(cwd, name), name);
  const write = (time: string, text: string) => void writeSync(file, `${time} ${text}\n`);
  return {
    write(event) {
      if (event.event === 'connecting') write(event.time, commandLine(event.command));
      if (event.event === 'ffmpeg') write(event.time, event.line);
    },
    close: () => closeSync(file),
  };
}

function opened(path: string, shown: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw new UsageError(english`${shown} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
