// Asks a real bucket what the emulator assumes: npm run conformance. See docs/conformance.md.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundling, told } from './bundle.js';

// Inside node_modules, so that the packages the sources name can be found.
const bundle = new URL('../node_modules/.cache/oss-live/conformance.mjs', import.meta.url);
await build({
  ...bundling,
  entryPoints: ['conformance/main.ts'],
  outfile: fileURLToPath(bundle),
  format: 'esm',
  packages: 'external',
  define: told({ licences: '' }),
});
await import(bundle.href);
