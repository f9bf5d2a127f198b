// The tests on another Node, of which npm has packages: `npm run test:node -- 24`, and what else vitest is to be told.
// What runs the program as a whole gets the one that npm packs and installs.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { nodeFor } from './node-package.js';

const [version, ...rest] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(version ?? '')) {
  process.stderr.write('Which Node? For example: npm run test:node -- 24\n');
  process.exit(2);
}
const isWindows = platform() === 'win32';
const node = nodeFor(version);
// Also for what is started with `#!/usr/bin/env node`, npm itself included.
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };

const project = mkdtempSync(join(tmpdir(), 'oss-live-packed-'));
try {
  // npm would leave what it compiles in the temporary folder.
  const tidy = { ...env, NODE_DISABLE_COMPILE_CACHE: '1' };
  const run = (command, args, cwd) =>
    execFileSync(command, args, { cwd, env: tidy, encoding: 'utf8', shell: isWindows });
  process.stdout.write(`Node ${run(node, ['--version'])}`);
  run(node, ['scripts/build.js', '--if-stale']);
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], '.'),
  );
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--omit=dev', filename], project);
  const vitest = resolve('node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(node, [vitest, 'run', ...rest], {
    env: { ...env, OSS_LIVE_TEST_PROGRAM: join(project, 'node_modules/oss-live/bin/oss-live.js') },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}
