import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { asking } from '../../helpers/emulator.js';
import { decodingErrors, probeStreams } from '../../helpers/media.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';
import { createWorld } from '../../helpers/world.js';

let dataDir: string;
let emulator: Emulator;

const start = (): Emulator => createEmulator({ dataDir, credentials: [KEY], seedMedia: true });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-05T12:00:00.000Z') });
  dataDir = temporaryFolder();
  emulator = start();
});

afterEach(async () => {
  await emulator.close();
  vi.useRealTimers();
});

const hour = {
  start: Date.parse('2026-03-05T11:00:00Z') / 1000,
  end: Date.parse('2026-03-05T12:00:00Z') / 1000,
};

async function vodPlaylist(): Promise<string> {
  const target = `/demo?endTime=${hour.end}&startTime=${hour.start}&vod`;
  const { status, text } = await asking(emulator)({ target });
  expect(status).toBe(200);
  return text;
}

test('there is a channel with four pushes in the last hour', async () => {
  const { text } = await asking(emulator)({ target: '/demo?comp=history&live' });
  const times = [...text.matchAll(/<(?:Start|End)Time>([^<]+)</g)].map(([, time]) => time);
  expect(times).toEqual([
    ...['2026-03-05T11:00:00.000Z', '2026-03-05T11:13:59.000Z'],
    ...['2026-03-05T11:15:00.000Z', '2026-03-05T11:28:59.000Z'],
    ...['2026-03-05T11:30:00.000Z', '2026-03-05T11:43:59.000Z'],
    ...['2026-03-05T11:45:00.000Z', '2026-03-05T11:58:59.000Z'],
  ]);
});

test('its media is an hour with three breaks, and is sound', async () => {
  const playlist = await vodPlaylist();
  const durations = [...playlist.matchAll(/#EXTINF:([\d.]+),/g)].map(([, duration]) => duration);
  // The last picture of a push, a tenth of a second, is not counted.
  expect(durations).toEqual(
    Array(4)
      .fill([...Array(130).fill('6.400'), '6.300'])
      .flat(),
  );
  expect(playlist.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(3);
  expect(playlist.split('\n').slice(4, 8)).toEqual([
    ...['#EXTINF:6.400,', '1772708400064.ts', '#EXTINF:6.400,', '1772708406464.ts'],
  ]);

  const names = playlist.match(/^\d+\.ts$/gm)!.slice(0, 131);
  const joined = join(dataDir, 'first-push.ts');
  const folder = join(dataDir, 'local', 'demo');
  writeFileSync(joined, Buffer.concat(names.map((name) => readFileSync(join(folder, name)))));
  expect(await decodingErrors(joined)).toBe('');
  expect((await probeStreams(joined)).map(({ codec_name, width }) => [codec_name, width])).toEqual([
    ['h264', 320],
    ['aac', undefined],
  ]);
});

test('a channel of that name that exists is left alone', async () => {
  const before = await vodPlaylist();
  await emulator.close();
  vi.setSystemTime(new Date('2026-03-05T12:30:00.000Z'));
  emulator = start();
  expect(await vodPlaylist()).toBe(before);
  expect((await emulator.control.state()).buckets[0]?.channels.map(({ segments }) => segments)).toEqual([
    524,
  ]);
});

test('the command seeds with --seed-media', async () => {
  const world = createWorld();
  const env = { OSS_LIVE_STATE_DIR: join(world.homeDir, 'state'), PATH: process.env.PATH };
  const list = `node -e 'fetch(process.env.OSS_ENDPOINT + "/local/demo/playlist.m3u8").then((r) => r.text()).then(console.log)'`;
  const argv = [
    'emulator',
    '--port',
    '0',
    '--acl',
    'public-read',
    '--seed-media',
    '--exec',
    `${list} > list`,
  ];
  expect(await world.run(argv, { env })).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(world.homeDir, 'list'), 'utf8')).toMatch(/^#EXTM3U\n/);
});
