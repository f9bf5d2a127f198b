import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { CommandError } from '../errors.js';

/** The ready line of `oss-live emulator --json --show-secret`. */
export interface Ready {
  url: string;
  rtmpUrl: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  accessKeySecret: string;
  dataDir: string;
}

export interface EmulatorProcess {
  ready: Ready;
  /** What it said last, for messages. */
  lastWords(): string;
  /** Resolves when it has ended and its folder is gone. */
  stop(): Promise<void>;
}

/**
 * A process of its own: a test may wait for a program with `execFileSync`, and the emulator answers all the same. It
 * ends, and removes its folder, when its stdin is closed, which the system does however this process ends.
 */
export async function startProcess(args: readonly string[]): Promise<EmulatorProcess> {
  const child = spawn(execPath, [program(), ...args], { env: plainEnvironment(), stdio: 'pipe' });
  const said: string[] = [];
  const listen = (stream: NodeJS.ReadableStream, each: (line: string) => void): void => {
    createInterface({ input: stream }).on('line', each);
  };
  const lastWords = (): string => (said.length === 0 ? '' : `\n${said.join('\n')}`);
  listen(child.stderr, (line) => {
    said.push(sentence(line));
    if (said.length > CLIENT_LIMITS.testEmulatorLines.value) said.shift();
  });
  const ended = once(child, 'close').catch(() => undefined);
  const ready = await new Promise<Ready>((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      child.kill('SIGKILL');
      reject(
        new CommandError('EmulatorNotStarted', english`The emulator ${why}.${lastWords()}`, 'bug', { cause }),
      );
    };
    const limitMs = CLIENT_LIMITS.testEmulatorStart.value;
    const timer = setTimeout(() => fail(`was not ready within ${limitMs / 1000} s`), limitMs);
    child.once('error', (error) => fail('could not be started', error));
    ended.then(() => fail('ended before it was ready'));
    listen(child.stdout, (line) => {
      if (!line.startsWith('{"event":"ready"')) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as Ready);
    });
    ended.then(() => clearTimeout(timer));
  });
  release(child);
  let stopping: Promise<void> | null = null;
  return { ready, lastWords, stop: () => (stopping ??= stop(child, ended, ready.dataDir)) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>, dataDir: string): Promise<void> {
  child.ref();
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), CLIENT_LIMITS.testEmulatorStop.value);
  await ended;
  clearTimeout(timer);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** An error comes as JSON. */
function sentence(line: string): string {
  if (!line.startsWith('{"error":')) return line;
  const { error } = JSON.parse(line) as { error: { message: string } };
  return error.message;
}

/** Whoever forgets to stop it must not wait for it for ever. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr])
    (stream as (typeof stream & { unref?(): void }) | null)?.unref?.();
}

/** Beside this file when it is bundled, further up when it is not. */
function program(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const path = new URL('bin/oss-live.js', folder);
    if (existsSync(path)) return fileURLToPath(path);
    if (folder.pathname === '/') throw new Error('bin/oss-live.js is missing.');
  }
}

/** Without what a test runner, a debugger or the settings of this user would make of it. */
function plainEnvironment(): Record<string, string | undefined> {
  const others = /^(NODE_(?!EXTRA_CA)|VITEST|JEST_|OSS_|ALIBABA_CLOUD_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !others.test(name)));
}
