import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { findProgram } from '../../src/ffmpeg/find-ffmpeg.js';
import { clip } from '../helpers/media.js';
import {
  createMachine,
  type Machine,
  PROGRAM,
  type RunningEmulator,
  startEmulator,
  type Variables,
} from '../helpers/program.js';

const PATIENCE = { timeout: 120_000, interval: 100 };

const emulators: RunningEmulator[] = [];

afterAll(() => Promise.all(emulators.map((emulator) => emulator.stop())));

/** A machine with an emulator, a channel and a video of some seconds. */
async function broadcasting(seconds: number) {
  const machine = createMachine();
  copyFileSync(await clip({ seconds, gop: 25 }), join(machine.folder, '1.flv'));
  const emulator = await startEmulator(machine);
  emulators.push(emulator);
  await machine.sh('oss-live create cam', emulator.variables);
  /** The next event of this name. */
  const event = async (name: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const { value, done } = await emulator.lines.next();
      if (done) throw new Error(`the emulator ended without ${name}`);
      const found = JSON.parse(value) as Record<string, unknown>;
      if (found.event === name) return found;
    }
  };
  return { machine, emulator, event };
}

test('SIGTERM ends the stream cleanly, with 143', async () => {
  const { machine, emulator, event } = await broadcasting(20);
  const push = machine.start(['push', '1.flv', 'cam'], emulator.variables);
  await event('push-started');
  const { exitCode, stdout } = await push.stop();
  expect(exitCode).toBe(143);
  expect(stdout).toContain('VOD playlist\toss-live vod cam --start --end\n');
  expect(await event('push-ended')).toMatchObject({ channel: 'cam', reason: 'unpublished' });
});

describe.runIf(process.platform === 'linux')('a terminal that closes', () => {
  /** `script` is the terminal: with it goes the other end. */
  function atTerminal(line: string, { folder, environment }: Machine, variables: Variables) {
    return execa('script', ['--quiet', '--command', line, '/dev/null'], {
      cwd: folder,
      env: { ...environment, ...variables, SHELL: '/bin/sh' },
      extendEnv: false,
      reject: false,
      forceKillAfterDelay: false,
      stdin: 'ignore',
      buffer: false,
    });
  }

  test('ends the stream cleanly', async () => {
    const { machine, emulator, event } = await broadcasting(20);
    const terminal = atTerminal('exec oss-live push 1.flv cam', machine, emulator.variables);
    await event('push-started');
    terminal.kill('SIGKILL');
    expect(await event('push-ended')).toMatchObject({ channel: 'cam', reason: 'unpublished' });
    await vi.waitFor(() => expect(leftovers(emulator.ready.rtmpUrl)).toEqual([]), PATIENCE);
  });

  test.each([
    ['SIGHUP', 'SIGHUP'],
    // systemd ends the rest of a session so.
    ['SIGTERM', 'SIGHUP'],
    ['SIGHUP', 'SIGTERM'],
  ] as const)('and is told with %s and %s at once ends it no less cleanly, with 143', async (...signals) => {
    const { machine, emulator, event } = await broadcasting(20);
    const child = execa(PROGRAM[0], [...PROGRAM.slice(1), 'push', '1.flv', 'cam', '-q'], {
      cwd: machine.folder,
      env: { ...machine.environment, ...emulator.variables, _: '/bin/sh' },
      extendEnv: false,
      reject: false,
      forceKillAfterDelay: false,
    });
    await event('push-started');
    for (const signal of signals) child.kill(signal);
    expect((await child).exitCode).toBe(143);
    expect(await event('push-ended')).toMatchObject({ channel: 'cam', reason: 'unpublished' });
  });

  test('leaves a push alone that was started with nohup', async () => {
    const { machine, emulator, event } = await broadcasting(6);
    // Dash does not tell programs their path.
    const line = `exec bash -c 'nohup oss-live push 1.flv cam >push.txt 2>&1; true'`;
    const terminal = atTerminal(line, machine, emulator.variables);
    await event('push-started');
    terminal.kill('SIGKILL');
    const shown = () => readFileSync(join(machine.folder, 'push.txt'), 'utf8');
    await vi.waitFor(() => expect(shown()).toMatch(/^Pushed\t(5\.[5-9]|6)/m), PATIENCE);
    expect(await event('push-ended')).toMatchObject({ channel: 'cam', reason: 'unpublished' });
  });
});

test('ffmpeg does not outlive a program that was killed', async () => {
  const { machine, emulator, event } = await broadcasting(20);
  const child = execa(PROGRAM[0], [...PROGRAM.slice(1), 'push', '1.flv', 'cam', '-q'], {
    cwd: machine.folder,
    env: { ...machine.environment, ...emulator.variables },
    extendEnv: false,
    reject: false,
  });
  await event('push-started');
  child.kill('SIGKILL');
  await child;
  expect(await event('push-ended')).toMatchObject({ channel: 'cam', reason: 'disconnected' });
});

/** Command lines of processes that still talk to the emulator's port; a process that is gone has none. */
function leftovers(rtmpUrl: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(rtmpUrl));
}

describe.runIf(process.platform === 'linux').concurrent('a second signal', () => {
  /** A push whose ffmpeg cannot end: the server has stopped reading. */
  async function stuck(variables: Record<string, string> = {}) {
    const { machine, emulator, event } = await broadcasting(20);
    // Twice as much as any socket takes; to be examined it has to be read, which is work.
    const heavy = await clip({
      seconds: 12,
      gop: 25,
      audio: null,
      extra: ['-b:v', '20M', '-nal-hrd', 'cbr', '-maxrate', '20M', '-bufsize', '20M'],
    });
    copyFileSync(heavy, join(machine.folder, '1.flv'));
    // Not before ffmpeg has told of what it sends: it would give up before it is said to stand still.
    const rule = { match: { layer: 'rtmp', op: 'publish' }, effect: { stallAfterMs: 3000 } };
    const { url, rtmpUrl } = emulator.ready;
    await fetch(`${url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(rule) });
    const args = [...PROGRAM.slice(1), 'push', '1.flv', 'cam', '--audio', 'none', '--json'];
    const child = execa(PROGRAM[0], args, {
      cwd: machine.folder,
      env: { ...machine.environment, ...emulator.variables, ...variables },
      extendEnv: false,
      reject: false,
      forceKillAfterDelay: false,
      buffer: false,
    });
    await event('push-started');
    const names: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout })
        .on('line', (line) => {
          const { event } = JSON.parse(line) as { event: string };
          names.push(event);
          if (event === 'stall') resolve();
        })
        .on('close', () => reject(new Error(`ended before it stood still: ${names}`)));
    });
    return { child, rtmpUrl, names };
  }

  test('ends everything at once, without the help of setpriv', async () => {
    const ffmpeg = await findProgram('ffmpeg', { env: process.env, platform: process.platform, cwd: '/' });
    const { child, rtmpUrl, names } = await stuck({ PATH: '/nowhere', OSS_LIVE_FFMPEG: ffmpeg ?? '' });
    expect(leftovers(rtmpUrl)).toHaveLength(1);
    child.kill('SIGTERM');
    // Between what would be taken for the same Ctrl-C and the end of the ladder, with a second to both.
    await setTimeout(2000);
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    // Whoever goes down the ladder to its end tells of it.
    expect(names).not.toContain('ended');
    await vi.waitFor(() => expect(leftovers(rtmpUrl)).toEqual([]), PATIENCE);
  });

  test('of the same kind right after the first is the same Ctrl-C', async () => {
    const { child, rtmpUrl, names } = await stuck();
    const before = performance.now();
    child.kill('SIGINT');
    await setTimeout(100);
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    // The ladder was gone down: q, then two signals.
    expect(performance.now() - before).toBeGreaterThan(2000);
    expect(names).toContain('ended');
    expect(leftovers(rtmpUrl)).toEqual([]);
  });
});

test.concurrent('a pipe is pushed as it comes', async () => {
  const { machine, emulator, event } = await broadcasting(3);
  const line = 'ffmpeg -v error -re -i 1.flv -c copy -f mpegts - | oss-live push - cam --input-format mpegts';
  const { exitCode, stdout } = await machine.sh(line, emulator.variables);
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringContaining('VOD playlist\toss-live vod cam --start --end\n'),
  ]);
  expect(await event('push-ended')).toMatchObject({ channel: 'cam', reason: 'unpublished' });
});

test.concurrent('a pipe that cannot be taken up in the middle is told apart from a bad input, and safe to try again', async () => {
  const { machine, emulator } = await broadcasting(12);
  const rule = { match: { layer: 'rtmp' }, times: 1, effect: { dropAfterMs: 3000, dropHow: 'rst' } };
  await fetch(`${emulator.ready.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(rule) });
  const line = 'ffmpeg -v quiet -re -i 1.flv -c copy -f flv - | oss-live push - cam';
  const { exitCode, stderr } = await machine.sh(line, emulator.variables);
  expect(exitCode).toBe(7);
  expect(stderr).toMatch(/Trying again (at once|in \d\.\ds) \(attempt 2\)\.$/m);
  expect(stderr.split('\n').slice(-3)).toEqual([
    'error: The connection broke, and what is left on stdin cannot be taken up in the middle.',
    'hint: Start both programs again; MPEG-TS (-f mpegts) can be taken up anywhere.',
    '',
  ]);
});
