import { homedir } from 'node:os';
import type { Context, Sink } from './context.js';

declare const __VERSION__: string;

type Program = typeof import('./program.js');

/** npm and its like pass on a Ctrl-C that the terminal has sent already. */
const ECHO_MS = 1000;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Answered with nothing else loaded.
  process.stdout.write(`${__VERSION__}\n`);
} else {
  await main(await import('./program.js'));
}

async function main(program: Program): Promise<void> {
  const controller = new AbortController();
  const context = contextOf(controller, program);
  onSignals(controller, program);
  process.on('uncaughtException', async (error) => {
    process.exit(await program.reportUncaught(error, argv, context));
  });
  process.exitCode = await program.run(argv, context);
}

/** Streams are opened when they are first used: that takes a good part of the time of a short command. */
function contextOf(controller: AbortController, program: Program): Context {
  const outputClosed = () => {
    const message = 'Nobody reads the output any more.';
    controller.abort(new program.CommandError('OutputClosed', message, program.EXIT.done));
  };
  let stdout: Sink | undefined;
  let stderr: Sink | undefined;
  return {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= watched(process.stdout, outputClosed);
      return stdout;
    },
    get stderr() {
      stderr ??= watched(process.stderr, outputClosed);
      return stderr;
    },
    env: process.env,
    platform: process.platform,
    homeDir: homedir(),
    cwd: process.cwd(),
    now: () => new Date(),
    signal: controller.signal,
    onExit(cleanUp) {
      process.on('exit', cleanUp);
      return () => process.off('exit', cleanUp);
    },
    transport: null,
  };
}

/** `oss-live list | head` closes the pipe: then the work is over, and nothing is wrong. */
function watched(stream: NodeJS.WriteStream, onClosed: () => void): Sink {
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    onClosed();
  });
}

/** The first signal asks the command to end, the second ends the process. */
function onSignals(controller: AbortController, { InterruptedError }: Program): void {
  let first: { name: string; atMs: number } | null = null;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const reason = new InterruptedError(name);
      if (first?.name === name && performance.now() - first.atMs < ECHO_MS) return;
      if (controller.signal.aborted) process.exit(reason.exitCode);
      first = { name, atMs: performance.now() };
      controller.abort(reason);
    });
  }
}
