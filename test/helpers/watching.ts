import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context, Sink } from '../../src/cli/context.js';
import { run } from '../../src/cli/program.js';
import { InterruptedError } from '../../src/errors.js';
import type { Transport } from '../../src/protocol/wire.js';
import type { ChannelEvent } from '../../src/watch/event.js';
import type { Ended } from './world.js';

export interface WatchOptions {
  transport: Transport;
  env?: Record<string, string | undefined>;
  /** Columns and rows of the terminal; a pipe when absent. */
  terminal?: { columns: number; rows: number };
  now?: () => Date;
}

/** A `watch` at work. */
export interface Watching {
  folder: string;
  events(): ChannelEvent[];
  /** The first event, already there or to come, that fits. */
  event(fits: (event: ChannelEvent) => boolean): Promise<ChannelEvent>;
  /** Resolves with the match when such a text has been written, to stdout or stderr. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<Ended>;
  /** Ctrl-C. */
  interrupt(): Promise<Ended>;
}

/** Runs `oss-live watch` in process until it ends by itself or is interrupted. */
export function startWatch(argv: readonly string[], options: WatchOptions): Watching {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-watch-'));
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): Sink => ({
    ...(options.terminal === undefined ? {} : { isTTY: true, ...options.terminal }),
    write(text) {
      texts[name] += text;
      for (const listener of listeners) listener();
      return true;
    },
  });
  const context: Context = {
    ...{ stdin: Readable.from([]), stdout: sink('stdout'), stderr: sink('stderr') },
    env: { NO_COLOR: '1', PATH: process.env.PATH, ...options.env },
    ...{ platform: 'linux', homeDir: folder, cwd: folder, signal: controller.signal },
    now: options.now ?? (() => new Date()),
    onExit: () => () => undefined,
    transport: options.transport,
  };
  const ended = run(['watch', ...argv], context).then((exitCode) => ({ exitCode, ...texts }));

  async function once<Value>(look: () => Value | null | undefined): Promise<Value> {
    return new Promise((resolve, reject) => {
      const listener = () => {
        const found = look();
        if (found == null) return;
        listeners.delete(listener);
        resolve(found);
      };
      listeners.add(listener);
      listener();
      ended.then((end) => reject(new Error(`ended with ${JSON.stringify(end)}`)), reject);
    });
  }

  const events = () =>
    texts.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as ChannelEvent);
  return {
    folder,
    events,
    event: (fits) => once(() => events().find(fits)),
    written: (pattern) => once(() => pattern.exec(texts.stdout + texts.stderr)),
    ended,
    interrupt() {
      controller.abort(new InterruptedError('SIGINT'));
      return ended;
    },
  };
}
