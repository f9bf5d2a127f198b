import { execFile } from 'node:child_process';
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
}

/** Runs a program of the ffmpeg family to its end and collects what it says; never rejects. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { program, args, env, cwd, timeoutMs, signal } = run;
  return new Promise((resolve) => {
    const options = { cwd, env: programEnvironment(env), timeout: timeoutMs, signal, maxBuffer: Infinity };
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      const timedOut = error?.killed === true && signal?.aborted !== true;
      resolve({ exitCode, stdout, stderr, timedOut });
    });
    child.stdin?.end();
  });
}

/** LC_ALL: messages are read by programs. FFREPORT would write the signed URL to a file. */
export function programEnvironment(env: Surroundings['env']): Record<string, string | undefined> {
  const { FFREPORT: _, AV_LOG_FORCE_COLOR: __, ...kept } = env;
  return { ...kept, LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' };
}
