import { homedir } from 'node:os';
import type { StartedWorker } from '../relay/index.js';
import type { Context, Sink } from './context.js';

declare const __VERSION__: string;

type Program = typeof import('./program.js');

/** Carries media for another process of this program. */
const WORKER = '__relay-worker';

/** npm and its like pass on a Ctrl-C that the terminal has sent already; a lost session may come as two signals. */
const ECHO_MS = 1000;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Answered with nothing else loaded.
  process.stdout.write(`${__VERSION__}\n`);
} else if (argv.length === 1 && argv[0] === '--licenses') {
  void import('./licences.js').then(({ licences }) => process.stdout.write(licences));
} else {
  // No top-level await: the file of bytecode in the binaries is CommonJS.
  void import('./program.js').then(main);
}

async function main(program: Program): Promise<void> {
  // Until there is another: a process that ends by itself before its work does was no success.
  process.exitCode = 1;
  const controller = new AbortController();
  const hangups = new Set<() => void>();
  const context = contextOf(controller, program, hangups);
  onSignals(controller, program, hangups);
  process.on('uncaughtException', async (error) => {
    process.exit(await program.reportUncaught(error, argv, context));
  });
  process.exitCode = await program.run(argv, context);
  // Whoever it worked for is gone.
  if (argv[0] === WORKER) process.exit();
}

/** Streams are opened when they are first used: that takes a good part of the time of a short command. */
function contextOf(controller: AbortController, program: Program, hangups: Set<() => void>): Context {
  const outputClosed = () => {
    const message = program.english`Nobody reads the output any more.`;
    controller.abort(new program.CommandError('OutputClosed', message, 'done'));
  };
  let onFull: (() => void) | null = null;
  let isFull = false;
  const outputFull = (): boolean => {
    if (onFull === null) return false;
    if (!isFull) onFull();
    isFull = true;
    return true;
  };
  // One for each ffmpeg of many.
  const cleanUps = new Set<() => void>();
  process.on('exit', () => {
    for (const cleanUp of cleanUps) cleanUp();
  });
  const onError = outputErrors({ outputClosed, outputFull });
  const openStdout = () => process.stdout.on('error', onError);
  // A worker answers on a stream, and Windows has other pipes.
  const isShort = argv[0] !== WORKER && process.platform !== 'win32';
  let stdout: Sink | undefined;
  let stderr: Sink | undefined;
  return {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??=
        (isShort ? program.firstWithoutStream(1, { open: openStdout, onError }) : null) ?? openStdout();
      return stdout;
    },
    get stderr() {
      stderr ??= process.stderr.on('error', onError);
      return stderr;
    },
    env: process.env,
    platform: process.platform,
    nodeVersion: process.version,
    homeDir: homeFolder(),
    cwd: process.cwd(),
    now: () => new Date(),
    signal: controller.signal,
    onExit(cleanUp) {
      cleanUps.add(cleanUp);
      return () => cleanUps.delete(cleanUp);
    },
    onHangup(listener) {
      hangups.add(listener);
      return () => hangups.delete(listener);
    },
    startDetached,
    startWorker,
    onFullDisk(listener) {
      onFull = listener;
      return () => {
        onFull = null;
      };
    },
    transport: null,
  };
}

/** Of a user whom the system does not know, as in containers, there is none; the root folder then, as for `nobody`. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/**
 * `oss-live list | head` closes the pipe: then the work is over, and nothing is wrong. A terminal that is gone takes
 * nothing either, but there it is SIGHUP that ends the work, or does not.
 */
function outputErrors({ outputClosed, outputFull }: Outcomes): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code === 'EPIPE') outputClosed();
    else if (['ENOSPC', 'EDQUOT'].includes(error.code ?? '') && outputFull()) return;
    else if (error.code !== 'EIO') throw error;
  };
}

interface Outcomes {
  outputClosed(): void;
  /** Whether somebody goes on without it. */
  outputFull(): boolean;
}

/** The first signal asks the command to end, the second ends the process. A terminal that closes is no second one. */
function onSignals(
  controller: AbortController,
  { exitCodeOf, InterruptedError }: Program,
  hangups: ReadonlySet<() => void>,
): void {
  let firstAtMs: number | null = null;
  const end = (name: 'SIGINT' | 'SIGTERM') => {
    const reason = new InterruptedError(name);
    if (firstAtMs !== null && performance.now() - firstAtMs < ECHO_MS) return;
    if (controller.signal.aborted) process.exit(exitCodeOf(reason));
    firstAtMs = performance.now();
    controller.abort(reason);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', () => {
    // A service has no terminal that could close: there the signal asks it to read its file again.
    if (hangups.size > 0 && !process.stdin.isTTY) for (const listener of hangups) listener();
    else if (!controller.signal.aborted && !startedByNohup()) end('SIGTERM');
  });
}

/** Node gives every signal its default back, also one that nohup has told it to ignore; shells leave a trace in `_`. */
function startedByNohup(): boolean {
  return /(^|\/)nohup$/.test(process.env._ ?? '');
}

/** In a group of its own: a terminal's Ctrl-C is for this process alone. */
async function startWorker(args: readonly string[]): Promise<StartedWorker> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [...programWords(), ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return {
    pid: child.pid ?? null,
    ...{ input: child.stdin, output: child.stdout },
    ended: new Promise((resolve) => {
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    }),
    kill: () => child.kill('SIGKILL'),
  };
}

/** In a group of its own, and with nobody to talk to: it goes on when this process and its terminal have ended. */
function startDetached(args: readonly string[]): void {
  void import('node:child_process').then(({ spawn }) => {
    spawn(process.execPath, [...programWords(), ...args], { detached: true, stdio: 'ignore' })
      .on('error', () => undefined)
      .unref();
  });
}

/** What the program's own path is in a binary, where it lies beside nothing. */
const INSIDE_BINARY = /^(\/\$bunfs\/|[A-Z]:[\\/]~BUN[\\/])/;

/** What starts this program, before its arguments: a binary is started without naming the program in it. */
function programWords(): string[] {
  const [, program = ''] = process.argv;
  return INSIDE_BINARY.test(program) ? [] : [program];
}
