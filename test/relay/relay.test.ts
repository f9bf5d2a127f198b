// Many sources in one process: real streams over HTTP, real ffmpegs, an emulator.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { httpCamera, refusingCamera } from '../helpers/camera.js';
import { clip } from '../helpers/media.js';
import { relaying } from '../helpers/relaying.js';
import { createStudio, happening } from '../helpers/studio.js';

/** The service tells connections apart by the second in which they began. */
async function anotherSecond(liveSince: unknown): Promise<void> {
  const liveMs = Date.parse(String(liveSince));
  await vi.waitFor(() => expect(Date.now() - liveMs).toBeGreaterThan(2000), {
    timeout: 10_000,
    interval: 50,
  });
}

test('cameras go live, a broken one touches no other, and the file may change meanwhile', async () => {
  const studio = await createStudio();
  const source = await clip({ seconds: 90, gop: 25 });
  const [one, two, three] = [
    await httpCamera(source, { loops: true }),
    await httpCamera(source, { loops: true }),
    await httpCamera(source, { loops: true }),
  ];
  const file = (channels: string) =>
    `defaults: { fragDuration: 1, probe: false, buffer: 20s }\nchannels:\n${channels}`;
  const at = relaying(
    studio,
    file(
      `  one: ${one.url}\n  two: ${two.url}\n  gone: http://u:geheim@127.0.0.1:9/cam.ts\n  wrong: no.flv\n  plain:\n`,
    ),
    ['--metrics', '0', '--ledger', 'none'],
  );
  await Promise.all([at.until('one', 'live'), at.until('two', 'live'), at.until('gone', 'waiting')]);
  await at.until('wrong', 'failed');
  expect(at.states('one')).toEqual(['starting', 'connecting', 'live']);
  expect(at.states('gone')[0]).toBe('starting');
  expect((await studio.run(['list'])).stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
    ...['cam', 'gone', 'one', 'plain', 'two', 'wrong', ''],
  ]);

  // A mistake changes nothing.
  at.rewrite('channels: { one: { inputs: x } }\n');
  at.hangup();
  await vi.waitFor(() => expect(at.warnings).toHaveLength(1), { timeout: 60_000, interval: 50 });
  expect(at.warnings).toEqual([
    'The file was not taken, and all goes on as before: cameras.yaml:1:20: there is no setting "inputs".',
  ]);
  // Only what differs is begun anew.
  at.rewrite(file(`  one: ${one.url}\n  three: ${three.url}\n`));
  at.hangup();
  await at.until('three', 'live');
  expect(at.lines.filter(({ event }) => event === 'changed')).toEqual([
    {
      ...{ event: 'changed', time: expect.any(String), added: ['three'], removed: ['two', 'gone', 'wrong'] },
      restarted: [],
    },
  ]);
  expect(at.states('one')).toEqual(['starting', 'connecting', 'live']);

  // A camera that goes away and comes back. The connection to its channel may have lasted.
  await one.goAway();
  await at.until('one', 'waiting');
  expect(at.states('three').at(-1)).toBe('live');
  await httpCamera(source, { loops: true, port: Number(new URL(one.url).port) });
  await at.until('one', 'live');
  expect(at.states('three').at(-1)).toBe('live');

  at.stop.abort();
  const { exitCode } = await at.ended;
  expect([exitCode, at.lines.at(-1)]).toEqual([
    130,
    { event: 'ended', time: expect.any(String), sources: 2 },
  ]);
  expect(JSON.stringify(at.lines)).not.toContain('geheim');
  const stat = await studio.run(['stat', 'three', '--json']);
  expect(JSON.parse(stat.stdout).status).toBe('Idle');
});

test('a connection that breaks is made again out of the buffer: no picture is lost', async () => {
  const studio = await createStudio();
  const one = await httpCamera(await clip({ seconds: 90, gop: 25 }), { loops: true });
  const at = relaying(
    studio,
    `channels: { cam: { input: '${one.url}', probe: false, audio: none, buffer: 60s } }\n`,
    ['--ledger', 'none'],
  );
  await at.until('cam', 'live');
  await anotherSecond(at.lines.at(-1)?.time);
  const ended = happening(studio.emulator, 'push-ended');
  studio.emulator.control.kick('cam');
  await ended;
  const liveAgain = () => {
    const states = at.states('cam');
    return states.indexOf('waiting') < states.lastIndexOf('live') && states.includes('waiting');
  };
  await vi.waitFor(() => expect(liveAgain()).toBe(true), { timeout: 90_000, interval: 50 });
  at.stop.abort();
  await at.ended;
  // A push that was begun anew would have had another buffer.
  expect(at.states('cam').filter((state) => state === 'starting' || state === 'failed')).toEqual([
    'starting',
  ]);
  expect(at.lines.filter(({ event }) => event === 'missing')).toEqual([]);
});

test('what a camera without a buffer has lost is told when it is live again', async () => {
  const studio = await createStudio();
  const camera = await httpCamera(await clip({ seconds: 90, gop: 25 }), { loops: true });
  const file = `channels: { cam: { input: '${camera.url}', probe: false, audio: none } }\n`;
  const at = relaying(studio, file, ['--ledger', 'none']);
  await at.until('cam', 'live');
  await anotherSecond(at.lines.at(-1)?.time);
  const ended = happening(studio.emulator, 'push-ended');
  studio.emulator.control.kick('cam');
  await ended;
  const missing = () => at.lines.find(({ event }) => event === 'missing');
  await vi.waitFor(() => expect(missing()).toBeDefined(), { timeout: 90_000, interval: 50 });
  at.stop.abort();
  await at.ended;
  expect(missing()).toEqual({
    ...{ event: 'missing', time: expect.any(String), channelName: 'cam', seconds: expect.any(Number) },
    by: expect.stringMatching(/^(stored|sent)$/),
  });
});

test('a camera that answers 401 or 404 is told so, and tried again', async () => {
  const studio = await createStudio();
  const [locked, gone] = [await refusingCamera('401 Unauthorized'), await refusingCamera('404 Not Found')];
  const at = relaying(studio, `channels: { locked: '${locked}', gone: '${gone}' }\n`, ['--ledger', 'none']);
  await Promise.all([at.until('locked', 'failed'), at.until('gone', 'failed')]);
  at.stop.abort();
  await at.ended;
  const why = (name: string) =>
    at.lines.find(({ channelName, state }) => channelName === name && state === 'failed')?.error;
  const cannot = (address: string, reason: string) => ({
    ...{ code: 'Usage', message: `${address.replace('geheim', '***')} cannot be read: ${reason}.` },
  });
  expect([why('locked'), why('gone')]).toEqual([
    cannot(locked, 'Server returned 401 Unauthorized (authorization failed)'),
    cannot(gone, 'Server returned 404 Not Found'),
  ]);
});

test('a channel that somebody else pushes to is waited for', async () => {
  const studio = await createStudio();
  const camera = await httpCamera(await clip({ seconds: 90, gop: 25 }), { loops: true });
  const other = new AbortController();
  const begun = happening(studio.emulator, 'push-started');
  const pushing = studio.events(['1.flv', 'cam', '--loop'], { signal: other.signal });
  await begun;
  const file = `channels: { cam: { input: '${camera.url}', probe: false, audio: none, buffer: 60s } }\n`;
  const at = relaying(studio, file, ['--ledger', 'none']);
  await at.until('cam', 'waiting');
  const waiting = at.lines.find(({ state }) => state === 'waiting');
  expect(waiting?.error).toEqual({
    code: 'ChannelStillLive',
    message: expect.stringMatching(/^127\.0\.0\.1:\d+ is pushing to the channel\.$/),
  });
  other.abort();
  await pushing;
  await at.until('cam', 'live');
  at.stop.abort();
  await at.ended;
});

test('a source that is not in its hours is off, and says until when', async () => {
  const studio = await createStudio();
  const hour = (offset: number) => `${String((new Date().getUTCHours() + offset) % 24).padStart(2, '0')}:00`;
  const from = hour(2);
  const at = relaying(
    studio,
    `channels: { late: { input: test, hours: '${from}-${hour(4)}', timezone: UTC } }\n`,
  );
  await at.until('late', 'off');
  at.stop.abort();
  await at.ended;
  const off = at.lines.find(({ state }) => state === 'off');
  expect(String(off?.until).slice(11, 19)).toBe(`${from}:00`);
});

test('hours go by the clock of the service where this machine has another time, which is told', async () => {
  const studio = await createStudio();
  const hour = (offset: number) => `${String((new Date().getUTCHours() + offset) % 24).padStart(2, '0')}:00`;
  // By the clock of this machine it is on air.
  const hours = `${hour(4)}-${hour(7)}`;
  const at = relaying(
    studio,
    `channels: { late: { input: test, hours: '${hours}', timezone: UTC } }\n`,
    ['--ledger', 'none'],
    { now: () => new Date(Date.now() + 5 * 3_600_000) },
  );
  await at.until('late', 'off');
  at.stop.abort();
  await at.ended;
  const clocks = at.lines.filter(({ event }) => event === 'clock');
  expect(clocks.map(({ offsetSeconds }) => Math.round(Number(offsetSeconds) / 3600))).toEqual([-5]);
  expect(at.states('late')).toEqual(['starting', 'off']);
});

test('a source that has failed is tried again in time, though the clock is put back', async () => {
  const studio = await createStudio();
  const clock = { putBackMs: 0 };
  const at = relaying(studio, 'channels: { cam: late.flv }\n', ['--ledger', 'none'], {
    now: () => new Date(Date.now() - clock.putBackMs),
  });
  await at.until('cam', 'failed');
  clock.putBackMs = 3_600_000;
  copyFileSync(await clip({ seconds: 8, gop: 25 }), join(studio.folder, 'late.flv'));
  await at.until('cam', 'live');
  at.stop.abort();
  await at.ended;
  expect(at.states('cam')).toEqual(['starting', 'failed', 'connecting', 'live']);
});

test('--plan says what would be done, and does nothing', async () => {
  const studio = await createStudio();
  writeFileSync(join(studio.folder, 'cameras.yaml'), 'channels: { new: test, cam: { fragDuration: 9 } }\n');
  expect(await studio.run(['relay', 'cameras.yaml', '--plan'])).toEqual({
    exitCode: 0,
    stdout: 'new\tcreate\t\ncam\tchange\tfragDuration 1 -> 9\nnew\tencode\t0.4 cores\n',
    stderr: [
      'Channels: 1 to create, 1 to change, 0 unchanged. Sources: 1, each with an ffmpeg of its own.',
      'With all on air: 3 processes, 249 MB of memory (0 bytes for buffers), 0.4 cores, 2.4 Mbit/s of uplink with a fifth to spare.',
      'Not examined: 1 of 1. Of these 2.0 Mbit/s each are assumed, copied unless the file has them encoded.',
      '',
    ].join('\n'),
  });
  expect((await studio.run(['list'])).stdout.split('\n')).toHaveLength(2);
});

test.each([
  [
    'channels: { a: rtsp://10.0.0.1/x, b: rtsp://10.0.0.1/x }',
    'cameras.yaml:1:35: b and a have the same input.',
  ],
  [
    'channels: { a: rtsp://u:geheim@CAM.local/x?a=1, b: rtsp://v:other@cam.local:554/x?a=1 }',
    'cameras.yaml:1:49: b and a have the same input.',
  ],
  [
    'channels: { a: { input: test, hours: 8-22 } }',
    'cameras.yaml:1:31: hours must be hours such as 08:00-22:00.',
  ],
  [
    'channels: { a: { input: test, timezone: Shanghai } }',
    'cameras.yaml:1:31: timezone must be a time zone such as Asia/Shanghai.',
  ],
  [
    "channels: { a: { input: test, playlist: '{name}.m3u8' } }",
    'cameras.yaml:1:31: playlist must be a name that ends in .m3u8, with at most one {date} and no "/".',
  ],
  [
    'channels: { a: { input: test, height: 721 } }',
    'cameras.yaml:1:31: height must be an even number from 16 to 4320.',
  ],
  ['defaults: { input: test }\nchannels: {}', 'cameras.yaml:1:13: there is no setting "input".'],
  [
    'channels: { a: { input: test, buffer: long } }',
    'cameras.yaml:1:31: buffer must be from 1s to 60m, such as 60s or 2m.',
  ],
  [
    'channels: { a: { input: test, buffer: 0s } }',
    'cameras.yaml:1:31: buffer must be from 1s to 60m, such as 60s or 2m.',
  ],
  [
    'defaults: { buffer: 61m }\nchannels: { a: test }',
    'cameras.yaml:1:13: buffer must be from 1s to 60m, such as 60s or 2m.',
  ],
  ['channels: { a: }', 'No channel of cameras.yaml has an input.'],
])('%s is refused', async (text, message) => {
  const { run, folder } = await createStudio();
  writeFileSync(join(folder, 'cameras.yaml'), `${text}\n`);
  const { exitCode, stderr } = await run(['relay', 'cameras.yaml']);
  expect([exitCode, stderr.split('\n')[0]]).toEqual([2, `error: ${message}`]);
});
