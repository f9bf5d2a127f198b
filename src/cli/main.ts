import { homedir } from 'node:os';
import { CommandError, EXIT, InterruptedError } from '../errors.js';
import type { Context } from './context.js';

declare const __VERSION__: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Answered with nothing else loaded.
  process.stdout.write(`${__VERSION__}\n`);
} else {
  await main();
}

async function main(): Promise<void> {
  const controller = new AbortController();
  onSignals(controller);
  onLostOutput(controller);
  const { run } = await import('./program.js');
  process.exitCode = await run(argv, contextOf(controller.signal));
}

function contextOf(signal: AbortSignal): Context {
  return {
    // Opened when it is read: most commands never do.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    platform: process.platform,
    homeDir: homedir(),
    cwd: process.cwd(),
    now: () => new Date(),
    signal,
    transport: null,
  };
}

/** The first signal asks the command to end, the second ends the process. */
function onSignals(controller: AbortController): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const reason = new InterruptedError(name);
      if (controller.signal.aborted) process.exit(reason.exitCode);
      controller.abort(reason);
    });
  }
}

/** `oss-live list | head` closes the pipe: then the work is over, and nothing is wrong. */
function onLostOutput(controller: AbortController): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      controller.abort(new CommandError('OutputClosed', 'Nobody reads the output any more.', EXIT.done));
    });
  }
}
