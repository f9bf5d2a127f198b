import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { english } from '../english.js';
import type { ChannelEvent } from './event.js';

/** What is done about an event by somebody else's program. */
export interface ExecOptions {
  /** For the shell. */
  command: string;
  /** What the command finds in its environment beside the event: `process.env`, as a rule. */
  env: Readonly<Record<string, string | undefined>>;
  /** Told what the command writes, on stdout or stderr, line by line. */
  onLine?: ((line: string) => void) | null;
}

interface Exec extends ExecOptions {
  cwd: string;
  signal: AbortSignal;
  onFailed(reason: string): void;
}

/**
 * Runs a shell command for an event, which it finds in its environment and, as JSON, on stdin. Never rejects; when
 * the signal is aborted it resolves at once, whether the command lets itself be ended or not.
 */
export async function runForEvent(event: ChannelEvent, exec: Exec): Promise<void> {
  const { command, env, cwd, signal, onLine, onFailed } = exec;
  if (signal.aborted) return;
  const added = variables(event);
  // No environment can hold one, and a name that is cut would be that of another channel.
  if (Object.values(added).some((value) => value.includes('\0')))
    return onFailed(english`a value of the event has a NUL, which no environment can hold`);
  const child = spawn(command, { shell: true, cwd, env: { ...env, ...added }, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => onLine?.(line));
  // A command that does not read its stdin closes it.
  child.stdin.on('error', () => undefined).end(`${JSON.stringify(event)}\n`);
  const problem = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, name) => resolve(code === 0 ? null : english`it ended with ${code ?? name}`));
    signal.addEventListener('abort', abort, { once: true });
    function abort() {
      child.kill('SIGTERM');
      // What the shell has started may outlive it and hold the pipes.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      child.unref();
      resolve(null);
    }
    child.once('close', () => signal.removeEventListener('abort', abort));
  });
  if (problem !== null) onFailed(problem);
}

/** `OSS_LIVE_CHANNEL` is what every command of oss-live takes for the channel that is meant. */
function variables(event: ChannelEvent): Record<string, string> {
  return {
    OSS_LIVE_EVENT: event.event,
    OSS_LIVE_EVENT_TIME: event.time,
    OSS_LIVE_CHANNEL: event.channelName,
    OSS_LIVE_STATE: event.state,
    OSS_LIVE_REMOTE_ADDR: event.remoteAddr ?? '',
    OSS_BUCKET: event.bucket,
  };
}
