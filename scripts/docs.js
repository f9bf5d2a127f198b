// Writes the generated pages; with --check it only says which are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pagePlugin } from './page-bundle.js';

// Inside node_modules, so that the packages the sources name can be found.
const bundle = new URL('../node_modules/.cache/oss-live/docs.mjs', import.meta.url);
await build({
  entryPoints: ['docs/generate.ts'],
  outfile: fileURLToPath(bundle),
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  loader: { '.flv': 'binary' },
  plugins: [pagePlugin],
  define: { __VERSION__: '""' },
});
const { generate } = await import(bundle.href);

const pages = Object.entries(generate((path) => readFileSync(path, 'utf8')));
const current = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
const stale = pages.filter(([path, text]) => current(path) !== text);

if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stderr.write(`${path} is out of date: run npm run docs\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) writeFileSync(path, text);
  process.stdout.write(
    stale.length === 0 ? 'docs are up to date\n' : `wrote ${stale.map(([path]) => path).join(', ')}\n`,
  );
}
