// The built program, run as a user runs it: by a shell, in a folder and with a home folder of its own.
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { afterAll, inject } from 'vitest';
import { cleanEnvironment } from '../../scripts/clean-environment.js';

export interface Ended {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Running {
  /** The lines of stdout, one by one. */
  lines: AsyncIterator<string>;
  ended: Promise<Ended>;
  pid: number;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<Ended>;
}

export interface Machine {
  /** Where command lines run. */
  folder: string;
  environment: Variables;
  /** Runs a line with `sh`, in which `oss-live` is the built program, to its end, or kills it. */
  sh(line: string, variables?: Variables, limitMs?: number): Promise<Ended>;
  /** The same at a terminal of 120 columns: stdout has what it shows, stderr included. */
  terminal(line: string, variables?: Variables): Promise<Ended>;
  /** Starts the program without a shell, so that a signal reaches it. */
  start(args: readonly string[], variables?: Variables): Running;
}

/** What starts the program where no shell finds it, before its arguments. */
export const PROGRAM: readonly [command: string, ...words: string[]] = inject('program').endsWith('.js')
  ? [process.execPath, inject('program')]
  : [inject('program')];

/** Whether that is on Node, which can be asked what it does. */
export const isOnNode = PROGRAM.length > 1;

/** What ends each program that runs, and all that it has started. */
const running = new Set<() => void>();

// A test that times out does not come to its last lines: what it has started ends with its file.
afterAll(() => {
  for (const kill of running) kill();
});

/** Kills a process group; a shell that is killed alone leaves behind what runs in it. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

/** A fresh machine with nothing configured but these variables. */
export function createMachine(variables: Variables = {}): Machine {
  const root = mkdtempSync(join(tmpdir(), 'oss-live-machine-'));
  const [folder, programs] = [join(root, 'work'), join(root, 'bin')];
  mkdirSync(folder);
  mkdirSync(programs);
  symlinkSync(inject('program'), join(programs, 'oss-live'));
  const environment: Variables = {
    ...cleanEnvironment(),
    PATH: `${programs}${delimiter}${process.env.PATH}`,
    // Test runners set them.
    FORCE_COLOR: undefined,
    NO_COLOR: undefined,
    ...variables,
  };
  const options = (more: Variables) =>
    ({
      cwd: folder,
      env: { ...environment, ...more },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      // A busy machine needs longer to end in order.
      forceKillAfterDelay: false,
    }) as const;

  async function run(program: string, args: string[], more: Variables, limitMs = 300_000): Promise<Ended> {
    const child = execa(program, args, { ...options(more), stdin: 'ignore', detached: true });
    const kill = (): void => killGroup(child.pid);
    running.add(kill);
    const timer = setTimeout(kill, limitMs);
    const ended = await child;
    clearTimeout(timer);
    running.delete(kill);
    return endOf(ended);
  }

  return {
    folder,
    environment,
    sh: (line, more = {}, limitMs = undefined) => run('sh', ['-c', line], more, limitMs),
    async terminal(line, more = {}) {
      const command = `stty cols 120 -onlcr; ${line}`;
      return run('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
        ...more,
        SHELL: '/bin/sh',
      });
    },
    start(args, more = {}) {
      // Never written to; with the end of this process, however it comes, it is at its end.
      const stdin = args.includes('--exit-with-stdin') ? 'pipe' : 'ignore';
      const child = execa('oss-live', args, { ...options(more), stdin });
      running.add(() => child.kill('SIGKILL'));
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ended = child.then(endOf);
      return {
        lines,
        ended,
        pid: child.pid as number,
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
  };
}

function endOf({ exitCode, stdout, stderr }: { exitCode?: number; stdout: string; stderr: string }): Ended {
  return { exitCode, stdout, stderr };
}

/** The ready line of `oss-live emulator --json --show-secret`. */
export interface Ready {
  url: string;
  rtmpUrl: string;
  port: number;
  bucket: string;
  region: string;
  accessKeyId: string;
  accessKeySecret: string;
  dataDir: string;
  pid: number;
}

export interface RunningEmulator extends Running {
  ready: Ready;
  /** What its users set, as documented. */
  variables: Record<string, string>;
}

/** Starts `oss-live emulator` on a free port, unless the arguments say otherwise. */
export async function startEmulator(
  machine: Machine,
  args: readonly string[] = ['--port', '0'],
): Promise<RunningEmulator> {
  const running = machine.start(['emulator', '--exit-with-stdin', '--json', '--show-secret', ...args]);
  const line = await running.lines.next();
  if (line.done) throw new Error(`the emulator did not start:\n${(await running.ended).stderr}`);
  const ready = JSON.parse(line.value) as Ready;
  const variables = {
    OSS_ENDPOINT: ready.url,
    OSS_REGION: ready.region,
    OSS_BUCKET: ready.bucket,
    OSS_ACCESS_KEY_ID: ready.accessKeyId,
    OSS_ACCESS_KEY_SECRET: ready.accessKeySecret,
  };
  return { ...running, ready, variables };
}
