// Which data folder `oss-live emulator` works in: one that goes with it, and one that is emptied first.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { asking, createChannel } from '../helpers/emulator.js';
import { createMachine, type Machine } from '../helpers/program.js';
import { KEY } from '../helpers/sign-v1.js';
import { createWorld, type World } from '../helpers/world.js';

/** A machine whose temporary files can be counted. */
function machineWithTmp(): { machine: Machine; tmp: string } {
  const machine = createMachine();
  const tmp = join(machine.folder, 'tmp');
  mkdirSync(tmp);
  return { machine: { ...machine, environment: { ...machine.environment, TMPDIR: tmp } }, tmp };
}

const emulators = (tmp: string): string[] => readdirSync(tmp).filter((name) => /emulator/.test(name));

describe('--exec', () => {
  test.each(['0', '7'])(
    'leaves nothing behind, for the next run or on the disk, with exit code %s',
    async (code) => {
      const { machine, tmp } = machineWithTmp();
      const command = `ls ${tmp}; oss-live list; oss-live create leftover >/dev/null 2>&1; exit ${code}`;
      for (const run of ['first', 'second']) {
        const { exitCode, stdout, stderr } = await machine.sh(
          `oss-live emulator --port 0 --exec '${command}'`,
          {
            TMPDIR: tmp,
          },
        );
        const [folder, ...channels] = stdout.trimEnd().split('\n');
        expect([run, exitCode, folder, channels, stderr]).toEqual([
          ...[run, Number(code), expect.stringMatching(/^oss-live-emulator-\w{6}$/), []],
          'No live channels.\n',
        ]);
        expect(emulators(tmp)).toEqual([]);
      }
    },
  );

  test('works in the data folder that it is given', async () => {
    const { machine, tmp } = machineWithTmp();
    const line = `oss-live emulator --port 0 --data-dir data --exec 'oss-live list -q | cut -f1; oss-live create cam >/dev/null 2>&1'`;
    const listed = async () => (await machine.sh(line, { TMPDIR: tmp })).stdout;
    expect([await listed(), await listed(), emulators(tmp)]).toEqual(['', 'cam\n', []]);
    expect(readdirSync(join(machine.folder, 'data', '.oss-live', 'local', 'channels'))).toEqual(['cam.json']);
  });

  const SIGNALS = [
    ['Ctrl-C', '', 130],
    ['Ctrl-C until it ends, of a command that does not care', 'trap "" INT; ', 130],
    ['SIGTERM', '', 143],
  ] as const;
  test.each(SIGNALS)('leaves nothing on the disk after %s', async (how, before, exitCode) => {
    const { machine, tmp } = machineWithTmp();
    const args = ['emulator', '--port', '0', '--exec', `${before}echo started; sleep 60`];
    const options = {
      cwd: machine.folder,
      env: machine.environment,
      extendEnv: false,
      detached: true,
      forceKillAfterDelay: false,
    } as const;
    const child = execa('oss-live', args, { ...options, reject: false, stdin: 'ignore', stderr: 'ignore' });
    // What a terminal sends goes to the whole group.
    const send = () => {
      // What comes when Node is nearly gone ends it by itself, and by then all is done.
      if (emulators(tmp).length === 0) return;
      if (how === 'SIGTERM') child.kill('SIGTERM');
      else process.kill(-child.pid!, 'SIGINT');
    };
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(emulators(tmp)).toHaveLength(1);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    send();
    const again = setInterval(send, 300);
    expect(await ended).toBe(exitCode);
    clearInterval(again);
    expect(emulators(tmp)).toEqual([]);
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // Nothing was left of it.
    }
  });
});

describe('--temp', () => {
  test('stores until it stops', async () => {
    const { machine, tmp } = machineWithTmp();
    const running = machine.start(['emulator', '--port', '0', '--temp'], { TMPDIR: tmp });
    const { value: ready } = await running.lines.next();
    const [folder] = emulators(tmp);
    expect(ready).toMatch(new RegExp(`, data in ${tmp}/${folder} until it stops$`));
    expect(existsSync(join(tmp, folder!, '.oss-live'))).toBe(true);
    expect((await running.stop()).exitCode).toBe(0);
    expect(emulators(tmp)).toEqual([]);
  });

  test('leaves nothing when it cannot start', async () => {
    const { machine, tmp } = machineWithTmp();
    for (const [more, exitCode] of [
      ['-b NO', 2],
      ['--fault none', 2],
      ['--host 192.0.2.1', 3],
    ] as const) {
      const ended = await machine.sh(`oss-live emulator --port 0 --temp ${more}`, { TMPDIR: tmp });
      expect([more, ended.exitCode, emulators(tmp)]).toEqual([more, exitCode, []]);
    }
  });

  test('is not for a data folder that is given', async () => {
    const { exitCode, stderr } = await createWorld().run([
      'emulator',
      '--port',
      '0',
      '--temp',
      '--data-dir',
      'x',
    ]);
    expect([exitCode, stderr]).toEqual([2, 'error: Give --temp or --data-dir, not both.\n']);
  });
});

describe('--reset', () => {
  const open: Emulator[] = [];
  afterEach(async () => {
    for (const emulator of open.splice(0)) await emulator.close();
  });

  /** A data folder with a channel and an object in each of two buckets, beside somebody's notes. */
  async function kept(world: World): Promise<{ dataDir: string; emulator: Emulator }> {
    const dataDir = join(world.homeDir, 'data');
    const emulator = createEmulator({ dataDir, buckets: ['local', 'other'], credentials: [KEY] });
    open.push(emulator);
    await createChannel(asking(emulator), 'cam');
    await emulator.control.state();
    writeFileSync(join(dataDir, 'local', 'a.txt'), 'a');
    writeFileSync(join(dataDir, 'other', 'b.txt'), 'b');
    writeFileSync(join(dataDir, 'notes.txt'), 'mine');
    return { dataDir, emulator };
  }

  const reset = (world: World, ...more: string[]) =>
    world.run([
      'emulator',
      '--port',
      '0',
      '--exit-with-stdin',
      '-q',
      '--data-dir',
      'data',
      '--reset',
      ...more,
    ]);

  const HOLDS = (world: World) => `${world.homeDir}/data holds 1 channel and 2 objects`;

  test('needs --yes without a terminal, and removes nothing then', async () => {
    const world = createWorld();
    await (await kept(world)).emulator.close();
    for (const [flags, exitCode, stderr] of [
      [[], 6, `error: ${HOLDS(world)}.\nhint: Add --yes to remove them.\n`],
      [['--dry-run', '--yes'], 0, `${HOLDS(world)}: they would be removed.\n`],
    ] as const)
      expect(await reset(world, ...flags)).toEqual({ exitCode, stdout: '', stderr });
    expect(readFileSync(join(world.homeDir, 'data', 'local', 'a.txt'), 'utf8')).toBe('a');
  });

  test('removes all that an emulator has kept there, and nothing else', async () => {
    const world = createWorld();
    const { dataDir, emulator } = await kept(world);
    await emulator.close();
    writeFileSync(join(dataDir, '.oss-live', 'local', 'channels', 'cam.json'), 'damaged');
    expect((await reset(world, '--yes')).exitCode).toBe(0);
    const left = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => !name.startsWith('.oss-live')).sort()).toEqual(['local', 'notes.txt']);
    expect(readdirSync(join(dataDir, '.oss-live')).sort()).toEqual(['local', 'version']);
    expect(readdirSync(join(dataDir, '.oss-live', 'local', 'channels'))).toEqual([]);
  });

  test('asks nothing where there is nothing', async () => {
    const world = createWorld();
    for (const run of ['new', 'empty']) expect([run, (await reset(world)).exitCode]).toEqual([run, 0]);
  });

  test('is not for the folder of something else', async () => {
    const world = createWorld();
    mkdirSync(join(world.homeDir, 'data'));
    writeFileSync(join(world.homeDir, 'data', 'thesis.txt'), 'two years');
    expect(await reset(world, '--yes')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `error: ${world.homeDir}/data is not the data folder of an emulator; nothing was removed from it.\n`,
    });
    expect(readdirSync(join(world.homeDir, 'data'))).toEqual(['thesis.txt']);
    const emulator = createEmulator({ dataDir: join(world.homeDir, 'data'), reset: true });
    await expect(emulator.listen()).rejects.toThrow('is not the data folder of an emulator');
    await emulator.close();
    expect(readdirSync(join(world.homeDir, 'data'))).toEqual(['thesis.txt']);
  });

  test('does not take the folder from an emulator that runs', async () => {
    const world = createWorld();
    const { dataDir } = await kept(world);
    const { exitCode, stderr } = await reset(world, '--yes');
    expect([exitCode, stderr]).toEqual([6, expect.stringContaining('is in use')]);
    expect(existsSync(join(dataDir, 'local', 'a.txt'))).toBe(true);
  });

  test.each([
    ['y\n', 0, false],
    ['n\n', 6, true],
    ['\n', 6, true],
  ])('asks at a terminal; %j', async (input, exitCode, stays) => {
    const machine = createMachine();
    const line = `oss-live emulator --port 0 --data-dir data`;
    await machine.sh(`${line} --exec 'oss-live create cam'`);
    const asked = `${line} --reset --exec 'oss-live list | cut -f1'`;
    const ended = await execa('script', ['--quiet', '--return', '--command', asked, '/dev/null'], {
      ...{ cwd: machine.folder, env: { ...machine.environment, SHELL: '/bin/sh' }, extendEnv: false },
      ...{ reject: false, input },
    });
    expect([ended.exitCode, ended.stdout]).toEqual([
      exitCode,
      expect.stringContaining(`${machine.folder}/data holds 1 channel and 0 objects. Remove them? [y/N] `),
    ]);
    expect(existsSync(join(machine.folder, 'data', '.oss-live', 'local', 'channels', 'cam.json'))).toBe(
      stays,
    );
  });
});
