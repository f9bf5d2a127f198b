// What is alike in all that is bundled of the sources, for Node and for the binaries.
import { readdirSync, readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { commandsPlugin } from './data-bundle.js';
import { pageInputs, pagePlugin } from './page-bundle.js';

export const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** `load = createRequire(…)` loads what an ES module cannot at once; what is bundled is CommonJS, where `require` can. */
const requirePlugin = {
  name: 'require',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const [line, name] = /^const (\w+) = createRequire\(import\.meta\.url\);$/m.exec(text) ?? [];
      if (name === undefined) return null;
      return { loader: 'ts', contents: text.replace(line, '').replaceAll(`${name}(`, 'require(') };
    });
  },
};

/** The names inside of packages are of no use to whoever reads a trace, and are read at every start. */
const packagesPlugin = {
  name: 'packages',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), {
        ...{ minifyIdentifiers: true, charset: 'utf8', target: bundling.target, sourcefile: path },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/**
 * undici asks for HTTP/2 when it is loaded, and does without where Node has none. No connection of oss-live speaks it, and to
 * load it takes 3 ms of a processor on Node 20, 12 ms on Node 24.
 */
const http2Plugin = {
  name: 'http2',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:http2$/ }, () => ({ path: 'http2', namespace: 'none' }));
    onLoad({ filter: /^http2$/, namespace: 'none' }, () => ({ contents: "throw new Error('no HTTP/2')" }));
  },
};

/** Options of esbuild. Files that are not code are embedded, so that the program needs none beside it. */
export const bundling = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  loader: { '.flv': 'binary' },
  // The same paths, and so the same bytes, wherever the packages lie.
  preserveSymlinks: true,
  // Chinese as it is, not as escapes of six characters.
  charset: 'utf8',
  logLevel: 'warning',
  metafile: true,
  plugins: [pagePlugin, commandsPlugin, requirePlugin, packagesPlugin, http2Plugin],
  // No file knows its own place.
  logOverride: { 'empty-import-meta': 'error' },
};

/** What the sources are told. `licences` is the text that `--licenses` prints. */
export function told({ licences }) {
  return { __VERSION__: JSON.stringify(manifest.version), __LICENCES__: JSON.stringify(licences) };
}

/** The licences of the packages that these files and the page of the player are of, as a text. */
export function licencesOf(inputs) {
  const folders = new Set();
  for (const input of [...inputs, ...pageInputs]) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort().map(licenceOf).join('\n');
}

function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  // A few packages only name it.
  const named = `By ${author?.name ?? author}. Its text: https://spdx.org/licenses/${license}.html`;
  return entryOf(`${name} ${version} (${license})`, file ? readFileSync(`${folder}/${file}`, 'utf8') : named);
}

export function entryOf(title, text) {
  return `${title}\n${'-'.repeat(72)}\n${text.trim()}\n`;
}
