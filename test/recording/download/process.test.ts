// The program as it is run: killed, interrupted, on a full disk, and two at a time.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../helpers/emulator.js';
import { createMachine, PROGRAM, type RunningEmulator, startEmulator } from '../../helpers/program.js';

let emulator: RunningEmulator;

beforeAll(async () => {
  emulator = await startEmulator(createMachine(), ['--port', '0', '--seed-media']);
});

afterAll(async () => {
  await emulator.stop();
});

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The whole hour of the channel `demo`: 522 segments of four pushes. */
const HOUR = ['download', 'demo', '--start', '2h-ago', '--end', 'now'];

/** How many segments are packed there. */
function verified(folder: string, part: string): number {
  const path = join(folder, part, 'small.pack');
  if (!existsSync(path)) return 0;
  return readFileSync(path, 'latin1').match(/\d{13}-[\da-f]{24}-\d+\.ts \d+\n/g)?.length ?? 0;
}

describe('oss-live download', () => {
  test('that is killed twenty times has the same result as one that is not', async () => {
    const machine = createMachine(emulator.variables);
    const { folder } = machine;
    const whole = await machine.start([...HOUR, '-o', 'whole.mp4']).ended;
    expect(whole.exitCode).toBe(0);
    for (let kill = 1; kill <= 20; kill++) {
      const running = machine.start([...HOUR, '-o', 'class.mp4', '--json']);
      const first = JSON.parse((await running.lines.next()).value as string);
      expect(first.event).toBe('planned');
      const { found } = first;
      await eventually(
        () => verified(folder, 'class.mp4.part'),
        (count) => count >= kill * 26,
      );
      process.kill(running.pid, 'SIGKILL');
      expect((await running.ended).exitCode).toBe(undefined);
      // What the one before had verified was found.
      expect(found).toBeGreaterThanOrEqual((kill - 1) * 26);
      expect(readdirSync(folder).sort()).toEqual(['class.mp4.part', 'whole.mp4']);
    }
    const last = await machine.start([...HOUR, '-o', 'class.mp4', '--json']).ended;
    expect(last.exitCode).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['class.mp4', 'whole.mp4']);
    expect(hash(join(folder, 'class.mp4'))).toBe(hash(join(folder, 'whole.mp4')));
  });

  test('that is interrupted says how to go on, and leaves no ffmpeg behind', async () => {
    const machine = createMachine(emulator.variables);
    const running = machine.start([...HOUR, '-o', 'class.mp4']);
    await eventually(
      () => verified(machine.folder, 'class.mp4.part'),
      (count) => count >= 50,
    );
    process.kill(running.pid, 'SIGINT');
    const { exitCode, stdout, stderr } = await running.ended;
    expect([exitCode, stdout]).toEqual([130, '']);
    expect(stderr).toContain(
      'What was fetched is kept in class.mp4.part: the same command line goes on with it.',
    );
    const left = readdirSync(join(machine.folder, 'class.mp4.part'));
    expect(left.filter((name) => name === 'lock' || name.startsWith('result-'))).toEqual([]);
    const { exitCode: again, stderr: told } = await machine.start([...HOUR, '-o', 'class.mp4']).ended;
    expect([again, readdirSync(machine.folder)]).toEqual([0, ['class.mp4']]);
    expect(told).toMatch(/Going on with what is there of \d+ segments\./);
  });

  test('that fills the disk says so, and goes on when there is room', async () => {
    const machine = createMachine(emulator.variables);
    const line = `oss-live ${HOUR.join(' ')} -o class.ts`;
    // No file may be larger than a megabyte: that is the result, not a segment.
    const full = await machine.sh(`trap '' XFSZ; ulimit -f 1024; ${line}`);
    expect(full.exitCode).toBe(3);
    expect(full.stderr).toMatch(/^error: There is no room left for class\.ts\.$/m);
    expect(full.stderr).toMatch(/^hint: Make room, or save it elsewhere/m);
    expect(readdirSync(machine.folder)).toEqual(['class.ts.part']);
    const done = await machine.sh(line);
    expect([done.exitCode, readdirSync(machine.folder)]).toEqual([0, ['class.ts']]);
  });

  test('does not replace a file unless it is told to', async () => {
    const machine = createMachine(emulator.variables);
    writeFileSync(join(machine.folder, 'class.ts'), 'mine');
    const line = 'oss-live download demo --start 30m-ago --end now -o class.ts';
    const refused = await machine.sh(line);
    expect([refused.exitCode, refused.stderr.split('\n').slice(-4)]).toEqual([
      6,
      expect.arrayContaining([
        'error: class.ts exists.',
        'hint: Add --yes to replace it, or give another name.',
      ]),
    ]);
    expect(readdirSync(machine.folder)).toEqual(['class.ts']);
    expect(readFileSync(join(machine.folder, 'class.ts'), 'utf8')).toBe('mine');
    const told = await machine.sh(`${line} --yes`);
    expect([told.exitCode, readFileSync(join(machine.folder, 'class.ts')).length > 4]).toEqual([0, true]);
  });

  test('needs no ffmpeg for .ts and folders, and says where one is missing before it begins', async () => {
    const machine = createMachine({ ...emulator.variables });
    const bare = { PATH: join(machine.folder, 'none') };
    const run = (file: string) =>
      execa(PROGRAM[0], [...PROGRAM.slice(1), ...HOUR, '-o', file], {
        cwd: machine.folder,
        env: { ...machine.environment, ...bare },
        extendEnv: false,
        reject: false,
      });
    const missing = await run('class.mp4');
    expect([missing.exitCode, missing.stderr]).toEqual([
      9,
      expect.stringContaining('ffmpeg is not installed'),
    ]);
    expect((await run('class.ts')).exitCode).toBe(0);
    expect((await run('class')).exitCode).toBe(0);
    expect(readdirSync(machine.folder).sort()).toEqual(['class', 'class.ts']);
    const { stdout } = await execa('ffprobe', [
      ...['-v', 'error', '-show_entries', 'format=duration,format_name', '-of', 'csv=p=0'],
      join(machine.folder, 'class/playlist.m3u8'),
    ]);
    expect(stdout).toMatch(/^hls,33\d\d\./);
  });
});
