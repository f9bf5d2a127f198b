// What is alike in all that is bundled of the sources, for Node and for the binaries.
import { readdirSync, readFileSync } from 'node:fs';
import { cataloguePlugin } from './catalogue-bundle.js';
import { pageInputs, pagePlugin } from './page-bundle.js';

export const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

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
  plugins: [pagePlugin, cataloguePlugin],
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
