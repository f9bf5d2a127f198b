import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { typedWords } from '../../src/cli/completion/shell-words.js';
import { createEmulator } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, LOCAL_ENV } from '../helpers/world.js';

test.each<[string, string[], string]>([
  ['oss-live stat c', ['oss-live', 'stat', 'c'], ''],
  ['oss-live stat ', ['oss-live', 'stat', ''], ''],
  ['oss-live stat a\\ b', ['oss-live', 'stat', 'a b'], ''],
  ['oss-live stat "a b', ['oss-live', 'stat', 'a b'], '"'],
  ["oss-live stat 'a\\ b", ['oss-live', 'stat', 'a\\ b'], "'"],
  ['oss-live  stat "a"\'b\' x', ['oss-live', 'stat', 'ab', 'x'], ''],
])('what is typed in %s', (line, words, quote) => {
  expect(typedWords(line)).toEqual({ words, quote });
});

/** The words for what is typed, and whether files may come. */
async function offered(words: readonly string[]): Promise<[files: boolean, words: string[]]> {
  const { exitCode, stdout, stderr } = await createWorld({ env: { OSS_BUCKET: undefined } }).run([
    '__complete',
    'zsh',
    '--',
    ...words,
  ]);
  expect([exitCode, stderr]).toEqual([0, '']);
  const [also, ...lines] = stdout.trimEnd().split('\n');
  return [also === 'files', lines.map((line) => line.split('\t')[0]!)];
}

describe('what comes next', () => {
  test.each<[string[], boolean, string[]]>([
    [['st'], false, ['stat', 'status']],
    [['-b', 'examplebucket', 'st'], false, ['stat', 'status']],
    [['help', 'env'], false, ['environment']],
    [['help', 'st'], false, ['stat', 'status']],
    [['stat', '--addr'], false, ['--addressing-style']],
    [['stat', '--sign-version', ''], false, ['v4', 'v1']],
    [['stat', '--sign-version=v'], false, ['--sign-version=v4', '--sign-version=v1']],
    [['stat', '--json', '--js'], false, []],
    [['push', ''], true, []],
    [['push', '1.flv', '--from', ''], true, []],
    [['status', 'cam', 'en'], false, ['enabled']],
    [['list', '--config-file', ''], true, []],
    [['--profile', 'lo'], false, ['local']],
    [['push', '1.flv', '--', '-v'], true, []],
    [['completion', ''], false, ['bash', 'zsh', 'fish', 'powershell']],
    [['nonsense', ''], false, []],
  ])('%j', async (words, files, expected) => {
    expect(await offered(words)).toEqual([files, expected]);
  });
});

describe('names of channels', () => {
  const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [localProfile] });
  const env = { ...LOCAL_ENV, XDG_STATE_HOME: undefined };

  test('are asked for beside, and offered the next time, for half a minute', async () => {
    let seconds = 1_709_618_828;
    const started: (readonly string[])[] = [];
    const { run } = createWorld({
      env,
      transport: emulator.handle,
      now: () => new Date(seconds * 1000),
      onDetached: (argv) => started.push(argv),
    });
    await emulator.control.setClock({ freezeAt: new Date(seconds * 1000).toISOString() });
    for (const name of ['cam-1', 'cam-2', 'évènement', 'bad\u202ename'])
      await run(['create', name, '--quiet']);
    const type = () => run(['__complete', 'zsh', '--', 'stat', 'cam']);

    expect((await type()).stdout).toBe('words\n');
    expect(started).toEqual([['__complete', 'remember']]);
    // Nobody has answered yet, and nobody is asked again.
    await type();
    expect(started.length).toBe(1);
    expect(await run(started[0]!)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await type()).stdout).toBe('words\ncam-1\tchannel\ncam-2\tchannel\n');
    seconds += 29;
    await type();
    expect(started.length).toBe(1);
    seconds += 2;
    expect((await type()).stdout).toBe('words\ncam-1\tchannel\ncam-2\tchannel\n');
    expect(started.length).toBe(2);
    // What would turn the terminal round is not offered.
    expect((await run(['__complete', 'zsh', '--', 'stat', 'bad'])).stdout).toBe('words\n');
    expect((await run(['__complete', 'bash', 'oss-live stat é'])).stdout).toContain('évènement');
    await emulator.close();
  });

  test('are those of the bucket that the line names', async () => {
    const started: (readonly string[])[] = [];
    const { run } = createWorld({ env, onDetached: (argv) => started.push(argv) });
    await run([
      '__complete',
      'zsh',
      '--',
      'stat',
      '--profile',
      'local',
      '-b',
      'other-bucket',
      '-k',
      'secret',
      'c',
    ]);
    expect(started).toEqual([['__complete', 'remember', '--bucket=other-bucket', '--profile=local']]);
  });

  test('a memory that is damaged, or a place that cannot be written to, is done without', async () => {
    const { run, homeDir } = createWorld({ env });
    const folder = join(homeDir, '.local/state/oss-live');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'completion.json'), '[1');
    expect(await run(['__complete', 'zsh', '--', 'stat', ''])).toEqual({
      exitCode: 0,
      stdout: 'words\n',
      stderr: '',
    });
    expect(JSON.parse(readFileSync(join(folder, 'completion.json'), 'utf8'))).toEqual({
      'http://127.0.0.1:8787 local': { at: Date.parse('2024-03-05T06:07:08Z'), names: null },
    });
    const unwritable = createWorld({
      env: { ...env, OSS_LIVE_STATE_DIR: join(folder, 'completion.json', 'x') },
    });
    expect(await unwritable.run(['__complete', 'zsh', '--', 'stat', ''])).toEqual({
      ...{ exitCode: 0, stdout: 'words\n', stderr: '' },
    });
  });
});

test('an unknown shell is refused, with those that are known', async () => {
  const { exitCode, stderr } = await createWorld().run(['completion', 'tcsh']);
  expect([exitCode, stderr]).toEqual([
    2,
    'error: There is no completion for tcsh.\nhint: There is one for bash, zsh, fish and powershell.\n',
  ]);
});
