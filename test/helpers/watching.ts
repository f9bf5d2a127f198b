import { once as onceEmitted } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Context, Sink } from '../../src/cli/context.js';
import { run } from '../../src/cli/program.js';
import { InterruptedError } from '../../src/errors.js';
import type { HttpResponse, Transport } from '../../src/protocol/wire.js';
import type { ChannelEvent, EventName } from '../../src/watch/event.js';
import { KEY } from './sign-v1.js';
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
function startWatch(argv: readonly string[], options: WatchOptions): Watching {
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
    ...{
      platform: 'linux',
      nodeVersion: 'v20.18.1',
      startDetached: () => undefined,
      homeDir: folder,
      cwd: folder,
      signal: controller.signal,
    },
    now: options.now ?? (() => new Date()),
    onExit: () => () => undefined,
    onHangup: () => () => undefined,
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

export const ENV = {
  OSS_ACCESS_KEY_ID: KEY.accessKeyId,
  OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret,
  OSS_ENDPOINT: 'http://127.0.0.1',
  OSS_REGION: 'cn-hangzhou',
  OSS_BUCKET: 'local',
};

/** The same, ended with the test. */
export function watching(argv: readonly string[], options: WatchOptions): Watching {
  const started = startWatch(argv, { ...options, env: { ...ENV, ...options.env } });
  onTestFinished(async () => {
    await started.interrupt();
    rmSync(started.folder, { recursive: true, force: true });
  });
  return started;
}

export const of = (channelName: string, event: EventName) => (one: { channelName: string; event: string }) =>
  one.channelName === channelName && one.event === event;

export type Answer = Partial<HttpResponse>;

/** A service that answers each channel as the function says, and keeps the times at which it was asked. */
export function service(answer: (path: string) => Answer | Promise<Answer>) {
  const asked: { path: string; at: number }[] = [];
  const transport: Transport = async (request) => {
    const path = request.target.replace(/^\/local\//, '');
    asked.push({ path, at: performance.now() });
    return { status: 200, headers: [], body: null, ...(await answer(path)) };
  };
  return { asked, transport };
}

/** A receiver that answers with these statuses in turn, the last one for ever. */
export async function receiver(...statuses: number[]) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(statuses[received.length - 1] ?? statuses.at(-1) ?? 200).end('words');
  });
  await onceEmitted(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hidden` };
}
