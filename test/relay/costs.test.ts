// What many cameras cost, before they start.

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { readMedia } from '../../src/push/ffmpeg/media.js';
import { costsOf } from '../../src/relay/index.js';
import type { RelaySource } from '../../src/relay/options.js';
import { createStudio } from '../helpers/studio.js';

const source = (channelName: string, push: Partial<RelaySource['push']> = {}): RelaySource => ({
  ...{ channelName, input: `rtsp://10.0.0.1/${channelName}`, playlist: null, hours: null, timeZone: null },
  push: { ...push },
});

test('bit rates, buffers, memory and cores add up, and what is assumed is marked', () => {
  const h265 = { codec: 'hevc', width: 1920, height: 1080, framesPerSecond: 25 };
  const h264 = { codec: 'h264', width: 1280, height: 720, framesPerSecond: 15 };
  const costs = costsOf(
    [
      {
        source: source('copied', { bufferSeconds: 60 }),
        found: { video: h264, bitsPerSecond: 1_000_000, encodes: false },
        error: null,
      },
      {
        source: source('encoded'),
        found: { video: h265, bitsPerSecond: 1_500_000, encodes: true },
        error: null,
      },
      {
        source: source('smaller', { height: 540, videoBitrate: '800k' }),
        found: { video: h265, bitsPerSecond: 1_500_000, encodes: true },
        error: null,
      },
      { source: source('late', { bufferSeconds: 60 }), found: null, error: null },
      { source: source('dark'), found: null, error: new UsageError('it answers 401') },
    ],
    { workers: 2, bufferLimitBytes: 20_000_000 },
  );
  const assumed = { examined: false, video: null, encodes: false, bitsPerSecond: 2_000_000, cores: 0.02 };
  expect(costs).toEqual({
    processes: 8,
    // 0.017 + 0.96 + 0.44 + 0.024 + 0.024.
    cores: 1.46,
    encodingCores: 1.4,
    // 3 processes of 80 MB, 40 MB shared, 20 MB of buffers, and 12, 95, 95, 12 and 12 MB of ffmpegs.
    memoryBytes: 525_888_000,
    bufferBytes: 20_000_000,
    bitsPerSecond: 8_800_000,
    uplinkBitsPerSecond: 10_560_000,
    examined: 3,
    sources: [
      {
        ...{ channelName: 'copied', examined: true, video: h264, encodes: false, error: null },
        ...{ bitsPerSecond: 1_000_000, cores: 0.02, memoryBytes: 12_000_000, bufferBytes: 7_500_000 },
      },
      {
        ...{ channelName: 'encoded', examined: true, video: h265, encodes: true, error: null },
        ...{ bitsPerSecond: 3_000_000, cores: 0.96, memoryBytes: 94_944_000, bufferBytes: 0 },
      },
      {
        ...{ channelName: 'smaller', examined: true, video: h265, encodes: true, error: null },
        ...{ bitsPerSecond: 800_000, cores: 0.44, memoryBytes: 94_944_000, bufferBytes: 0 },
      },
      {
        ...{ channelName: 'late', ...assumed, error: null },
        ...{ memoryBytes: 12_000_000, bufferBytes: 15_000_000 },
      },
      {
        ...{ channelName: 'dark', ...assumed, error: { code: 'Usage', message: 'it answers 401' } },
        ...{ memoryBytes: 12_000_000, bufferBytes: 0 },
      },
    ],
  });
});

test('the bit rate of what has no end is that of what was looked at', () => {
  const packet = (dts_time: string, size: string) => ({
    stream_index: 0,
    dts_time,
    pts_time: dts_time,
    size,
  });
  const report = (...packets: ReturnType<typeof packet>[]) => ({
    streams: [{ index: 0, codec_type: 'video', codec_name: 'h264', width: 64, height: 64 }],
    packets,
  });
  const rateOf = (...packets: ReturnType<typeof packet>[]) =>
    readMedia('rtsp://10.0.0.1/x', report(...packets)).bitsPerSecond;
  expect(rateOf(packet('100.0', '250000'), packet('102.0', '150000'), packet('104.0', '100000'))).toBe(
    1_000_000,
  );
  expect(rateOf(packet('100.0', '250000'), packet('101.0', '250000'))).toBeNull();
  expect(rateOf()).toBeNull();
});

test('--plan examines the cameras, and says what they cost and which are dark', async () => {
  const { run, folder } = await createStudio();
  const h265 = join(folder, 'h265.ts');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-t', '2'];
  await execa('ffmpeg', [
    '-v',
    'error',
    ...picture,
    '-c:v',
    'libx265',
    '-x265-params',
    'log-level=none',
    h265,
  ]);
  const camera = createServer((_, response) => response.writeHead(401).end());
  await new Promise<void>((resolve) => camera.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void camera.close());
  const { port } = camera.address() as AddressInfo;
  const lines = [
    '  cam: { input: 1.flv, fragDuration: 1, buffer: 60s }',
    '  h265: h265.ts',
    `  locked: http://admin:geheim@127.0.0.1:${port}/cam.ts`,
    '  alone: { input: rtsp://127.0.0.1:9/x, probe: false }',
  ];
  writeFileSync(join(folder, 'cameras.yaml'), `channels:\n${lines.join('\n')}\n`);

  const shown = await run(['relay', 'cameras.yaml', '--plan']);
  expect(shown.exitCode).toBe(0);
  const rows = shown.stdout.split('\n').map((line) => line.split('\t'));
  expect(rows).toEqual([
    ...['h265', 'locked', 'alone'].map((name) => [name, 'create', '']),
    // 25 pictures of 0.23 megapixels: 0.11 cores, and what it costs to send them.
    ['h265', 'encode', 'hevc 640x360, 0.1 cores'],
    ['locked', 'dark', expect.stringContaining('401')],
    [''],
  ]);
  // Half of the machine has room for these processes: what is said of it are the processes, and what is assumed.
  expect(shown.stderr).toMatch(
    /^With all on air: \d+ processes, \d+ MB of memory \(\d+(\.\d+)? [kM]B for buffers\), 0\.2 cores, \d/m,
  );
  expect(shown.stderr).toContain('Not examined: 2 of 4. Of these 2.0 Mbit/s each are assumed');
  expect(shown.stdout + shown.stderr).not.toContain('geheim');

  const { stdout } = await run(['relay', 'cameras.yaml', '--plan', '--json']);
  const { costs } = JSON.parse(stdout);
  expect(costs).toMatchObject({ processes: 5 + Math.min(4, availableParallelism()), examined: 2 });
  expect(costs.sources.map((one: { error: unknown }) => one.error)).toEqual([
    ...[null, null, { code: expect.any(String), message: expect.stringContaining('401') }, null],
  ]);
  expect((await run(['list'])).stdout.split('\n')).toHaveLength(2);
});

test('more than the machine can encode is warned of before it starts', async () => {
  const { run, folder } = await createStudio();
  const many = Array.from(
    { length: 400 },
    (_, index) => `  c${index}: { input: "rtsp://10.0.0.1/${index}", probe: false, transcode: always }`,
  );
  writeFileSync(join(folder, 'cameras.yaml'), `channels:\n${many.join('\n')}\n`);
  const { stderr } = await run(['relay', 'cameras.yaml', '--plan']);
  expect(stderr).toMatch(
    /^warning: This machine has \d+ cores, and the sources need 38\d\.\d, of which 38\d\.\d to encode 400: have the cameras send H\.264, or divide them with --shard\.$/m,
  );
});
