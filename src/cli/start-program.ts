import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { english } from '../english.js';
import { CommandError } from '../errors.js';
import { findProgram } from '../ffmpeg/find-ffmpeg.js';
import type { Context } from './context.js';

/** What a program had to say when it failed. */
const MOST_BYTES = 4096;

/** The path of a program of the user's; throws CommandError when there is none. */
export async function programNamed(name: string, context: Context): Promise<string> {
  const program = await findProgram(name, context);
  if (program !== null) return program;
  throw new CommandError(
    'ProgramMissing',
    english`${name} is not installed, or not in PATH.`,
    'configuration',
    {
      hint: english`Leave the player out to watch in a browser, or name another.`,
    },
  );
}

/** Runs such a program until it ends, or the command does. Rejects with CommandError when it failed. */
export async function runUntilClosed(
  program: string,
  args: readonly string[],
  context: Context,
): Promise<void> {
  const { env, cwd, signal, onExit } = context;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const calledOff = onExit(() => child.kill());
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-MOST_BYTES);
  });
  try {
    const end = await new Promise<string | null>((resolve) => {
      child.once('error', ({ message }) => resolve(message));
      child.once('close', (code, killed) =>
        resolve(code === 0 ? null : english`it ended with ${code ?? killed}`),
      );
    });
    if (end === null || signal.aborted) return;
    const last = said.trim().split('\n').at(-1) ?? '';
    throw new CommandError(
      'ProgramFailed',
      `${basename(program)}: ${end}${last === '' ? '' : ` (${last})`}.`,
      'ffmpeg',
    );
  } finally {
    signal.removeEventListener('abort', stop);
    calledOff();
  }
}

/** Shows an address in the browser of the user; false when there is nothing to do that with. */
export async function openInBrowser(url: string, context: Context): Promise<boolean> {
  const { env, cwd, platform } = context;
  const [name, ...args] = OPENERS[platform] ?? ['xdg-open'];
  const program = await findProgram(name ?? '', context);
  if (program === null) return false;
  const child = spawn(program, [...args, url], { cwd, env, stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}

/** On Windows `start` is a word of the shell, whose first argument is a title. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
