// The real shells, at a terminal.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../helpers/emulator.js';
import { createMachine, startEmulator } from '../helpers/program.js';

const TYPE = join(import.meta.dirname, '../helpers/type-in-shell.py');
const PROMPT = 'ready>';

const machine = createMachine();
let env: Record<string, string | undefined>;

beforeAll(async () => {
  const emulator = await startEmulator(machine);
  env = {
    ...machine.environment,
    ...emulator.variables,
    TERM: 'dumb',
    LC_ALL: 'C.UTF-8',
    XDG_CONFIG_HOME: undefined,
  };
  await machine.sh('oss-live create cam-1; oss-live create "lobby north"', env);
  writeFileSync(join(machine.folder, 'party video.flv'), '');
  const home = String(machine.environment.HOME);
  mkdirSync(join(home, '.config/fish/completions'), { recursive: true });
  // The lines that the help of the command names.
  for (const line of [
    `echo 'eval "$(oss-live completion bash)"' >> ~/.bashrc`,
    `echo 'eval "$(oss-live completion zsh)"' >> ~/.zshrc`,
    'oss-live completion fish > ~/.config/fish/completions/oss-live.fish',
  ]) {
    expect((await machine.sh('oss-live completion --help')).stdout).toContain(line);
    expect(await machine.sh(line)).toMatchObject({ exitCode: 0, stderr: '' });
  }
  await machine.sh(`echo "PS1='${PROMPT}'" | tee -a ~/.bashrc >> ~/.zshrc`);
  // The first time that somebody types, the names are asked for.
  await eventually(
    () => machine.sh('oss-live __complete fish -- stat ""', env),
    ({ stdout }) => stdout.includes('lobby north'),
  );
});

async function type(shell: readonly string[], typed: string, expected: string): Promise<string> {
  const words = [TYPE, PROMPT, typed, expected, ...shell];
  const { exitCode, stdout } = await execa('python3', words, {
    cwd: machine.folder,
    env,
    extendEnv: false,
    reject: false,
  });
  return exitCode === 0 ? 'as expected' : stdout;
}

const rows: [string, string, string][] = [
  ['a command', 'oss-live sign-\\t', 'oss-live sign-rtmp '],
  ['an option', 'oss-live stat --cha\\t', '--channel '],
  ['a value of an option', 'oss-live stat --addressing-style cn\\t', '--addressing-style cname '],
  ['a channel with a space', 'oss-live stat lob\\t', 'stat lobby\\ north '],
  ['a file', 'oss-live push part\\t', 'push party\\ video.flv '],
  ['a state', 'oss-live status cam-1 disab\\t', 'cam-1 disabled '],
  ['nothing where nothing fits', 'oss-live stat zz\\tX', 'stat zzX'],
];

describe.each([
  ['bash', ['bash', '-i']],
  ['zsh', ['zsh', '-i']],
])('%s', (_, shell) => {
  test.each(rows)('completes %s', async (_, typed, expected) => {
    expect(await type(shell, typed, expected)).toBe('as expected');
  });
});

test('bash completes what stands in quotes, or after =', async () => {
  expect(await type(['bash', '-i'], 'oss-live stat "lob\\t', 'stat "lobby north" ')).toBe('as expected');
  expect(await type(['bash', '-i'], 'oss-live stat --channel=lob\\t', '--channel=lobby\\ north ')).toBe(
    'as expected',
  );
});

describe('fish', () => {
  test.each<[string, string, RegExp]>([
    ['a command', 'oss-live sign-', /^sign-rtmp\tPrint a signed/m],
    ['an option', 'oss-live stat --cha', /^--channel\tchannel/m],
    ['a value of an option', 'oss-live stat --addressing-style cn', /^cname\t/m],
    ['a channel with a space', 'oss-live stat lob', /^lobby north\tchannel$/m],
    ['a file', 'oss-live push part', /^party video\.flv/m],
    ['a state', 'oss-live status cam-1 disab', /^disabled\t/m],
  ])('completes %s', async (_, line, expected) => {
    const words = ['-c', 'complete -C "$argv[1]"', line];
    const { stdout } = await execa('fish', words, { cwd: machine.folder, env, extendEnv: false });
    expect(stdout).toMatch(expected);
  });
});

test.each(['bash', 'zsh', 'fish'])('%s says nothing where nothing can be known', async (shell) => {
  const words = shell === 'bash' ? `bash 'oss-live stat c'` : `${shell} -- stat c`;
  const ended = await machine.sh(`oss-live __complete ${words}`, { HOME: '/nowhere', OSS_BUCKET: undefined });
  expect(ended).toEqual({ exitCode: 0, stdout: 'words\n', stderr: '' });
});
