// What a release says of itself in several places is the same in all of them. Its steps: npm run release:check.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TARGETS } from '../../scripts/bun.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const workflows = readdirSync(join(ROOT, '.github/workflows')).map((name) => `.github/workflows/${name}`);

test('the package says what npm and its readers ask for', () => {
  expect(manifest).toMatchObject({
    name: 'oss-live',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    description: expect.stringMatching(/^.{40,140}$/),
    license: 'MIT',
    author: expect.stringMatching(/./),
    keywords: expect.arrayContaining(['oss', 'livechannel', 'rtmp', 'hls']),
  });
  expect(read('LICENSE')).toContain(`(c) 2026 ${manifest.author}`);
});

test('the oldest Node is the same wherever it is named', () => {
  const [, oldest = ''] = /^>=(\d+\.\d+\.\d+)$/.exec(manifest.engines.node) ?? [];
  const naming = ['bin/oss-live.js', 'scripts/setup.sh', 'README.md', 'docs/how-it-works.md'];
  const versions = naming.flatMap((path) => read(path).match(/\bNode \d+\.\d+\.\d+/g) ?? []);
  expect(new Set(versions)).toEqual(new Set([`Node ${oldest}`]));
  const [major, minor, patch] = oldest.split('.');
  expect(read('bin/oss-live.js')).toContain(
    `major < ${major} || (major === ${major} && (minor < ${minor} || (minor === ${minor} && patch < ${patch})))`,
  );
  expect(read('scripts/bundle.js')).toContain(`target: 'node${major}.${minor}'`);
});

test.each(workflows)('%s runs what there is', (path) => {
  const text = read(path);
  for (const [, script] of text.matchAll(/\bnpm run ([\w:-]+)/g))
    expect(manifest.scripts).toHaveProperty([script!]);
  for (const [file] of text.matchAll(/\b(?:scripts|test|docs|deploy)\/[\w./-]+/g))
    expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
  // Nothing that runs with a token may be swapped by whoever owns the action.
  for (const [, action] of text.matchAll(/uses: (\S+)/g)) expect(action).toMatch(/^actions\/[\w-]+@v\d+$/);
});

test('every binary is tried by the release on a machine of its own', () => {
  const text = read('.github/workflows/release.yml');
  const elsewhere = TARGETS.filter((target) => target !== 'linux-x64');
  for (const target of elsewhere) expect(text).toContain(`oss-live-${target}`);
});
