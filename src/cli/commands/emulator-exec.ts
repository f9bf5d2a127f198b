import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { InterruptedError } from '../../errors.js';

export interface ShellCommand {
  command: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  signal: AbortSignal;
}

/** Runs a shell command on this program's own stdin, stdout and stderr; resolves with its exit code. */
export async function runShellCommand({ command, env, cwd, signal }: ShellCommand): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(command, { shell: true, stdio: 'inherit', cwd, env: { ...env } });
  // A terminal's Ctrl-C reaches the command by itself.
  const end = () => {
    const { reason } = signal;
    if (reason instanceof InterruptedError && reason.kind === 'terminated') child.kill('SIGTERM');
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, name) =>
        resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])),
      );
    });
  } finally {
    signal.removeEventListener('abort', end);
  }
}
