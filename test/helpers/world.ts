import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context, Sink } from '../../src/cli/context.js';
import { run } from '../../src/cli/program.js';
import type { Transport } from '../../src/protocol/wire.js';
import { checkJson } from './json-results.js';

export interface WorldOptions {
  transport?: Transport | null;
  env?: Record<string, string | undefined>;
  /** Width of the terminal that stdout and stderr are; a pipe when absent. */
  terminal?: number;
  stdin?: string | Uint8Array;
  /** What is typed at the terminal. */
  typed?: string;
  /** A fixed time, or a clock. */
  now?: string | (() => Date);
  signal?: AbortSignal;
  /** An event `hangup` of it is a SIGHUP. */
  hangup?: EventTarget;
  platform?: NodeJS.Platform;
  /** Told what the program would start beside itself. */
  onDetached?: (argv: readonly string[]) => void;
  /** Told what is written, as it is written. */
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
}

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface World {
  homeDir: string;
  run(argv: readonly string[], options?: WorldOptions): Promise<Ended>;
}

export const EXAMPLE_ENV = {
  OSS_ACCESS_KEY_ID: 'LTAI5tExampleKeyId0001',
  OSS_ACCESS_KEY_SECRET: 'ExampleSecretKey0123456789abcd',
  OSS_ENDPOINT: 'https://oss-cn-hangzhou.aliyuncs.com',
  OSS_BUCKET: 'examplebucket',
};

/** The emulator instead of all that. */
export const LOCAL_ENV = {
  ...Object.fromEntries(Object.keys(EXAMPLE_ENV).map((name) => [name, undefined])),
  OSS_PROFILE: 'local',
};

/** A user's machine with a home folder of its own: command lines run in process, on buffers and a fixed clock. */
export function createWorld(defaults: WorldOptions = {}): World {
  const homeDir = mkdtempSync(join(tmpdir(), 'oss-live-world-'));
  return {
    homeDir,
    async run(argv, options = {}) {
      const given = { ...defaults, ...options };
      const stdout = buffer(given.terminal, given.onStdout);
      const stderr = buffer(given.terminal, given.onStderr);
      const context: Context = {
        stdin: Object.assign(
          Readable.from([given.typed ?? given.stdin ?? []].flat()),
          given.typed === undefined ? {} : { isTTY: true },
        ),
        stdout,
        stderr,
        env: { ...EXAMPLE_ENV, ...given.env },
        platform: given.platform ?? 'linux',
        nodeVersion: 'v20.18.1',
        startDetached: given.onDetached ?? (() => undefined),
        homeDir,
        cwd: homeDir,
        now: clockOf(given.now ?? '2024-03-05T06:07:08Z'),
        signal: given.signal ?? new AbortController().signal,
        onExit: () => () => undefined,
        onHangup(listener) {
          given.hangup?.addEventListener('hangup', listener);
          return () => given.hangup?.removeEventListener('hangup', listener);
        },
        transport: given.transport ?? refuseEverything,
      };
      const exitCode = await run(argv, context);
      const written = { stdout: stdout.text(), stderr: stderr.text() };
      await checkJson(argv, written);
      return { exitCode, ...written };
    },
  };
}

function clockOf(now: string | (() => Date)): () => Date {
  return typeof now === 'string' ? () => new Date(now) : now;
}

const refuseEverything: Transport = async (request) => {
  throw new Error(`nothing should be sent, but ${request.method} ${request.target} was`);
};

function buffer(columns: number | undefined, onText = (_: string) => {}): Sink & { text(): string } {
  let written = '';
  return {
    ...(columns === undefined ? {} : { isTTY: true, columns }),
    write(content) {
      // A byte is a character of what is no text.
      const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
      written += text;
      onText(text);
      return true;
    },
    text: () => written,
  };
}
