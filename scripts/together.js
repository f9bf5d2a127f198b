// Which modules of a bundle share a file.
import { relative } from 'node:path';

const PART = 'part';

/**
 * An esbuild plugin. esbuild makes a file of the modules that are reached from the same entry points, and each import
 * that waits until it is needed is one: the modules of the start would lie in thirty files, by who else uses them. Here
 * every such part asks for the whole start, which is loaded by then, so that it becomes one file; a part that the
 * library has too asks for what both of them need, and that becomes another. `inputs` is of a build without this.
 */
export function startTogether({ inputs }, { program, library }) {
  const start = reached(program);
  const ofLibrary = reached(library, { later: true });
  const shared = [...start].filter((file) => ofLibrary.has(file));

  function reached(file, { later = false } = {}, found = new Set()) {
    if (found.has(file)) return found;
    found.add(file);
    for (const { path, kind, external } of inputs[file].imports)
      if (!external && (later || kind !== 'dynamic-import')) reached(path, { later }, found);
    return found;
  }

  return {
    name: 'start-together',
    setup(build) {
      const { absWorkingDir: root = process.cwd() } = build.initialOptions;
      build.onResolve({ filter: /^\./ }, ({ kind, importer, path }) => {
        if (kind !== 'dynamic-import') return;
        const { imports } = inputs[relative(root, importer).replaceAll('\\', '/')];
        const found = imports.find((one) => one.kind === kind && one.original === path);
        return { path: found.path, namespace: PART };
      });
      build.onLoad({ filter: /^src\//, namespace: PART }, ({ path }) => {
        const first = ofLibrary.has(path) ? shared : [program];
        const imports = first.map((file) => `import './${file}';`);
        return { contents: [...imports, `export * from './${path}';`].join('\n'), resolveDir: root };
      });
    },
  };
}
