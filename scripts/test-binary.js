// The tests that run the program as a whole, on the binary of this machine instead of Node. Arguments go to vitest;
// test files among them are run alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HERE } from './bun.js';

const folder = mkdtempSync(join(tmpdir(), 'oss-live-binary-'));
try {
  execFileSync(process.execPath, ['scripts/binary.js', '--here', `--out=${folder}`], { stdio: 'inherit' });
  const given = process.argv.slice(2);
  const files = readdirSync('test', { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
    .filter((path) => readFileSync(path, 'utf8').includes('/helpers/program.js'));
  const chosen = given.some((word) => word.startsWith('test/')) ? [] : files;
  const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', ...chosen, ...given], {
    env: { ...process.env, OSS_LIVE_TEST_PROGRAM: join(folder, `oss-live-${HERE}`) },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
