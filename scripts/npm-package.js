// Packages that only some scripts need, fetched by npm when they do, and kept: too large for everybody's node_modules.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const KEPT = join(import.meta.dirname, '../node_modules/.cache/oss-live-packages');

/**
 * The folder of a package in this very version, or in whichever npm takes for `24` (the same from then on). Its own
 * scripts are not run. `integrity` is what npm calls it; without it the registry is believed.
 */
export function npmPackage(name, version, integrity) {
  const folder = join(KEPT, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(KEPT, { recursive: true });
  const workplace = mkdtempSync(join(KEPT, '.fetching-'));
  try {
    const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', `${name}@${version}`];
    const [packed] = JSON.parse(
      execFileSync('npm', args, { cwd: workplace, shell: process.platform === 'win32' }),
    );
    if (integrity !== undefined && packed.integrity !== integrity)
      throw new Error(`${name}@${version} is not what it was: ${packed.integrity}`);
    execFileSync('tar', ['-xzf', packed.filename], { cwd: workplace });
    if (!existsSync(folder)) renameSync(join(workplace, 'package'), folder);
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
  return folder;
}
