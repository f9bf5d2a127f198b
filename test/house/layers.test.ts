import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src');

interface Import {
  file: string;
  /** A path under src without its extension, or a package name. */
  target: string;
  typeOnly: boolean;
  /** With `import()`, when it is needed. */
  lazy: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.d\.(\w+\.)?ts$/.test(name))
  .map((name) => name.replaceAll('\\', '/'));

const text = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');

function importsOf(file: string): Import[] {
  const statements = text(file).matchAll(
    /^(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([, typeKeyword, names = '', staticTarget, dynamicTarget]) => {
    const target = staticTarget ?? dynamicTarget ?? '';
    const inlineTypesOnly = /^\{(\s*type\s+[^,}]+,?)+\s*\}$/.test(names);
    return {
      file,
      target: target.startsWith('.')
        ? relative(SOURCE, join(SOURCE, dirname(file), target))
            .replaceAll('\\', '/')
            .replace(/\.js$/, '')
        : target,
      typeOnly: typeKeyword !== undefined || inlineTypesOnly,
      lazy: dynamicTarget !== undefined,
    };
  });
}

const imports = files.flatMap(importsOf);
const values = imports.filter((entry) => !entry.typeOnly);
const show = ({ file, target }: Import): string => `${file} -> ${target}`;

/** What a user can do: entered by its index, and loaded when it is needed. */
const FEATURES = ['recording', 'publish', 'push', 'watch', 'player', 'relay', 'doctor', 'emulator'];

/** The rooms of the house from the ground up: a file imports from its own room and from those its room stands on. */
const STANDS_ON: Readonly<Record<string, readonly string[]>> = {
  advice: [],
  english: [],
  errors: ['advice', 'english'],
  protocol: ['errors', 'english'],
  client: ['errors', 'english', 'protocol'],
  settings: ['errors', 'english', 'protocol', 'client'],
  ffmpeg: ['errors', 'english', 'protocol', 'client'],
  recording: ['errors', 'english', 'protocol', 'client', 'ffmpeg'],
  publish: ['errors', 'english', 'protocol', 'client'],
  push: ['errors', 'english', 'protocol', 'client', 'ffmpeg', 'recording', 'publish'],
  watch: ['errors', 'english', 'protocol', 'client', 'recording'],
  player: ['errors', 'english', 'protocol', 'client', 'recording'],
  doctor: ['errors', 'english', 'protocol', 'client', 'settings', 'ffmpeg', 'recording', 'publish', 'push'],
  relay: ['errors', 'english', 'protocol', 'client', 'recording', 'push'],
  emulator: ['errors', 'english', 'protocol'],
  cli: ['errors', 'english', 'protocol', 'client', 'settings', 'ffmpeg', ...FEATURES],
  index: ['errors', 'protocol', 'client', ...FEATURES],
  testing: ['errors', 'english', 'protocol', 'client', 'emulator'],
};

/** The same inside the emulator; the files beside its rooms put them together. Protocols know no policy, and no service. */
const EMULATOR_STANDS_ON: Readonly<Record<string, readonly string[]>> = {
  rtmp: [],
  http: [],
  media: [],
  store: ['media'],
  service: ['rtmp', 'http', 'media', 'store'],
  live: ['rtmp', 'media', 'store', 'service'],
  control: ['rtmp', 'http', 'store', 'service', 'live'],
};

/** What reads a tag, a request or a publish URL, and the one file that calls it: everybody else takes what was read. */
const READ_IN: Readonly<Record<string, string>> = {
  readVideoTag: 'media/tag.ts',
  readAudioTag: 'media/tag.ts',
  readAvcConfig: 'media/tag.ts',
  readAacConfig: 'media/tag.ts',
  parseHead: 'service/reading.ts',
  readAddress: 'service/reading.ts',
  routeOf: 'service/reading.ts',
  routePublish: 'service/publish-route.ts',
  readQuery: 'service/publish-route.ts',
};

const withoutExtension = (file: string): string => file.replace(/\.ts$/, '');
const roomOf = (path: string): string => path.split('/')[0]!;
const isPackage = (target: string): boolean => !Object.hasOwn(STANDS_ON, roomOf(target));

describe('who may import whom', () => {
  test('every file has a room, and there are no others', () => {
    const rooms = [...new Set(files.map((file) => roomOf(withoutExtension(file))))];
    expect(rooms.sort()).toEqual(Object.keys(STANDS_ON).sort());
  });

  test('downwards only, also for types', () => {
    const upwards = imports.filter(({ file, target }) => {
      const [from, to] = [roomOf(withoutExtension(file)), roomOf(target)];
      return !isPackage(target) && from !== to && !STANDS_ON[from]!.includes(to);
    });
    expect(upwards.filter((entry) => !OF_THE_EMULATOR.test(show(entry))).map(show)).toEqual([]);
  });

  test('downwards only inside the emulator, also for types', () => {
    const roomIn = (path: string): string | null => /^emulator\/([^/]+)\//.exec(path)?.[1] ?? null;
    const rooms = new Set(files.map(roomIn).filter((room) => room !== null));
    expect([...rooms].sort()).toEqual(Object.keys(EMULATOR_STANDS_ON).sort());
    const upwards = imports.filter(({ file, target }) => {
      const [from, to] = [roomIn(file), roomIn(target)];
      if (from === null || roomOf(target) !== 'emulator' || from === to) return false;
      // The table of limits is for all of them.
      if (target === 'emulator/limits') return false;
      return to === null || !EMULATOR_STANDS_ON[from]!.includes(to);
    });
    expect(upwards.map(show)).toEqual([]);
  });

  test('the protocols of the emulator do not know whose they are', () => {
    const speaking = files.filter(
      (file) =>
        /^emulator\/(rtmp|http)\//.test(file) &&
        text(file)
          .split('\n')
          .some((line) => !/^\s*(\*|\/\/|\/\*)/.test(line) && /oss\b|bucket|LiveChannel|\bacl\b/i.test(line)),
    );
    expect(speaking).toEqual([]);
  });

  test('the emulator reads what comes in at one place each', () => {
    const calls = Object.keys(READ_IN).map((name) => [
      name,
      ...files.filter((file) => new RegExp(`(?<!function )\\b${name}\\(`).test(text(file))),
    ]);
    expect(calls).toEqual(Object.entries(READ_IN).map(([name, file]) => [name, `emulator/${file}`]));
  });

  test('a feature is entered by its index', () => {
    const around = imports.filter(({ file, target }) => {
      const [from, to] = [roomOf(withoutExtension(file)), roomOf(target)];
      return from !== to && FEATURES.includes(to) && target !== `${to}/index`;
    });
    expect(around.map(show)).toEqual([]);
  });

  test('no file imports itself by way of others', () => {
    expect(circles(imports)).toEqual([]);
  });

  test('the emulator shares data and types with the client, never a function that interprets the wire', () => {
    const nouns = /^(protocol\/(wire|limits?|local-profile|loopback)|errors|english)$/;
    const shared = values.filter(
      ({ file, target }) =>
        roomOf(file) === 'emulator' &&
        !isPackage(target) &&
        roomOf(target) !== 'emulator' &&
        !nouns.test(target),
    );
    expect(shared.filter((entry) => !OF_THE_EMULATOR.test(show(entry))).map(show)).toEqual([]);
  });

  test('each package is imported at its own edge', () => {
    const edges: Record<string, RegExp> = {
      commander: /^cli\/(parse|help-pages)\.ts$/,
      chalk: /^cli\/terminal\/(terminal|error-report)\.ts$/,
      'cli-table3': /^cli\/terminal\/terminal\.ts$/,
      'string-width': /^cli\/terminal\/terminal\.ts$/,
      undici: /^client\/(transport|proxy)\.ts$/,
      uqr: /^cli\/terminal\/qr-code\.ts$/,
      'fast-xml-parser': /^(client\/xml-document|emulator\/service\/xml-in)\.ts$/,
      'hls-parser': /^recording\/playlist\/read-playlist\.ts$/,
      execa: /^ffmpeg\/(process|run-program)\.ts$/,
      'hls.js': /^player\/page\/playback\.ts$/,
      'hash-wasm': /^recording\/download\/crc64\.ts$/,
      ini: /^settings\//,
      valibot: /^relay\/channels\/([a-z]+-)?(schema|schema-parts|read-file)\.ts$/,
      'temporal-polyfill': /^relay\/hours\.ts$/,
      'prom-client': /^relay\/metrics\.ts$/,
      yaml: /^relay\/channels\/(read|write)-file\.ts$/,
      '@alicloud/credentials': /^settings\//,
      vitest: /^testing\/hooks\.ts$/,
    };
    const packages = values.filter(({ target }) => !target.startsWith('node:') && isPackage(target));
    const strays = packages.filter(({ file, target }) => {
      const name = /^(@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target;
      return !edges[name]?.test(file);
    });
    expect(strays.map(show)).toEqual([]);
  });

  test('operations import no package, so that help loads none', () => {
    const packages = values.filter(
      ({ file, target }) => file.startsWith('client/operations/') && isPackage(target),
    );
    expect(packages.map(show)).toEqual([]);
  });

  test('a command line is read with Commander alone: other packages and features come when a command needs them', () => {
    const loaded = loadedWith('cli/program');
    const heavy = loaded.filter(
      (target) =>
        roomOf(target) === 'ffmpeg' || FEATURES.some((name) => roomOf(target) === name) || isPackage(target),
    );
    // `node:process` opens the streams of the process, `node:child_process` is large.
    expect(heavy.filter((target) => !/^node:(?!process|child_process)/.test(target))).toEqual(['commander']);
  });

  test('only cli/main.ts touches the process', () => {
    const touching = files.filter(
      (file) => file !== 'cli/main.ts' && /(^|[^.\w'"`/-])process\.[a-z]/im.test(text(file)),
    );
    expect(touching).toEqual([]);
  });

  test('there are no default exports', () => {
    expect(files.filter((file) => /^export default\b/m.test(text(file)))).toEqual([]);
  });

  test('nothing below the command line speaks of it', () => {
    const below = files.filter((file) => !/^(cli\/|settings\/)/.test(file));
    const speaking = below.filter((file) =>
      text(file)
        .split('\n')
        .some(
          (line) =>
            !/^\s*(\*|\/\/|\/\*)/.test(line) &&
            /['"`][^'"`]*(^|[\s(`])(--[a-z]{3,}|oss-live [a-z])/.test(line),
        ),
    );
    expect(speaking).toEqual([]);
  });
});

/** The emulator's router walks the list of operations: names and places, which are data. */
const OF_THE_EMULATOR = /^emulator\/service\/router\.ts -> client\/operations\/index$/;

/** Everything that is read before the first line of a file runs. */
function loadedWith(start: string): string[] {
  const loaded = new Set([start]);
  for (const at of loaded) {
    const needed = values.filter(({ file, lazy }) => withoutExtension(file) === at && !lazy);
    for (const { target } of needed) loaded.add(target);
  }
  return [...loaded];
}

/** Each circle once, as the files along it. */
function circles(among: readonly Import[]): string[] {
  const known = new Set(files.map(withoutExtension));
  const next = new Map<string, string[]>();
  for (const { file, target } of among) {
    if (!known.has(target)) continue;
    next.set(withoutExtension(file), [...(next.get(withoutExtension(file)) ?? []), target]);
  }
  const found = new Set<string>();
  const done = new Set<string>();
  function visit(file: string, path: readonly string[]): void {
    const at = path.indexOf(file);
    if (at >= 0) found.add([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  }
  for (const file of known) visit(file, []);
  return [...found];
}
