// The page of the player as texts: its script with hls.js in it, its style, its document and its icon.
import { readFile } from 'node:fs/promises';
import { build, transform } from 'esbuild';

const FOLDER = 'src/player/page';
/** In the order in which they overrule one another. */
const STYLES = ['base', 'gallery', 'channel', 'stage', 'recordings', 'narrow'];

/** A module that holds them all; `inputs` is what went into the script. */
export async function pageModule(root = '.') {
  const script = await build({
    absWorkingDir: root === '.' ? process.cwd() : root,
    entryPoints: [`${FOLDER}/main.ts`],
    // What LiveChannel writes needs no more of it.
    alias: { 'hls.js': 'hls.js/dist/hls.light.min.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
    tsconfigRaw: {},
    preserveSymlinks: true,
    write: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const read = (name) => readFile(`${root}/${FOLDER}/${name}`, 'utf8');
  const sheets = await Promise.all(STYLES.map((name) => read(`style/${name}.css`)));
  const style = await transform(sheets.join('\n'), { loader: 'css', minify: true });
  const page = {
    script: script.outputFiles[0].text,
    style: style.code,
    document: await read('page.html'),
    icon: await read('icon.svg'),
  };
  return { code: `export default ${JSON.stringify(page)};`, inputs: Object.keys(script.metafile.inputs) };
}

/** What went into the script. */
export const pageInputs = new Set();

/** For esbuild. */
export const pagePlugin = {
  name: 'page',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\/page\.bundle$/ }, () => ({ path: `${FOLDER}/page.bundle`, namespace: 'page' }));
    onLoad({ filter: /.*/, namespace: 'page' }, async () => {
      const { code, inputs } = await pageModule();
      for (const input of inputs) pageInputs.add(input);
      return { contents: code, loader: 'js' };
    });
  },
};
