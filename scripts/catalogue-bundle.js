// The Chinese of all that is said as one text of JSON, for the bundles: as code, its two thousand strings and the map of them
// take half as long again at every start.
import { build } from 'esbuild';

/** For esbuild: `zh` of the sources, of which `get` is left. */
export const cataloguePlugin = {
  name: 'catalogue',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]terminal[\\/]language[\\/]zh\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({
        ...{ entryPoints: [path], bundle: true, format: 'esm', charset: 'utf8' },
        ...{ tsconfigRaw: {}, preserveSymlinks: true, write: false, logLevel: 'warning' },
      });
      const code = Buffer.from(outputFiles[0].contents).toString('base64');
      const { zh } = await import(`data:text/javascript;base64,${code}`);
      const json = JSON.stringify(Object.fromEntries(zh));
      const contents = `
        const texts = JSON.parse(${JSON.stringify(json)});
        export const zh = { get: (text) => Object.hasOwn(texts, text) ? texts[text] : undefined };`;
      return { contents, loader: 'js' };
    });
  },
};
