import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate } from '../../docs/generate.js';
import { commands } from '../../src/cli/commands/all.js';
import { parseArgv } from '../../src/cli/parse.js';
import { topics } from '../../src/cli/topics.js';
import { operations } from '../../src/client/operations/index.js';
import * as library from '../../src/index.js';
import { anchorsIn, withoutCode } from '../helpers/markdown.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const pages = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'skills/oss-live/SKILL.md',
  'README.zh-CN.md',
  ...['docs', 'docs/zh-CN'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

test.each(Object.entries(generate(read)))('%s is what the code generates', (path, text) => {
  expect(read(path)).toBe(text);
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('names files that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|docs|scripts|bin|deploy)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  // What has changed may be gone since.
  const isHistory = page === 'CHANGELOG.md';
  test('names functions that exist, in the files it names with them', () => {
    const named = isHistory ? [] : sentencesIn(text).flatMap(functionsIn);
    expect(named.filter((one) => !isDefined(one)).map(({ call }) => call)).toEqual([]);
  });

  test('links to pages and headings that exist', () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const relative = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(relative.filter((target) => !resolves(page, target))).toEqual([]);
  });
});

/** Functions of others that the pages name. */
const FOREIGN = ['oss.AuthVersion'];

interface NamedFunction {
  /** As it is written: `client.putLiveChannel({ channelName })`. */
  call: string;
  name: string;
  /** The source files named in the same sentence: one of them has to define it. */
  files: readonly string[];
}

function functionsIn(sentence: string): NamedFunction[] {
  const spans = [...sentence.matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
  const files = spans.filter((span) => /^src\/[\w./-]+\.ts$/.test(span));
  return spans.flatMap((call) => {
    const [, path] = /^([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\(.*\)$/s.exec(call) ?? [];
    return path === undefined || FOREIGN.includes(path)
      ? []
      : [{ call, name: path.split('.').at(-1)!, files }];
  });
}

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));

/** As a function, a constant, a method or a property that is a function. */
function isDefined({ name, files }: NamedFunction): boolean {
  const definition = new RegExp(
    [
      String.raw`\b(?:function\*?|const|let) ${name}\b`,
      String.raw`^ +(?:(?:async|static|get|\*) ?)*${name}(?:<.*>)?\((?!.*\)[;,]$)`,
      String.raw`^ +(?:readonly )?${name}\??: (?:async )?(?:\(|\w+ =>)`,
    ].join('|'),
    'm',
  );
  const places = files.length === 0 ? sources : files.filter((file) => existsSync(join(ROOT, file)));
  return places.some((file) => definition.test(read(file)));
}

/** Of running text: a list item or a row of a table does not go on in the next. */
function sentencesIn(markdown: string): string[] {
  const blocks = withoutCode(markdown).split(/\n\s*\n|\n(?=\s*(?:[-*|#]|\d+\.) ?)/);
  return blocks.flatMap((block) => block.replace(/\s+/g, ' ').split(/(?<=[.;]) (?=[A-Z`])/));
}

function resolves(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsIn(read(target)).includes(anchor);
}

test('the changelog tells of each operation, command and function of the library', () => {
  const functions = Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' && !/^[A-Z]/.test(name) ? [name] : [],
  );
  const named = [...operations.map(({ name }) => name), ...commands.map(({ name }) => name), ...functions];
  const text = read('CHANGELOG.md');
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test('every variable that is read is explained', () => {
  const sources = ['src/cli', 'src/settings', 'src/push', 'src/watch'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(join(folder, name))),
  );
  const named = sources.flatMap((source) =>
    [...source.matchAll(/\benv\.([A-Z_]{3,})|\benv, '([A-Z_]+)'/g)].map(([, field, text]) => field ?? text!),
  );
  const ofThePlatform = ['PATH', 'LOCALAPPDATA'];
  const text = pages.map(read).join('\n');
  const unexplained = [...new Set(named)].filter((name) => !new RegExp(`(\\b|_)${name}\\b`).test(text));
  expect(named).toEqual(expect.arrayContaining(['OSS_ENDPOINT', 'HTTPS_PROXY', 'OSS_LIVE_STATE_DIR']));
  expect(unexplained.filter((name) => !ofThePlatform.includes(name))).toEqual([]);
});

test('help environment names the variables that the page on settings does', async () => {
  const [, table = ''] = read('docs/settings.md').split('## Variables');
  const named = [...table.matchAll(/`([A-Z_]{5,})(?:=\w+)?`/g)].map(([, name]) => name!);
  const help = topics
    .find(({ name }) => name === 'environment')!
    .rows(commands)
    .flat()
    .join(' ');
  expect(named.filter((name) => !help.includes(name))).toEqual([]);
});

describe('examples', () => {
  const examples = [
    ...commands.flatMap(({ name, examples }) => examples.map(({ line }): [string, string] => [name, line])),
    ...pages.flatMap((page) => examplesIn(read(page)).map((line): [string, string] => [page, line])),
  ];

  test('stand in the help and in the pages', () => {
    const places = new Set(examples.map(([place]) => place));
    expect([...places]).toEqual(
      expect.arrayContaining([...commands.map(({ name }) => name), 'README.md', 'docs/questions.md']),
    );
  });

  const shell = createRecordingShell();
  test.each(examples)('%s: %s', async (_place, line) => {
    const calls = shell(line);
    expect(calls).not.toEqual([]);
    for (const argv of calls) await parseArgv(argv, { write: () => true });
  });
});

/** Command lines of the program in code blocks and in running text, where one word alone only names a command. */
function examplesIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  const shown = blocks.filter(([, kind]) => ['console', 'sh', ''].includes(kind!));
  const lines = shown.flatMap(([, kind, block]) => {
    const commandLines = block!.replaceAll('\\\n', '').split('\n');
    return kind === 'console'
      ? commandLines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2))
      : commandLines;
  });
  const inline = [...withoutCode(markdown).matchAll(/`(oss-live [^`]+)`/g)].map(([, line]) =>
    line!.replace(/^oss-live [a-z-]+$/, '$& --help'),
  );
  return [
    ...lines.filter((line) => /(^|[(; ])oss-live /.test(line) && !/^(Usage:|#|docker |kubectl )/.test(line)),
    ...inline,
  ].filter((line) => !/[<[…]/.test(line));
}

/** A shell in which `oss-live` only notes what it was given, and nothing else can be run. */
function createRecordingShell(): (line: string) => string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-examples-'));
  const [stub, record] = [join(folder, 'oss-live'), join(folder, 'record')];
  // In one go: the programs of a pipeline run at the same time.
  writeFileSync(
    stub,
    `#!/bin/sh\nwords=$(printf '%s\\037' "$@"; printf '\\036')\nprintf '%s' "$words" >> '${record}'\n`,
  );
  chmodSync(stub, 0o755);
  // What a line adds to a shell's start-up file counts as typed.
  const startUp = ['.bashrc', '.zshrc', 'profile'].map((name) => join(folder, name));
  mkdirSync(join(folder, '.config/fish/completions'), { recursive: true });
  return (line) => {
    for (const path of [record, ...startUp]) writeFileSync(path, '');
    const sourced = startUp.map((path) => `. '${path}'`).join('\n');
    execFileSync('/bin/sh', ['-c', `${line}\nwait\n${sourced}`], {
      cwd: folder,
      env: { PATH: folder, HOME: folder, PROFILE: join(folder, 'profile') },
      stdio: 'ignore',
    });
    return readFileSync(record, 'utf8')
      .split('\x1e')
      .slice(0, -1)
      .map((words) => words.split('\x1f').slice(0, -1));
  };
}
