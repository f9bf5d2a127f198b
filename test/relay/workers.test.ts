// Media in processes of their own: the built program, real streams, and kills.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { httpCamera } from '../helpers/camera.js';
import { clip } from '../helpers/media.js';
import { createMachine, type Machine, startEmulator } from '../helpers/program.js';

interface Line extends Record<string, unknown> {
  event: string;
  channelName?: string;
  state?: string;
}

const ends: (() => unknown)[] = [];

afterAll(async () => {
  for (const end of ends) await end();
});

/** A machine with an emulator, and a file of cameras. */
async function withCameras(names: readonly string[]) {
  const machine = createMachine();
  const emulator = await startEmulator(machine);
  ends.push(() => emulator.stop());
  const source = await clip({ seconds: 90, gop: 25 });
  const cameras = await Promise.all(names.map(() => httpCamera(source, { loops: true })));
  const channels = names.map((name, index) => `  ${name}: ${cameras[index]?.url}\n`).join('');
  const defaults = 'defaults: { fragDuration: 1, probe: false, buffer: 20s }';
  writeFileSync(join(machine.folder, 'cameras.yaml'), `${defaults}\nchannels:\n${channels}`);
  return { machine, variables: emulator.variables, source, cameras };
}

/** `oss-live relay --json`, at work. */
function relaying(
  { machine, variables }: Awaited<ReturnType<typeof withCameras>>,
  flags: readonly string[] = [],
) {
  const args = ['relay', 'cameras.yaml', '--json', '--ledger', 'none', ...flags];
  const relay = machine.start(args, { ...variables, OSS_LIVE_TEST_RUN: machine.folder });
  const seen: Line[] = [];
  return {
    ...{ relay, seen },
    /** Reads on until something has happened; gives it. */
    async until(isIt: (line: Line) => boolean): Promise<Line> {
      for (;;) {
        const { value, done } = await relay.lines.next();
        if (done)
          throw new Error(`the relay ended: ${JSON.stringify(await relay.ended)} ${JSON.stringify(seen)}`);
        const line = JSON.parse(value) as Line;
        seen.push(line);
        if (isIt(line)) return line;
      }
    },
    states: (name: string) =>
      seen.filter((line) => line.event === 'state' && line.channelName === name).map(({ state }) => state),
  };
}

const isLive = (name: string) => (line: Line) => line.channelName === name && line.state === 'live';

/** Of the processes that the relays of a machine have started, their names. */
function processesOf({ folder }: Machine): { pid: number; name: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`OSS_LIVE_TEST_RUN=${folder}\0`)) return [];
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const name = ['relay', '__relay-worker'].find((word) => words.includes(word)) ?? words[0] ?? '';
      return [{ pid: Number(pid), name: name.split('/').at(-1) ?? '' }];
    } catch {
      return [];
    }
  });
}

async function untilGone(machine: Machine): Promise<void> {
  while (processesOf(machine).length > 0) await sleep(50);
}

/** Without /proc it cannot be seen what is left. */
const onLinux = test.runIf(process.platform === 'linux');

onLinux('a process of media that dies is started again, and touches no source of another one', async () => {
  const world = await withCameras(['one', 'two']);
  const { relay, seen, until, states } = relaying(world, ['--workers', '2']);
  onTestFinished(async () => void (await relay.stop()));
  const live = new Set<string>();
  await until((line) => {
    if (line.state === 'live') live.add(line.channelName ?? '');
    return live.size === 2;
  });
  const names = processesOf(world.machine).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['__relay-worker', '__relay-worker', 'ffmpeg', 'ffmpeg', 'relay']);

  const [first] = seen.filter(({ event }) => event === 'worker');
  process.kill(first?.pid as number, 'SIGKILL');
  const died = await until(({ event, state }) => event === 'worker' && state === 'died');
  expect(died).toMatchObject({ worker: 0, how: 'SIGKILL', channelNames: ['one'] });
  await until(isLive('one'));
  // A service that is busy notices late that the first connection is gone, and is asked once more.
  const steps = states('one').filter((state) => state !== 'waiting');
  expect(steps.filter((state, at) => state !== steps[at - 1])).toEqual([
    ...['starting', 'connecting', 'live', 'starting', 'connecting', 'live'],
  ]);
  expect(seen.find(({ state, channelName }) => channelName === 'one' && state === 'waiting')).toMatchObject({
    error: { code: 'WorkerEnded', message: 'The process that sends it has ended (SIGKILL).' },
  });
  expect(states('two')).toEqual(['starting', 'connecting', 'live']);

  // Its connection to the service may outlast the camera.
  const { port } = new URL(world.cameras[1]?.url ?? '');
  await world.cameras[1]?.goAway();
  await until((line) => line.channelName === 'two' && line.state === 'waiting');
  await httpCamera(world.source, { loops: true, port: Number(port) });
  await until(isLive('two'));

  const { exitCode, stderr } = await relay.stop();
  expect([exitCode, stderr]).toEqual([143, '']);
  await untilGone(world.machine);
});

test('a source that comes later has a process of its own', async () => {
  const world = await withCameras(['one', 'two']);
  const file = join(world.machine.folder, 'cameras.yaml');
  const both = readFileSync(file, 'utf8');
  writeFileSync(file, both.replace(/^ {2}two: .*\n/m, ''));
  const { relay, seen, until } = relaying(world, ['--workers', '2']);
  onTestFinished(async () => void (await relay.stop()));
  await until(isLive('one'));
  writeFileSync(file, both);
  process.kill(relay.pid, 'SIGHUP');
  await until(isLive('two'));
  expect((await relay.stop()).exitCode).toBe(143);
  const started = seen.filter(({ event, state }) => event === 'worker' && state === 'started');
  expect(started.map(({ worker }) => worker)).toEqual([0, 1]);
});

onLinux('SIGKILL leaves no ffmpeg and no process, and the next start goes on', async () => {
  const world = await withCameras(['one']);
  const first = relaying(world);
  await first.until(isLive('one'));
  process.kill(first.relay.pid, 'SIGKILL');
  await first.relay.ended;
  await untilGone(world.machine);

  const second = relaying(world);
  await second.until(isLive('one'));
  const { exitCode } = await second.relay.stop();
  expect(exitCode).toBe(143);
  await untilGone(world.machine);
  const ended = await world.machine.sh('oss-live stat one --json', world.variables);
  expect(JSON.parse(ended.stdout).status).toBe('Idle');
});

test('without processes of media all is done in one', async () => {
  const world = await withCameras(['one']);
  const { relay, seen, until } = relaying(world, ['--workers', '0']);
  await until(isLive('one'));
  expect((await relay.stop()).exitCode).toBe(143);
  expect(seen.filter(({ event }) => event === 'worker')).toEqual([]);
});

onLinux('an output that goes to a full disk ends no stream, which is said once', async () => {
  const { machine, variables } = await withCameras(['one']);
  const line = 'oss-live relay cameras.yaml --json --ledger none > /dev/full & pid=$!; ';
  const live =
    'until oss-live stat one --json 2>/dev/null | grep -q \'"status": *"Live"\'; do sleep 0.3; done; ';
  const { stderr } = await machine.sh(`${line}${live}kill $pid; wait $pid; echo $? >&2`, variables);
  expect(
    stderr
      .trim()
      .split('\n')
      .filter((text) => !text.includes('"Interrupted"')),
  ).toEqual([
    '{"warning":{"message":"The output cannot be written, since the disk is full; the cameras go on."}}',
    '143',
  ]);
});
