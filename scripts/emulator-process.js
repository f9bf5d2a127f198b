// The built emulator as a process of its own, and what Linux tells about processes. For benchmarks and soaks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment } from './clean-environment.js';

const program = join(import.meta.dirname, '../bin/oss-live.js');
const CLOCK_TICKS_PER_SECOND = 100;

/**
 * Starts it with these arguments, and node with these; resolves with its ready event once it listens. `start` starts what
 * is called with these words.
 */
export async function startEmulator(args, nodeArgs = [], start = startClean) {
  const words = [program, 'emulator', '--port', '0', '--json', '--show-secret', ...args];
  const child = start([process.execPath, ...nodeArgs, ...words]);
  // Where this one is ended early, what it runs in is about to be removed.
  process.prependOnceListener('exit', () => child.kill('SIGKILL'));
  return { child, ready: JSON.parse(await firstLine(child)), stop: () => stop(child) };
}

function startClean([file, ...args]) {
  return spawn(file, args, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a program says first; all else that it says is read too. */
export async function firstLine(child) {
  return (await once(createInterface({ input: child.stdout }), 'line'))[0];
}

/** What a client of the library needs to reach it. */
export function clientOptions({ url, bucket, region, accessKeyId, accessKeySecret }) {
  return { endpoint: url, bucket, region, credentials: { accessKeyId, accessKeySecret } };
}

/** What the program needs to reach it, as variables. */
export function emulatorVariables({ url, bucket, region, accessKeyId, accessKeySecret }) {
  const account = { OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret };
  return { OSS_ENDPOINT: url, OSS_REGION: region, OSS_BUCKET: bucket, ...account };
}

export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Seconds of processor time that a process has used, in all its threads. */
export const cpuSeconds = (pid) => processorSeconds(pid, 11);

/** The same of all children of this process that have ended so far. */
export const endedChildrenSeconds = () => processorSeconds('self', 13);

function processorSeconds(pid, field) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it is in brackets and may contain anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[field]) + Number(fields[field + 1])) / CLOCK_TICKS_PER_SECOND;
}

export function residentMegabytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** Notes the most megabytes that a process has held, and each that it has started; that of itself comes first. */
export function notePeaks(pid, peaks) {
  for (const id of [pid, ...childrenOf(pid)]) {
    try {
      const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
      peaks.set(id, Math.max(peaks.get(id) ?? 0, peak / 1024));
    } catch {
      // It has ended.
    }
  }
}

function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** What the descriptors of a process stand for: paths of files, `socket:[…]` and the like. */
export function openDescriptors(pid) {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`);
    } catch {
      return [];
    }
  });
}

export function demandLinux() {
  if (existsSync('/proc/self/stat')) return;
  process.stderr.write('This needs /proc: run it on Linux.\n');
  process.exit(3);
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
