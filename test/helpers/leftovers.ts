import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a test has ended takes its time to go on a busy machine. */
const PATIENCE_MS = 60_000;

interface Process {
  pid: number;
  commandLine: string;
}

/**
 * Kills what was started with this folder in its command line or environment and does not end by itself; gives the
 * command lines. Only Linux tells: elsewhere none are found.
 */
export async function endLeftovers(folder: string): Promise<string[]> {
  const deadline = performance.now() + PATIENCE_MS;
  let left = processesOf(folder);
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(50);
    left = processesOf(folder);
  }
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  return left.map(({ pid, commandLine }) => `${pid} ${commandLine}`);
}

function processesOf(folder: string): Process[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (Number.isNaN(pid) || pid === process.pid) return [];
    try {
      const [commandLine, environment] = ['cmdline', 'environ'].map((file) =>
        readFileSync(`/proc/${name}/${file}`, 'utf8'),
      ) as [string, string];
      const knows = commandLine.includes(folder) || environment.includes(folder);
      return knows ? [{ pid, commandLine: commandLine.replaceAll('\0', ' ').trim() }] : [];
    } catch {
      // It has ended meanwhile, or is another user's.
      return [];
    }
  });
}
