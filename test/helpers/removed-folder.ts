import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Calls back in a current folder that has been removed: the system makes nothing in it, and says ENOENT even where
 * the parent is there, as it does below /proc. Node's own recursive `mkdir` never ends here.
 */
export async function inRemovedFolder<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-removed-'));
  process.chdir(folder);
  rmdirSync(folder);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}
