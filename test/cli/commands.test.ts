import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import type { FlagsOf, FlagTable } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/all.js';
import { commandNamed } from '../../src/cli/commands/index.js';
import { globalFlags } from '../../src/cli/flags.js';
import { operations } from '../../src/client/operations/index.js';
import { createEmulator } from '../../src/emulator/index.js';
import { createWorld } from '../helpers/world.js';

const CLI = join(import.meta.dirname, '../../src/cli');

test('the values of flags have the types that their table says', () => {
  const table = {
    text: { value: '<text>', help: '' },
    number: { value: '<number>', integer: [1, 9], help: '' },
    always: { value: '<number>', integer: [1, 9], default: 2, help: '' },
    choice: { value: '<when>', choices: ['auto', 'never'], default: 'auto', help: '' },
    bare: { value: '[time]', help: '' },
    many: { value: '<name...>', help: '' },
    given: { help: '' },
    signToken: { negated: true, help: '' },
  } as const satisfies FlagTable;
  expectTypeOf<FlagsOf<typeof table>>().toEqualTypeOf<{
    readonly text: string | undefined;
    readonly number: number | undefined;
    readonly always: number;
    readonly choice: 'auto' | 'never';
    readonly bare: string | true | undefined;
    readonly many: readonly string[] | undefined;
    readonly given: boolean;
    readonly signToken: boolean;
  }>();
});

test.each(operations.map(({ name }) => name))('%s has its command', (name) => {
  const named = commands.filter(({ operation }) => operation?.name === name);
  expect(named.map((command) => command.name)).toHaveLength(1);
});

test('no two commands answer to one word', () => {
  const words = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
});

test('each command is loaded by its name and by its aliases, and no other', async () => {
  const words = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const loaded = await Promise.all([...words, 'constructor', 'bogus'].map(commandNamed));
  const expected = commands.flatMap((command) => [command, ...(command.aliases ?? []).map(() => command)]);
  expect(loaded).toEqual([...expected, null, null]);
});

test('no flag of a command hides one of every command', () => {
  const clashes = commands.flatMap(({ name, flags = {} }) =>
    Object.keys(flags)
      .filter((flag) => Object.hasOwn(globalFlags, flag))
      .map((flag) => `${name} ${flag}`),
  );
  expect(clashes).toEqual([]);
});

test('every command that the program speaks of is there', () => {
  const known = new Set(['help', ...commands.flatMap(({ name, aliases = [] }) => [name, ...aliases])]);
  // The Chinese beside the English, which has the same commands in it.
  const sources = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('language'),
  );
  const spoken = sources.flatMap((file) => {
    const text = readFileSync(join(CLI, file), 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
    const named = text.matchAll(/oss-live(?: |', ')([a-z][a-z-]*)/g);
    return [...named].map(([, word]) => `${file}: ${word}`);
  });
  expect(spoken).toContain('terminal/hints.ts: emulator');
  // `so oss-live looks first` names none.
  const unknown = spoken.filter((place) => !known.has(place.split(': ')[1]!));
  expect(unknown).toEqual(['commands/delete.ts: looks']);
});

describe('every command runs', () => {
  const range = ['--start', '1h-ago', '--end', 'now'];
  /** What is typed after the command, and how it ends on a bucket with the idle channel `cam`. */
  const RUNS: Readonly<Record<string, [words: readonly string[], exitCode: number]>> = {
    create: [['cam'], 0],
    list: [[], 0],
    info: [['cam'], 0],
    stat: [['cam'], 0],
    history: [['cam'], 0],
    status: [['cam', 'enabled'], 0],
    enable: [['cam'], 0],
    disable: [['cam'], 0],
    delete: [['cam'], 0],
    use: [['cam'], 0],
    export: [['cam'], 0],
    plan: [['nowhere.yaml'], 2],
    apply: [['nowhere.yaml'], 2],
    'sign-rtmp': [['cam'], 0],
    push: [['missing.flv', 'cam'], 2],
    relay: [['nowhere.yaml'], 2],
    watch: [['cam', '--until', 'idle'], 0],
    play: [['cam', '--port', '70000'], 2],
    vod: [['cam', ...range], 10],
    'vod-save': [['day.m3u8', 'cam', ...range], 10],
    download: [['cam', ...range, '-o', 'class.ts'], 10],
    url: [['cam'], 5],
    thumbnail: [['cam'], 5],
    clean: [['cam'], 0],
    emulator: [['--port', '0', '--exec', 'true'], 0],
    doctor: [['cam', '--ffmpeg', '/nowhere'], 9],
    completion: [['bash'], 0],
  };

  test('here', () => {
    expect(Object.keys(RUNS)).toEqual(commands.map(({ name }) => name));
  });

  test.each(Object.entries(RUNS))('%s', async (name, [words, exitCode]) => {
    const world = createWorld();
    const emulator = createEmulator({ dataDir: join(world.homeDir, 'data') });
    onTestFinished(() => emulator.close());
    const env = { OSS_PROFILE: 'local', PATH: process.env.PATH };
    const options = { transport: emulator.handle, env, now: () => new Date() };
    expect(await world.run(['create', 'cam'], options)).toMatchObject({ exitCode: 0 });
    const ended = await world.run([name, ...words], options);
    expect({ ...ended, bug: ended.stderr.includes('(this is a bug)') }).toMatchObject({
      exitCode,
      bug: false,
    });
  });
});
