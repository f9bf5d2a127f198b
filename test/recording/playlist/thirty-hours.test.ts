// Thirty hours of a channel, by moving the emulator's clock: real pushes, one of them over midnight, stitched and played.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import HLS from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../../src/emulator/index.js';
import {
  type Client,
  createClient,
  presignPlayback,
  type VodPlaylist,
  vodPlaylist,
} from '../../../src/index.js';
import { complaints, openBrowser, type PlayerBrowser } from '../../helpers/browser.js';
import { asking, channelXml, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { clip } from '../../helpers/media.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

let emulator: Emulator;
let listening: Listening;
let browser: PlayerBrowser;
let client: Client;
let stitched: VodPlaylist;

const now = (): Date => new Date(emulator.control.clock().now);
const bucket = () => ({
  ...{ endpoint: listening.url, bucket: 'local', region: 'cn-hangzhou', credentials: KEY, client, now },
  channelName: 'cam',
});
const RANGE = { start: new Date('2030-03-05T12:00:00Z'), end: new Date('2030-03-06T18:00:00Z') };

const finished = async (): Promise<number> =>
  (await emulator.control.state()).buckets[0]?.channels[0]?.history.length ?? 0;

/** So many seconds of a colour, in real time. */
async function pushAt(time: string, seconds: number, colour: string): Promise<void> {
  const before = await finished();
  const file = await clip({ seconds, gop: 25, extra: ['-vf', `drawbox=c=${colour}:t=fill`] });
  // Nothing that takes its time may come between this and the push.
  emulator.control.setClock({ offsetMs: Date.parse(time) - Date.now() });
  const url = publishUrl({ base: listening.rtmpUrl, channel: 'cam' });
  await execa('ffmpeg', ['-v', 'error', '-re', '-i', file, '-c', 'copy', '-f', 'flv', url]);
  await eventually(finished, (records) => records > before);
}

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY] });
  [listening, browser] = await Promise.all([emulator.listen(), openBrowser()]);
  await createChannel(asking(emulator), 'cam', channelXml({ fragDuration: 1 }));
  await pushAt('2030-03-05T12:00:00Z', 4, 'red');
  await pushAt('2030-03-05T23:59:54Z', 8, 'lime');
  await pushAt('2030-03-06T17:59:00Z', 4, 'blue');
  client = createClient({
    ...{ endpoint: listening.url, bucket: 'local', region: 'cn-hangzhou', credentials: KEY, now },
  });
  stitched = await vodPlaylist({ ...bucket(), ...RANGE });
});

afterAll(async () => {
  await browser.close();
  await emulator.close();
});

test('thirty hours are one playlist, with a break and a time for each push', () => {
  expect({ ...stitched, playlist: null, gaps: stitched.gaps.length }).toEqual({
    ...{ channelName: 'cam', ...RANGE, playlist: null, from: 'stitched', segments: 16 },
    // The last picture of a push is not counted.
    ...{ seconds: expect.closeTo(15.76, 2), seams: 2, gaps: 2, unsettled: 0 },
    ...{ validity: null, etag: null, requestId: null },
  });
  HLS.setOptions({ strictMode: true });
  const list = HLS.parse(stitched.playlist) as HLS.types.MediaPlaylist;
  expect([list.version, list.targetDuration, list.endlist]).toEqual([3, 1, true]);
  const beginnings = list.segments.flatMap(({ uri, discontinuity = false, programDateTime }, index) => {
    if (!programDateTime) return [];
    expect(`${programDateTime.getTime()}.ts`).toBe(uri);
    // How long ffmpeg takes to connect is nobody's to say.
    return [[index, discontinuity, programDateTime.toISOString().slice(0, 15)]];
  });
  expect(beginnings).toEqual([
    [0, false, '2030-03-05T12:0'],
    [4, true, '2030-03-05T23:5'],
    [12, true, '2030-03-06T17:5'],
  ]);
  const beforeTheBreak = Number.parseInt(list.segments[11]?.uri ?? '', 10);
  expect(new Date(beforeTheBreak).toISOString().slice(0, 15)).toBe('2030-03-06T00:0');
});

/** Of a colour: within 50 of 255. */
const [little, much] = [expect.closeTo(0, -2), expect.closeTo(255, -2)];

async function playsThrough(url: string): Promise<void> {
  const player = await browser.play(url);
  const seen = new Set<string>();
  const state = await eventually(
    async () => {
      const state = await player.state();
      seen.add(state.colour.map((part) => (part > 127 ? 1 : 0)).join(''));
      return state;
    },
    ({ ended }) => ended,
  );
  expect(state.first).toEqual({ size: '320x180', colour: [much, little, little] });
  expect(state.colour).toEqual([little, little, much]);
  expect([...seen]).toEqual(expect.arrayContaining(['100', '010', '001']));
  expect(complaints(state)).toEqual([]);
  expect(state.seconds).toBeGreaterThan(15.6);
  expect(state.seconds).toBeLessThan(16.2);
}

describe('in a private bucket', () => {
  test('hls.js plays the saved list across midnight, by one signed URL', async () => {
    const contentType = 'application/x-mpegURL';
    await client.putObject({ key: 'cam/all.m3u8', body: stitched.playlist, contentType });
    const { url, expiresAt, cutBy } = await presignPlayback({
      ...bucket(),
      ...{ playlistName: 'all.m3u8', expiresSeconds: 3600 },
    });
    expect(cutBy).toBe(null);
    expect(expiresAt.getTime() - now().getTime()).toBeGreaterThan(3_500_000);
    await playsThrough(url);
  });

  test.each(['v4', 'v1'] as const)(
    'hls.js plays a list of signed URLs (%s) from elsewhere',
    async (version) => {
      const { playlist } = await vodPlaylist({
        ...{ ...bucket(), ...RANGE, signatureVersion: version, urls: { presignSeconds: 3600 } },
      });
      const elsewhere = await serving(playlist);
      try {
        await playsThrough(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/all.m3u8`);
      } finally {
        elsewhere.close();
      }
    },
  );

  test('ffprobe reads a list of signed URLs from disk with the protocols it has to be told', async () => {
    const { playlist } = await vodPlaylist({ ...bucket(), ...RANGE, urls: { presignSeconds: 3600 } });
    const file = join(temporaryFolder(), 'all.m3u8');
    writeFileSync(file, playlist);
    const probe = (...more: string[]) =>
      execa(
        'ffprobe',
        ['-v', 'warning', ...more, '-show_entries', 'format=duration', '-of', 'csv=p=0', file],
        {
          reject: false,
        },
      );
    const { stdout, stderr } = await probe('-protocol_whitelist', 'file,http,https,tcp,tls,crypto');
    expect([stdout, stderr]).toEqual(['15.760000', '']);
    expect((await probe()).stderr).toContain("Protocol 'http' not on whitelist");
  });
});

/** A playlist on a web server that has nothing to do with the bucket. */
async function serving(playlist: string): Promise<Server> {
  const headers = { 'Content-Type': 'application/x-mpegURL', 'Access-Control-Allow-Origin': '*' };
  const server = createServer((_, response) => response.writeHead(200, headers).end(playlist));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
