// Nothing passes because an earlier run left something, or fails because somebody else has a port, a folder or a name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LONG } from '../helpers/longest-first.js';

const ROOT = join(import.meta.dirname, '../..');
const SELF = 'test/house/fresh.test.ts';

const files = ['test', 'scripts', 'fuzz']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((name) => `${folder}/${name}`),
  )
  .filter((path) => /\.(ts|js|sh)$/.test(path) && path !== SELF)
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** `path: what was found`, for what is not allowed there. */
function found(pattern: RegExp, isAllowed = (_: { path: string; words: string }) => false): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)]
      .map(([words]) => ({ path, words }))
      .filter((one) => !isAllowed(one))
      .map(({ words }) => `${path}: ${words}`),
  );
}

test('the rules look at something', () => {
  expect(files.length).toBeGreaterThan(100);
});

test('what is put into the temporary folder gets a name of its own', () => {
  expect(
    found(/.*\btmpdir\(\)/g, ({ words }) =>
      /(mkdtemp(Sync)?\(join\(|readdirSync\((join\()?)tmpdir\(\)$/.test(words),
    ),
  ).toEqual([]);
  // The README's example names one, which its test replaces.
  expect(found(/['"`]\/(tmp|var\/tmp)\b[^'"`]*/g, ({ words }) => words === "'/tmp/bucket")).toEqual([]);
});

test('servers take a port that is free', () => {
  expect(found(/\.listen\(\s*[1-9]\d*/g)).toEqual([]);
  expect(
    found(/\[[^[\]]*'emulator',[^[\]]*\]/g, ({ words }) => /'--port',\s*'0'|\.\.\.\w+/.test(words)),
  ).toEqual([]);
});

test('no test asks more of the machine than that it reads what Linux tells of processes', () => {
  const asked = found(
    /['"`]\/(sys|proc|dev)\b[^'"`]*/g,
    ({ path, words }) =>
      path.startsWith('scripts/') ||
      /^['"`]\/(dev\/(null|video0)|proc(\/self\/environ|\/net\/tcp|\/\$\{\w+\}\/(\w+|\$\{file\}))?)$/.test(
        words,
      ),
  );
  expect(asked).toEqual([]);
});

test('who expects a failure says which', () => {
  expect(found(/rejects\s*\.toThrow\(\)/g)).toEqual([]);
});

test('what is to begin first is there', () => {
  expect(LONG.filter((path) => !files.some((file) => file.path === path))).toEqual([]);
});
