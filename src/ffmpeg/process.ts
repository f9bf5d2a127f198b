import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CLIENT_LIMITS } from '../client/limits.js';
import { findProgram, type Surroundings } from './find-ffmpeg.js';
import { type Progress, progressReader } from './progress.js';
import { programEnvironment, runProgram } from './run-program.js';
import { stopFfmpeg } from './stop-ladder.js';

/** The last lines tell why it failed; of a stream that goes on for weeks there are many. */
export function keepLine(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > CLIENT_LIMITS.ffmpegLines.value) lines.shift();
}

export interface FfmpegStart extends Surroundings {
  /** The path of ffmpeg. */
  program: string;
  args: readonly string[];
  /** What ffmpeg reads as its input from stdin; `fed` when whoever starts it writes that; null when it reads commands. */
  stdin: Readable | 'fed' | null;
  /** Whether stdout has what ffmpeg makes, and a further pipe (3) its progress. */
  hasOutput?: boolean;
  /** Takes what must be done if this process ends before ffmpeg does; gives back how to call that off. */
  onExit(cleanUp: () => void): () => void;
  onProgress(progress: Progress): void;
  /** Each line of ffmpeg's stderr. It may hold the signed URL. */
  onLine(line: string): void;
}

export interface FfmpegEnd {
  exitCode: number | null;
  signal: string | null;
  /** The last lines of stderr. */
  lines: readonly string[];
  /** Whether it ended because `stop` was called. */
  stopped: boolean;
}

export interface FfmpegProcess {
  readonly ended: Promise<FfmpegEnd>;
  /** What ffmpeg makes, where stdout has that. */
  readonly output: Readable | null;
  /** For an input that is `fed`. */
  readonly stdin: Writable | null;
  /** Ends it, cleanly if possible; resolves when it has ended. Safe to call again. */
  stop(): Promise<void>;
  /** Ends it at once, for who has no use for what it writes; resolves when it has ended. */
  kill(): Promise<void>;
}

/** Starts ffmpeg and watches over it. A start that fails is an end without exit code. */
export async function startFfmpeg(start: FfmpegStart): Promise<FfmpegProcess> {
  const { execa } = await import('execa');
  const [program, ...args] = [...(await tied(start)), start.program, ...start.args];
  // A stream of the system is handed to ffmpeg as it is, and costs nothing here; any other is piped.
  const source = start.stdin === 'fed' ? null : start.stdin;
  const stdin: Readable | 'pipe' = source !== null && 'fd' in source ? source : 'pipe';
  const child = execa(program ?? start.program, args, {
    cwd: start.cwd,
    env: programEnvironment(start.env),
    extendEnv: false,
    // In a process group of its own: a terminal's Ctrl-C reaches oss-live alone, which then ends ffmpeg cleanly.
    detached: true,
    forceKillAfterDelay: false,
    stdio: [stdin, 'pipe', 'pipe', ...(start.hasOutput === true ? ['pipe' as const] : [])],
    buffer: false,
    reject: false,
  });
  // ffmpeg may be gone when it is asked to quit.
  child.stdin?.on('error', () => undefined);
  if (child.stdin) source?.pipe(child.stdin);
  const calledOff = start.onExit(() => child.kill('SIGKILL'));

  const readProgress = progressReader();
  const output = start.hasOutput === true ? (child.stdout as Readable) : null;
  const progress = output === null ? child.stdout : child.stdio[3];
  const progressLines = createInterface({ input: progress as Readable });
  progressLines.on('line', (line) => {
    const block = readProgress(line);
    if (block !== null) start.onProgress(block);
  });
  const lines: string[] = [];
  const stderrLines = createInterface({ input: child.stderr });
  stderrLines.on('line', (line) => {
    keepLine(lines, line);
    start.onLine(line);
  });

  let stopping: Promise<void> | null = null;
  const drained = Promise.all([once(progressLines, 'close'), once(stderrLines, 'close')]);
  const ended = Promise.all([child.finally(calledOff), drained]).then(([result]) => ({
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
    lines,
    stopped: stopping !== null,
  }));
  return {
    ended,
    output,
    stdin: start.stdin === 'fed' ? child.stdin : null,
    stop() {
      stopping ??= stopFfmpeg({
        ended,
        type: start.stdin === null ? (key) => child.stdin?.write(key) : null,
        signal: (name) => child.kill(name),
      });
      return stopping;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** On Linux the kernel can be asked to end ffmpeg when oss-live is killed; not every setpriv knows how (BusyBox). */
async function tied(start: FfmpegStart): Promise<string[]> {
  if (start.platform !== 'linux') return [];
  const setpriv = await findProgram('setpriv', start);
  if (setpriv === null) return [];
  const tie = [setpriv, '--pdeathsig', 'KILL'];
  const args = [...tie.slice(1), setpriv, '--version'];
  const timeoutMs = CLIENT_LIMITS.setpriv.value;
  const { exitCode } = await runProgram({ ...start, program: setpriv, args, timeoutMs });
  return exitCode === 0 ? tie : [];
}
