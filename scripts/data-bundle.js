// Modules of the sources that are data, as texts, for the bundles: as code they take longer to read at every start, and what
// the commands are would bring all that they do.
import { build } from 'esbuild';

const ZH = 'src/cli/terminal/language/zh.ts';

/** The Chinese: English templates, each with its Chinese after it, with a character between them that neither has. */
export async function catalogueText() {
  const { zh } = await evaluated(ZH);
  return [...zh].flat().join('\0');
}

/** For esbuild: `zh` of the sources, of which `get` is left; `text` is the code that gives the text above. */
export function cataloguePlugin(text) {
  const contents = `
    let texts = null;
    function read() {
      const all = (${text}).split('\\0');
      texts = new Map();
      for (let at = 0; at < all.length; at += 2) texts.set(all[at], all[at + 1]);
      return texts;
    }
    export const zh = { get: (template) => (texts ?? read()).get(template) };`;
  return {
    name: 'catalogue',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]terminal[\\/]language[\\/]zh\.ts$/ }, () => ({ contents, loader: 'js' }));
    },
  };
}

/** For esbuild: `commands` of the sources, without what they do. */
export const commandsPlugin = {
  name: 'commands',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]cli[\\/]commands[\\/]all\.ts$/ }, async ({ path }) => {
      const { commands } = await evaluated(path);
      return { contents: `export const commands = ${parsed(commands)};`, loader: 'js' };
    });
  },
};

function parsed(data) {
  return `JSON.parse(${JSON.stringify(JSON.stringify(data))})`;
}

/** What a module exports. What it imports only when it is needed is not there. */
async function evaluated(path) {
  const { outputFiles } = await build({
    ...{ entryPoints: [path], bundle: true, format: 'esm', platform: 'node', charset: 'utf8' },
    ...{ tsconfigRaw: {}, preserveSymlinks: true, write: false, logLevel: 'warning' },
    plugins: [neededLater],
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

const neededLater = {
  name: 'needed-later',
  setup({ onResolve }) {
    onResolve({ filter: /^/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
