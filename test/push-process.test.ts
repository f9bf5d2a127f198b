import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { clip } from './helpers/media.js';
import { createMachine, startEmulator } from './helpers/program.js';

const program = join(import.meta.dirname, '../bin/oss-live.js');

/** A machine with an emulator, a channel and a video of some seconds. */
async function broadcasting(seconds: number) {
  const machine = createMachine();
  copyFileSync(await clip({ seconds, gop: 25 }), join(machine.folder, '1.flv'));
  const emulator = await startEmulator(machine);
  onTestFinished(async () => {
    await emulator.stop();
  });
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

test('ffmpeg does not outlive a program that was killed', async () => {
  const { machine, emulator, event } = await broadcasting(20);
  const child = execa(process.execPath, [program, 'push', '1.flv', 'cam', '-q'], {
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
