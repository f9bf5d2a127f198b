import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ticksBetween } from '../../../src/recording/transport-stream/clock.js';
import { firstTimes } from '../../../src/recording/transport-stream/first-times.js';
import { clip } from '../../helpers/media.js';
import { temporaryFolder } from '../../helpers/store.js';

async function transportStream(args: readonly string[] = []): Promise<Buffer> {
  const path = join(temporaryFolder(), 'a.ts');
  const source = await clip({ seconds: 2 });
  await execa('ffmpeg', ['-v', 'error', '-i', source, '-c', 'copy', ...args, path]);
  return readFileSync(path);
}

/** Of each stream the first packet, as ffprobe sees it: `pts` and `dts` in ticks. */
async function probed(bytes: Buffer): Promise<[string, string][]> {
  const path = join(temporaryFolder(), 'b.ts');
  writeFileSync(path, bytes);
  const look = [
    '-correct_ts_overflow',
    '0',
    '-show_entries',
    'packet=stream_index,pts,dts',
    '-of',
    'csv=p=0',
  ];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...look, path]);
  const first = new Map<string, [string, string]>();
  for (const line of stdout.split('\n')) {
    const [stream = '', pts = '', dts = ''] = line.split(',');
    if (!first.has(stream)) first.set(stream, [pts, dts]);
  }
  return ['0', '1'].map((stream) => first.get(stream)!);
}

test.each<[string, string[]]>([
  ['as ffmpeg writes them', []],
  [
    'with other PIDs and service descriptions',
    ['-streamid', '0:337', '-streamid', '1:4000', '-mpegts_pmt_start_pid', '600'],
  ],
  ['near the end of 33 bits', ['-output_ts_offset', '95443', '-muxdelay', '0']],
])('the first times of a segment are those that ffprobe sees: %s', async (_, args) => {
  const bytes = await transportStream(args);
  const [video, audio] = await probed(bytes);
  const found = firstTimes(bytes.subarray(0, 65_536));
  expect([found?.video, found?.audio]).toEqual([
    { pts: Number(video?.[0]), dts: Number(video?.[1]) },
    { pts: Number(audio?.[0]) },
  ]);
});

test('bytes that do not begin with a packet are looked through for the first', async () => {
  const bytes = await transportStream();
  const whole = firstTimes(bytes);
  expect(firstTimes(Buffer.concat([Buffer.from('GGG#'), bytes]))).toEqual(whole);
});

test.each([
  ['nothing', ''],
  ['a playlist', '#EXTM3U\n#EXTINF:1,\n1.ts\n'],
  ['text', 'G'.repeat(100)],
])('what is no transport stream has none: %s', (_, text) => {
  expect(firstTimes(Buffer.from(text))).toBeNull();
});

test('a part without tables has none yet', async () => {
  const bytes = await transportStream();
  expect(firstTimes(bytes.subarray(188 * 10, 188 * 20))).toEqual({ clock: null, video: null, audio: null });
});

test('between two times lies the shorter way, across the end of 33 bits', () => {
  expect([
    ticksBetween(8_589_934_000, 408),
    ticksBetween(408, 8_589_934_000),
    ticksBetween(5, 90_005),
  ]).toEqual([1000, -1000, 90_000]);
});
