import { createInterface } from 'node:readline';
import type { Surroundings } from './find-ffmpeg.js';

export interface ProgramEnd {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

interface ProgramRun extends Surroundings {
  program: string;
  args: readonly string[];
  timeoutMs: number;
  signal?: AbortSignal;
  /** For its stdin. */
  input?: Uint8Array;
}

/** Runs a program of the ffmpeg family to its end and collects what it says; never rejects. */
export async function runProgram({
  program,
  args,
  env,
  cwd,
  timeoutMs,
  signal,
  input,
}: ProgramRun): Promise<ProgramEnd> {
  const { execa } = await import('execa');
  const { exitCode, stdout, stderr, timedOut } = await execa(program, [...args], {
    cwd,
    env: programEnvironment(env),
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    timeout: timeoutMs,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  return { exitCode: exitCode ?? null, stdout, stderr, timedOut };
}

/** The same for one that writes bytes; ends one that writes more than `mostBytes` of them. */
export async function programBytes({
  mostBytes,
  ...run
}: ProgramRun & { mostBytes: number }): Promise<Omit<ProgramEnd, 'stdout'> & { stdout: Buffer }> {
  const { execa } = await import('execa');
  const { program, args, cwd, env, timeoutMs, signal, input } = run;
  const { exitCode, stdout, stderr, timedOut } = await execa(program, [...args], {
    cwd,
    env: programEnvironment(env),
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    encoding: 'buffer',
    maxBuffer: mostBytes,
    timeout: timeoutMs,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const text = Buffer.from(stderr).toString('utf8');
  return { exitCode: exitCode ?? null, stdout: Buffer.from(stdout), stderr: text, timedOut };
}

/**
 * Runs such a program for the lines that it writes, and ends it when nobody wants more of them. Gives back its stderr;
 * null when it came to no good end.
 */
export async function* programLines({
  program,
  args,
  env,
  cwd,
  timeoutMs,
  signal,
}: ProgramRun): AsyncGenerator<string, ProgramFailure | null, void> {
  const { execa } = await import('execa');
  const child = execa(program, [...args], {
    cwd,
    env: programEnvironment(env),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    buffer: { stdout: false, stderr: true },
    timeout: timeoutMs,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  try {
    yield* createInterface({ input: child.stdout });
    const { exitCode, stderr, timedOut } = await child;
    return exitCode === 0 ? null : { stderr, timedOut };
  } finally {
    child.kill('SIGKILL');
    await child;
  }
}

interface ProgramFailure {
  stderr: string;
  timedOut: boolean;
}

/** LC_ALL: messages are read by programs. FFREPORT would write the signed URL to a file. */
export function programEnvironment(env: Surroundings['env']): Record<string, string | undefined> {
  const { FFREPORT: _, AV_LOG_FORCE_COLOR: __, ...kept } = env;
  return { ...kept, LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' };
}
