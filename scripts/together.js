// Which modules of a bundle share a file.
import { relative } from 'node:path';

const PART = 'part';
const LATER = 'later';

/** Of Node itself, and slow to load: what the start may import, and most commands never use. */
const SLOW = [
  ...['child_process', 'crypto', 'fs', 'fs/promises', 'net', 'readline', 'readline/promises', 'stream'],
  'timers/promises',
];
const SLOW_FILTER = new RegExp(`^node:(${SLOW.join('|')})$`);

/**
 * An esbuild plugin. esbuild makes a file of the modules that are reached from the same entry points, and each import
 * that waits until it is needed is one: the modules of the start would lie in thirty files, by who else uses them. Here
 * every such part asks for the whole start, which is loaded by then, so that it becomes one file; a part that the
 * library has too asks for what both of them need, and that becomes another. `inputs` is of a build without this.
 */
export function startTogether({ inputs }, { program, commands, library }) {
  const start = new Set([...reached(program), ...sharedByCommands()]);
  const ofLibrary = reached(library, { later: true });
  const shared = [...start].filter((file) => ofLibrary.has(file));

  function reached(file, { later = false } = {}, found = new Set()) {
    if (found.has(file)) return found;
    found.add(file);
    for (const { path, kind, external } of inputs[file].imports)
      if (!external && (later || kind !== 'dynamic-import')) reached(path, { later }, found);
    return found;
  }

  /**
   * What a command needs that something else needs too is loaded with the start: each file more takes longer than
   * reading it.
   */
  function sharedByCommands() {
    const parts = Object.values(inputs).flatMap(({ imports }) => imports.filter(isPart));
    const counts = new Map();
    for (const part of new Set(parts.map(({ path }) => path)))
      for (const file of reached(part)) counts.set(file, (counts.get(file) ?? 0) + 1);
    const ofCommands = inputs[commands].imports.filter(isPart).flatMap(({ path }) => [...reached(path)]);
    return ofCommands.filter((file) => counts.get(file) > 1);
  }

  function isPart({ kind, external }) {
    return kind === 'dynamic-import' && !external;
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
      build.onResolve({ filter: SLOW_FILTER }, ({ path, importer, namespace }) => {
        if (namespace === LATER) return { path, external: true };
        return start.has(relative(root, importer).replaceAll('\\', '/'))
          ? { path, namespace: LATER }
          : undefined;
      });
      build.onLoad({ filter: /^/, namespace: LATER }, ({ path }) => ({ contents: laterLoaded(path) }));
      build.onLoad({ filter: /^src\//, namespace: PART }, ({ path }) => {
        const first = ofLibrary.has(path) ? shared : start;
        const imports = [...first].map((file) => `import './${file}';`);
        return { contents: [...imports, `export * from './${path}';`].join('\n'), resolveDir: root };
      });
    },
  };
}

/** Loaded when a name of it is first asked for. In the prototype, as esbuild copies what an object has itself. */
function laterLoaded(path) {
  return `
    let loaded;
    const get = (_, name) => (loaded ??= require('${path}'))[name];
    module.exports = Object.create(new Proxy({}, { get }));`;
}
