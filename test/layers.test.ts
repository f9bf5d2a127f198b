import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');

interface Import {
  file: string;
  /** A path under src without its extension, or a package name. */
  target: string;
  typeOnly: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
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
    };
  });
}

const imports = files.flatMap(importsOf);
const values = imports.filter((entry) => !entry.typeOnly);
const show = ({ file, target }: Import): string => `${file} -> ${target}`;

/** The floor a file of the client half stands on; imports go downwards or stay level. */
function floor(path: string): number | null {
  if (/^(protocol\/|errors$|hints$|redact$)/.test(path)) return 0;
  if (/^(operations\/|sign\/|endpoint$|xml-document$)/.test(path)) return 1;
  if (/^(client$|request$|answer$|transport$|network-error$|retry$|push\/|watch\/)/.test(path)) return 2;
  if (/^cli\//.test(path)) return 3;
  return null;
}

const withoutExtension = (file: string): string => file.replace(/\.ts$/, '');

describe('who may import whom', () => {
  test('the client half imports downwards only', () => {
    const upwards = values.filter(({ file, target }) => {
      const from = floor(withoutExtension(file));
      const to = floor(target);
      return from !== null && to !== null && to > from;
    });
    expect(upwards.map(show)).toEqual([]);
  });

  test('every source file belongs to a floor, the emulator or the library surface', () => {
    const homeless = files.filter(
      (file) =>
        floor(withoutExtension(file)) === null && !file.startsWith('emulator/') && file !== 'index.ts',
    );
    expect(homeless).toEqual([]);
  });

  test('the emulator shares data and types with the client, never a function that interprets the wire', () => {
    const nouns = /^(protocol\/(wire|operation|limits)|errors)$/;
    const shared = values.filter(
      ({ file, target }) =>
        file.startsWith('emulator/') &&
        floor(target) !== null &&
        !nouns.test(target) &&
        !(file === 'emulator/http/router.ts' && target === 'operations/index'),
    );
    expect(shared.map(show)).toEqual([]);
  });

  test('only the library surface and the emulator command reach into the emulator', () => {
    const reaching = values.filter(
      ({ file, target }) =>
        target.startsWith('emulator/') &&
        !file.startsWith('emulator/') &&
        file !== 'index.ts' &&
        file !== 'cli/commands/emulator.ts',
    );
    expect(reaching.map(show)).toEqual([]);
  });

  test('each package is imported at its own edge', () => {
    const edges: Record<string, RegExp> = {
      commander: /^cli\/(parse|options)\.ts$/,
      chalk: /^cli\/(output\/terminal|error-report)\.ts$/,
      'cli-table3': /^cli\/output\/terminal\.ts$/,
      undici: /^transport\.ts$/,
      uqr: /^cli\/sign-rtmp\/qr-code\.ts$/,
      'fast-xml-parser': /^(xml-document|emulator\/http\/xml-in)\.ts$/,
      execa: /^push\/(ffmpeg-process|run-program)\.ts$/,
      ini: /^cli\//,
      '@alicloud/credentials': /^cli\//,
    };
    const packages = values.filter(({ target }) => !target.startsWith('node:') && floor(target) === null);
    const strays = packages.filter(({ file, target }) => {
      if (/^(emulator\/|index$)/.test(target)) return false;
      const name = /^(@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target;
      return !edges[name]?.test(file);
    });
    expect(strays.map(show)).toEqual([]);
  });

  test('operations import no package, so that help loads none', () => {
    const packages = values.filter(
      ({ file, target }) => file.startsWith('operations/') && floor(target) === null,
    );
    expect(packages.map(show)).toEqual([]);
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
});
