// Bundles the CLI (split, so that a command loads only what it uses) and the library; writes types and licences.
// With --if-stale only when what is there was built from something else.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { bundling, licencesOf, manifest, told } from './bundle.js';
import { cataloguePlugin, catalogueText } from './data-bundle.js';
import { extractSurface } from './public-surface.js';
import { resultSchemas } from './result-schemas.js';
import { startTogether } from './together.js';

const STAMP = '.built-from';
const source = digestOfSource();
if (process.argv.includes('--if-stale') && builtFrom() === source) process.exit();

// Built beside dist and put in its place at the end, so that a failed build leaves the last good one.
mkdirSync('node_modules/.cache', { recursive: true });
const workplace = mkdtempSync('node_modules/.cache/oss-live-build-');
const fresh = `${workplace}/dist`;

const shared = {
  ...bundling,
  outdir: fresh,
  minifySyntax: true,
  minifyWhitespace: true,
  // Node prints the line in which an error arose that nobody caught.
  lineLimit: 120,
};
const options = {
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  splitting: true,
  // Only of ES modules can esbuild have one file for what several share; made CommonJS afterwards.
  format: 'esm',
  outExtension: { '.js': '.cjs' },
  chunkNames: 'chunks/[name]-[hash]',
  external: Object.keys(manifest.dependencies),
  // Read when something is to be said in it: two thousand texts, in none of the files that every start reads.
  plugins: [
    ...shared.plugins,
    cataloguePlugin("require('node:fs').readFileSync(__dirname + '/zh.txt', 'utf8')"),
  ],
  write: false,
};
const apart = await build({ ...options, define: told({ licences: '' }) });
const licences = licencesOf(Object.keys(apart.metafile.inputs));
const plugin = startTogether(apart.metafile, {
  program: 'src/cli/program.ts',
  commands: 'src/cli/commands/index.ts',
  library: 'src/index.ts',
});
const made = await build({
  ...options,
  define: told({ licences }),
  plugins: [...options.plugins, plugin],
});
mkdirSync(`${fresh}/chunks`, { recursive: true });
await Promise.all(made.outputFiles.map(writeCommonJs));
writeFileSync(`${fresh}/chunks/zh.txt`, await catalogueText());
writeFacade(made.metafile);

// By itself, so that the program does not load one more file for what they share.
const testing = { ...shared, define: told({ licences: '' }), external: ['vitest'] };
await build({ ...testing, entryPoints: { testing: 'src/testing/index.ts' }, format: 'esm' });
await build({
  ...testing,
  entryPoints: { testing: 'src/testing/commonjs.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { ...testing.define, 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});

writeFileSync(`${fresh}/THIRD_PARTY_LICENSES`, licences);
writeTypes();
writeFileSync(`${fresh}/${STAMP}`, source);
for (let attempts = 10; !putInPlace(attempts); attempts--);
rmSync(workplace, { recursive: true });

/** Node needs a tenth of its start for its loader of ES modules, and each of them costs twice as much as one of these. */
async function writeCommonJs({ path, text }) {
  const { charset, lineLimit, minifySyntax, minifyWhitespace, platform, target } = shared;
  const { code } = await transform(text, {
    ...{ charset, lineLimit, minifySyntax, minifyWhitespace, platform, target },
    format: 'cjs',
    // Theirs is the loader of ES modules; a file that is required later is as late.
    supported: { 'dynamic-import': false },
  });
  writeFileSync(path, code);
}

/** For who imports the library, an ES module that only names what is there. */
function writeFacade({ outputs }) {
  const [, { exports }] = Object.entries(outputs).find(([path]) => path.endsWith('/index.cjs'));
  writeFileSync(`${fresh}/index.js`, `export { ${exports.join(', ')} } from './index.cjs';\n`);
}

function writeTypes() {
  // Not inside node_modules, where API Extractor would take them for somebody else's.
  const declarations = mkdtempSync(join(tmpdir(), 'oss-live-declarations-'));
  try {
    const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', declarations];
    execFileSync(process.execPath, tsc, { stdio: 'inherit' });
    const places = { types: `${fresh}/types`, api: `${fresh}/.api` };
    extractSurface('index', { start: `${declarations}/index.d.ts`, ...places });
    extractSurface('testing', { start: `${declarations}/testing/index.d.ts`, ...places });
    const schemas = resultSchemas(`${declarations}/cli/results/index.d.ts`, ['Results', 'Messages']);
    writeFileSync(`${fresh}/.api/results.json`, JSON.stringify(schemas));
  } finally {
    rmSync(declarations, { recursive: true });
  }
  // The same for who comes by `require`.
  copyFileSync(`${fresh}/types/testing.d.ts`, `${fresh}/types/testing.d.cts`);
}

/** False when another build has put its own there in the meantime. */
function putInPlace(attempts) {
  try {
    if (existsSync('dist')) renameSync('dist', mkdtempSync(`${workplace}/old-`));
    renameSync(fresh, 'dist');
    return true;
  } catch (error) {
    if (attempts === 0 || !['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) throw error;
    return false;
  }
}

/** Of all that has a say in what is built. */
function digestOfSource() {
  const settings = [
    'scripts/build.js',
    'scripts/bundle.js',
    'scripts/data-bundle.js',
    'scripts/page-bundle.js',
    'scripts/public-surface.js',
    'scripts/result-schemas.js',
    'scripts/together.js',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.types.json',
  ];
  const files = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`);
  const digest = createHash('sha256');
  for (const file of [...settings, ...files.sort()]) digest.update(`\0${file}\0`).update(readFileSync(file));
  return digest.digest('hex');
}

function builtFrom() {
  return existsSync(`dist/${STAMP}`) ? readFileSync(`dist/${STAMP}`, 'utf8') : '';
}
