// A run judges what the source says now, and has one folder for all that is temporary, which goes with it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endLeftovers } from './leftovers.js';

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string;
    /** The program that is tested as a whole: OSS_LIVE_TEST_PROGRAM, such as a binary, else the built one on Node. */
    program: string;
  }
}

export function setup({ provide }: TestProject): () => Promise<void> {
  const root = join(import.meta.dirname, '../..');
  execFileSync(process.execPath, ['scripts/build.js', '--if-stale'], { cwd: root, stdio: 'inherit' });

  const folder = mkdtempSync(join(tmpdir(), 'oss-live-run-'));
  // Also when the run is ended before its time.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  provide('runFolder', folder);
  provide('program', resolve(root, process.env.OSS_LIVE_TEST_PROGRAM ?? 'bin/oss-live.js'));
  return async () => {
    const left = await endLeftovers(folder);
    if (left.length === 0) return;
    process.exitCode = 1;
    process.stderr.write(`The run left these running, which are killed now:\n${left.join('\n')}\n`);
  };
}
