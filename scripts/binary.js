// One file that is the whole program, for machines without Node: dist/binary/oss-live-<target>, and their checksums.
// Names of targets, or --here, make those alone; --out=<folder> puts them elsewhere.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bunFor, HERE, licencesOfBun, TARGETS } from './bun.js';
import { bundling, licencesOf, told } from './bundle.js';
import { cataloguePlugin, catalogueText } from './data-bundle.js';

/** What packages take when it is there. */
const DISPENSABLE = ['supports-color'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { here: { type: 'boolean' }, out: { type: 'string', default: 'dist/binary' } },
});
const targets = values.here ? [HERE] : positionals.length > 0 ? positionals : TARGETS;

mkdirSync(values.out, { recursive: true });
const workplace = mkdtempSync(join(values.out, '.making-'));
try {
  await bundle(join(workplace, 'oss-live.cjs'));
  const sums = targets.map((target) => {
    const name = compile(target);
    const sum = createHash('sha256')
      .update(readFileSync(join(workplace, name)))
      .digest('hex');
    renameSync(join(workplace, name), join(values.out, name));
    return `${sum}  ${name}\n`;
  });
  writeFileSync(join(values.out, 'SHA256SUMS'), sums.join(''));
} finally {
  rmSync(workplace, { recursive: true, force: true });
}

/** All of it as one CommonJS file, the only format that Bun keeps as bytecode. */
async function bundle(outfile) {
  const options = {
    ...bundling,
    entryPoints: ['src/cli/main.ts'],
    format: 'cjs',
    legalComments: 'none',
    plugins: [...bundling.plugins, cataloguePlugin(JSON.stringify(await catalogueText()))],
  };
  const { metafile } = await build({ ...options, define: told({ licences: '' }), write: false });
  const licences = [licencesOf(Object.keys(metafile.inputs)), licencesOfBun()].join('\n');
  const { metafile: made } = await build({ ...options, outfile, define: told({ licences }) });
  const [{ imports }] = Object.values(made.outputs);
  const outside = imports
    .filter(({ external, path }) => external && !path.startsWith('node:') && !isBuiltin(path))
    .map(({ path }) => path)
    .filter((path) => !DISPENSABLE.includes(path));
  if (outside.length > 0) throw new Error(`not in the binary: ${outside.join(', ')}`);
}

/** Returns the name of the file. */
function compile(target) {
  const name = `oss-live-${target}${target.startsWith('windows') ? '.exe' : ''}`;
  const args = [
    'build',
    '--compile',
    // Names are kept for the traces of errors.
    ...['--minify', '--keep-names', '--bytecode'],
    // A folder in which somebody works has nothing to say about how the program runs.
    ...['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((file) => `--no-compile-autoload-${file}`),
    // Warnings for whoever writes the packages, which Node keeps from their users.
    '--compile-exec-argv=--no-deprecation',
    `--target=bun-${target}`,
    `--compile-executable-path=${bunFor(target)}`,
    `--outfile=${name}`,
    'oss-live.cjs',
  ];
  execFileSync(bunFor(HERE), args, { cwd: workplace, stdio: ['ignore', 'ignore', 'inherit'] });
  return name;
}
