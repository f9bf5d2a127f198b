// Processes that share the cameras of a file: what one leaves another takes up, and never two at once.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { httpCamera } from '../helpers/camera.js';
import { clip } from '../helpers/media.js';
import { createMachine, startEmulator } from '../helpers/program.js';

interface Line {
  event: string;
  channelName?: string;
  state?: string;
  error?: { code: string } | null;
}

const CAMERAS = ['dock', 'door', 'till', 'attic', 'yard', 'gate'];

async function site() {
  const machine = createMachine();
  const emulator = await startEmulator(machine);
  onTestFinished(async () => {
    await emulator.stop();
  });
  const { url } = await httpCamera(await clip({ seconds: 10, rate: '5', gop: 5 }), { loops: true });
  const channels = CAMERAS.map((name) => `  ${name}: ${url}?${name}\n`);
  writeFileSync(
    join(machine.folder, 'cameras.yaml'),
    `defaults: { fragDuration: 1, probe: false }\nchannels:\n${channels.join('')}`,
  );

  /** `oss-live relay`, for one shard. */
  return function start(shard: string) {
    const running = machine.start(
      ['relay', 'cameras.yaml', '--json', '--ledger', 'none', '--shard', shard],
      emulator.variables,
    );
    onTestFinished(async () => {
      await running.stop();
    });
    const last = new Map<string, Line>();
    const waited = new Map<string, string | undefined>();
    const reading = (async () => {
      for (;;) {
        const { value, done } = await running.lines.next();
        if (done) return;
        const line = JSON.parse(value) as Line;
        if (line.event !== 'state' || line.channelName === undefined) continue;
        last.set(line.channelName, line);
        if (line.state === 'waiting') waited.set(line.channelName, line.error?.code);
      }
    })();
    const patience = { timeout: 120_000, interval: 100 };
    return {
      /** Until these are what it has on air, and nothing else is there. */
      live: (...names: string[]) =>
        vi.waitFor(() => {
          const states = [...last].map(([name, { state }]) => [name, state]).sort();
          expect(states).toEqual(names.sort().map((name) => [name, 'live']));
        }, patience),
      waitsFor: (name: string) =>
        vi.waitFor(() => expect(waited.get(name)).toBe('ChannelStillLive'), patience),
      async kill() {
        process.kill(running.pid, 'SIGKILL');
        await reading;
      },
      stop: async () => (await running.stop()).exitCode,
    };
  };
}

// Elsewhere an ffmpeg outlives the program that was killed, and its channel is not free.
describe.runIf(process.platform === 'linux')('three processes share six cameras', () => {
  test('one is killed and comes back, and a fourth takes what is its own while all are on air', async () => {
    const start = await site();
    const [zero, one, two] = [start('0/3'), start('1/3'), start('2/3')];
    await Promise.all([zero.live('dock', 'door'), one.live('attic', 'till'), two.live('gate', 'yard')]);

    await one.kill();
    const again = start('1/3');
    await again.live('attic', 'till');
    await Promise.all([zero.live('dock', 'door'), two.live('gate', 'yard')]);

    // The fourth comes first: what it is to have is still on air elsewhere.
    const fourth = start('3/4');
    await Promise.all([fourth.waitsFor('door'), fourth.waitsFor('yard')]);
    await zero.live('dock', 'door');
    expect(await zero.stop()).toBe(143);
    const first = start('0/4');
    expect(await two.stop()).toBe(143);
    const third = start('2/4');
    expect(await again.stop()).toBe(143);
    const second = start('1/4');
    await Promise.all([
      first.live('dock'),
      second.live('attic', 'till'),
      third.live('gate'),
      fourth.live('door', 'yard'),
    ]);
  });
});
