// Every step of a release that can be done anywhere, in the order of .github/workflows/release.yml, which publishes
// what this has found right. With --tag=v1.2.3 also that the version and the changelog are those of the tag.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HERE, TARGETS } from './bun.js';
import { manifest } from './bundle.js';

const { values } = parseArgs({ options: { tag: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'oss-live-release-'));
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const demand = (isRight, message) => {
  if (!isRight) throw new Error(message);
};

const steps = {
  'the tag is that of the version, and the changelog has it': () => {
    if (values.tag === undefined) return 'left out: there is no --tag';
    demand(values.tag === `v${manifest.version}`, `package.json says ${manifest.version}`);
    const changelog = readFileSync('CHANGELOG.md', 'utf8');
    demand(changelog.includes(`\n## ${manifest.version}`), `CHANGELOG.md has no "## ${manifest.version}"`);
  },
  'nothing is in the folder that no commit has': () => {
    const changed = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
    demand(changed === '', `commit these first:\n${changed}`);
  },
  'format, lint, types, unused code, exports and documentation are right': () =>
    run('npm', 'run', '--silent', 'check'),
  'the package holds what it should, and works where it is installed': () =>
    run('npx', '--no-install', 'vitest', 'run', 'test/house/package.test.ts', 'test/house/release.test.ts'),
  'npm would publish it': () => run('npm', 'publish', '--dry-run', '--ignore-scripts', '--loglevel=error'),
  'the binaries are those of their platforms': () => {
    run(process.execPath, 'scripts/binary.js', `--out=${folder}/first`);
    for (const target of TARGETS) demandFormat(target, join(folder, 'first', nameOf(target)));
  },
  'made again they are the same': () => {
    run(process.execPath, 'scripts/binary.js', `--out=${folder}/second`);
    const [first, second] = ['first', 'second'].map((name) =>
      readFileSync(`${folder}/${name}/SHA256SUMS`, 'utf8'),
    );
    demand(first === second, `${first}\n${second}`);
  },
  'that of this machine runs': () => {
    const told = execFileSync(join(folder, 'first', nameOf(HERE)), ['--version'], { encoding: 'utf8' });
    demand(told === `${manifest.version}\n`, `it says ${told}`);
  },
};

const nameOf = (target) => `oss-live-${target}${target.startsWith('windows') ? '.exe' : ''}`;

/** By the first bytes, which say for which system and processor it is. */
function demandFormat(target, path) {
  const head = readFileSync(path).subarray(0, 1024);
  const peOffset = head.readUInt32LE(0x3c);
  const is = {
    // ELF, and its machine: x86-64, AArch64.
    'linux-x64': () => head.readUInt32BE(0) === 0x7f454c46 && head.readUInt16LE(18) === 62,
    'linux-arm64': () => head.readUInt32BE(0) === 0x7f454c46 && head.readUInt16LE(18) === 183,
    // Mach-O of 64 bits for arm64.
    'darwin-arm64': () => head.readUInt32LE(0) === 0xfeedfacf && head.readUInt32LE(4) === 0x0100000c,
    // PE for x86-64.
    'windows-x64': () =>
      head.readUInt32BE(peOffset) === 0x50450000 && head.readUInt16LE(peOffset + 4) === 0x8664,
  };
  demand(is[target](), `${path} is not for ${target}`);
}

try {
  for (const [name, step] of Object.entries(steps)) {
    process.stdout.write(`\n== ${name}\n`);
    const note = step();
    if (typeof note === 'string') process.stdout.write(`${note}\n`);
  }
  rmSync('dist/binary', { recursive: true, force: true });
  renameSync(join(folder, 'first'), 'dist/binary');
  process.stdout.write('\nAll of it is right. The binaries are in dist/binary.\n');
} catch (error) {
  process.stderr.write(`\nerror: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
