import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findProgram } from './find-ffmpeg.js';
import { type Progress, progressReader } from './progress.js';
import { stopFfmpeg } from './stop-ladder.js';

const KEPT_LINES = 50;

export interface FfmpegStart {
  /** The path of ffmpeg. */
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  cwd: string;
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
  /** Ends it, cleanly if possible; resolves when it has ended. Safe to call again. */
  stop(): Promise<void>;
}

/** Starts ffmpeg and watches over it. A start that fails is an end without exit code. */
export async function startFfmpeg(start: FfmpegStart): Promise<FfmpegProcess> {
  const { execa } = await import('execa');
  const [program, ...args] = [...(await tied(start)), start.program, ...start.args];
  const child = execa(program ?? start.program, args, {
    cwd: start.cwd,
    env: ffmpegEnvironment(start.env),
    extendEnv: false,
    // In a process group of its own: a terminal's Ctrl-C reaches oss-live alone, which then ends ffmpeg cleanly.
    detached: true,
    forceKillAfterDelay: false,
    stdin: 'pipe',
    buffer: false,
    reject: false,
  });
  // ffmpeg may be gone when it is asked to quit.
  child.stdin.on('error', () => undefined);

  const readProgress = progressReader();
  const progressLines = createInterface({ input: child.stdout });
  progressLines.on('line', (line) => {
    const progress = readProgress(line);
    if (progress !== null) start.onProgress(progress);
  });
  const lines: string[] = [];
  const stderrLines = createInterface({ input: child.stderr });
  stderrLines.on('line', (line) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    start.onLine(line);
  });

  let stopping: Promise<void> | null = null;
  const drained = Promise.all([once(progressLines, 'close'), once(stderrLines, 'close')]);
  const ended = Promise.all([child, drained]).then(([result]) => ({
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
    lines,
    stopped: stopping !== null,
  }));
  return {
    ended,
    stop() {
      stopping ??= stopFfmpeg({
        ended,
        type: (key) => child.stdin.write(key),
        signal: (name) => child.kill(name),
      });
      return stopping;
    },
  };
}

/** LC_ALL: messages are read by programs. FFREPORT would write the signed URL to a file. */
export function ffmpegEnvironment(env: FfmpegStart['env']): Record<string, string | undefined> {
  const { FFREPORT: _, AV_LOG_FORCE_COLOR: __, ...kept } = env;
  return { ...kept, LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' };
}

/** On Linux the kernel can be asked to end ffmpeg when oss-live is killed; not every setpriv knows how (BusyBox). */
async function tied(start: FfmpegStart): Promise<string[]> {
  if (start.platform !== 'linux') return [];
  const setpriv = await findProgram('setpriv', start);
  if (setpriv === null) return [];
  const { execa } = await import('execa');
  const tie = [setpriv, '--pdeathsig', 'KILL'];
  const tried = await execa(setpriv, [...tie.slice(1), setpriv, '--version'], {
    reject: false,
    stdio: 'ignore',
  });
  return tried.exitCode === 0 ? tie : [];
}
