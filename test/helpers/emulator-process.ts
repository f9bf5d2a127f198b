import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build, stop } from 'esbuild';
import { afterAll } from 'vitest';
import type { Listening } from '../../src/emulator/index.js';

interface Holdings {
  rssBytes: number;
  connections: number;
  /** How much it has worked, which no busy machine stretches as it does the time. */
  cpuMs: number;
}

/** An emulator in a process that can be killed. */
export interface EmulatorProcess {
  listening: Listening;
  /** What it holds now. */
  holdings(): Promise<Holdings>;
  /** Has it close, and resolves when it has. */
  close(): Promise<void>;
  /** Kills it without a word. */
  kill(): Promise<void>;
}

/** A test that times out does not come to its last lines: what it has started ends with its file. */
const started = new Set<ChildProcess>();

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** `within`: a command that runs another. Rejects with what the process says when it does not come to listen. */
export type StartEmulator = (
  dataDir: string,
  options?: { within?: readonly string[] },
) => Promise<EmulatorProcess>;

/** Bundles the emulator; gives what starts a process with a data folder. */
export async function buildEmulatorProcess(folder: string): Promise<StartEmulator> {
  const program = join(folder, 'emulator.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'emulator-main.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    loader: { '.flv': 'binary' },
    define: { __VERSION__: '"0.0.0-test"' },
    logLevel: 'warning',
  });
  await stop();
  return async (dataDir, { within = [] } = {}) => {
    const [command = '', ...args] = [...within, process.execPath, program, dataDir];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    started.add(child);
    return {
      listening: await firstLine(child),
      async holdings() {
        child.send('holdings');
        const [holdings] = await once(child, 'message');
        return holdings as Holdings;
      },
      async close() {
        child.send('close');
        await once(child, 'message');
      },
      kill: () => killed(child),
    };
  };
}

async function firstLine(child: ChildProcess): Promise<Listening> {
  const complaints: string[] = [];
  child.stderr!.on('data', (text) => complaints.push(String(text)));
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as Listening;
  throw new Error(`the emulator ended before it listened: ${complaints.join('')}`);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('the emulator ended by itself');
  child.kill('SIGKILL');
  await once(child, 'exit');
}
