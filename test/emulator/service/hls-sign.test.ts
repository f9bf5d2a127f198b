import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../../src/emulator/http/message.js';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { type Answered, answered, element } from '../../helpers/emulator-http.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';

const NOW = new Date('2024-03-05T06:07:08Z');
const EXPIRES = String(NOW.getTime() / 1000 + 60);
const HOST: [string, string] = ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'];
const PLAYLIST =
  '#EXTM3U\n#EXTINF:1.000,\n1.ts\n#EXTINF:1.000,\na%20b.ts\n#EXTINF:1.000,\nhttp://elsewhere.example/3.ts\n';

const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-hls-sign-'));
let now = NOW;
let emulator: Emulator;

const ask = async (request: IncomingRequest): Promise<Answered> => answered(await emulator.handle(request));

async function put(key: string, body: string): Promise<void> {
  const { status } = await ask(
    signedV1({
      method: 'PUT',
      target: `/${key}`,
      resource: `/examplebucket/${decodeURIComponent(key)}`,
      body,
    }),
  );
  expect(status).toBe(200);
}

/** By a signature in the URL, made here. */
function get(key: string, headers: [string, string][] = []): Promise<Answered> {
  const ossHeaders = headers
    .filter(([name]) => name.startsWith('x-oss-'))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const text = `GET\n\n\n${EXPIRES}\n${ossHeaders}/examplebucket/${key}?x-oss-process=hls/sign`;
  const signature = createHmac('sha1', KEY.accessKeySecret).update(text).digest('base64');
  const query = `OSSAccessKeyId=${KEY.accessKeyId}&Expires=${EXPIRES}&Signature=${encodeURIComponent(signature)}`;
  return ask({
    method: 'GET',
    target: `/${key}?x-oss-process=hls%2Fsign&${query}`,
    headers: [HOST, ...headers],
  });
}

const read = (path: string): Promise<Answered> =>
  ask({
    method: 'GET',
    target: new URL(path, 'http://any/cam/').href.slice('http://any'.length),
    headers: [HOST],
  });

const urisOf = (text: string): string[] => text.match(/^[^#\n].*$/gm) ?? [];

beforeAll(async () => {
  emulator = createEmulator({ dataDir, buckets: ['examplebucket'], credentials: [KEY], now: () => now });
  await put('cam/list.m3u8', PLAYLIST);
  await put('cam/1.ts', 'one');
  await put('cam/a%20b.ts', 'two');
});
beforeEach(() => {
  now = NOW;
});
afterAll(async () => {
  await emulator.close();
  rmSync(dataDir, { recursive: true });
});

test('the segments are signed for the time of the playlist', async () => {
  const { status, text, headers } = await get('cam/list.m3u8');
  expect([status, headers['content-length']]).toEqual([200, String(text.length)]);
  const uris = urisOf(text);
  expect(uris.map((uri) => uri.replace(/(?<=Signature=).*/, '…'))).toEqual([
    `1.ts?Expires=${EXPIRES}&OSSAccessKeyId=${KEY.accessKeyId}&Signature=…`,
    `a%20b.ts?Expires=${EXPIRES}&OSSAccessKeyId=${KEY.accessKeyId}&Signature=…`,
    'http://elsewhere.example/3.ts',
  ]);
  const contents = await Promise.all(uris.slice(0, 2).map(read));
  expect(contents.map((answer) => answer.text)).toEqual(['one', 'two']);
  now = new Date((Number(EXPIRES) + 1) * 1000);
  expect(element((await read(uris[0] ?? '')).text, 'EC')).toBe('0002-00000069');
});

test('the lists of a master are signed, and sign what is in them', async () => {
  await put('cam/low/list.m3u8', '#EXTM3U\n#EXTINF:1.000,\n../1.ts\n');
  await put('cam/master.m3u8', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow/list.m3u8\n');
  const [nested = ''] = urisOf((await get('cam/master.m3u8')).text);
  expect(nested).toMatch(/^low\/list\.m3u8\?.*Signature=.*&x-oss-process=hls%2Fsign$/);
  const [segment = ''] = urisOf((await read(nested)).text);
  expect((await read(`low/${segment}`)).text).toBe('one');
});

test('a condition is not about what is signed anew', async () => {
  expect((await get('cam/list.m3u8', [['If-None-Match', '*']])).status).toBe(200);
});

describe('refused is', () => {
  const lines = (count: number, line: string): string => `#EXTM3U\n${`${line}\n`.repeat(count)}`;

  test.each<[string, string, string, string, [string, string][]?]>([
    ['a token of 101 characters', 'c/a.m3u8', PLAYLIST, '401', [['x-oss-hls-sign-token', 'a'.repeat(101)]]],
    ['a token with a space', 'c/a.m3u8', PLAYLIST, '402', [['x-oss-hls-sign-token', 'a b']]],
    ['a token with a plus', 'c/a.m3u8', PLAYLIST, '402', [['x-oss-hls-sign-token', 'a+b']]],
    ['what is no playlist by its name', 'c/a.ts', PLAYLIST, '403'],
    ['a playlist over 1 MB', 'c/a.m3u8', `${PLAYLIST}#${'x'.repeat(1_048_576 - PLAYLIST.length)}`, '404'],
    ['20,001 segments', 'c/a.m3u8', lines(20_001, '1.ts'), '406'],
    ['101 playlists', 'c/a.m3u8', lines(101, '1.m3u8'), '407'],
    ['a playlist without any', 'c/a.m3u8', '#EXTM3U\nfilm.mp4\n', '408'],
    ['an empty object', 'c/a.m3u8', '', '408'],
    ['both kinds', 'c/a.m3u8', '#EXTM3U\n1.ts\n1.m3u8\n', '409'],
  ])('%s', async (_, key, body, ec, headers) => {
    await put(key, body);
    const { status, text, headers: got } = await get(key, headers);
    expect([status, element(text, 'Code'), got['x-oss-ec']]).toEqual([
      400,
      'InvalidRequest',
      `0044-00000${ec}`,
    ]);
  });

  test('a signature in the header, or none', async () => {
    const signed = signedV1({
      method: 'GET',
      target: '/cam/list.m3u8?x-oss-process=hls%2Fsign',
      resource: '/examplebucket/cam/list.m3u8?x-oss-process=hls/sign',
    });
    const { status, text } = await ask(signed);
    expect([status, element(text, 'Code'), element(text, 'EC')]).toEqual([
      400,
      'InvalidRequest',
      '0044-00000410',
    ]);
    const open = createEmulator({
      ...{ dataDir: join(dataDir, 'open'), buckets: ['examplebucket'], credentials: [KEY] },
      ...{ acl: 'public-read' as const, now: () => now },
    });
    const unsigned = { method: 'GET', target: signed.target, headers: [HOST], body: null };
    expect(element((await answered(await open.handle(unsigned))).text, 'EC')).toBe('0044-00000410');
    await open.close();
  });

  test('a playlist that is not there', async () => {
    const { status, text } = await get('cam/none.m3u8');
    expect([status, element(text, 'Code')]).toEqual([404, 'NoSuchKey']);
  });

  test('any other process', async () => {
    const resource = '/examplebucket/cam/list.m3u8?x-oss-process=video/snapshot';
    const target = '/cam/list.m3u8?x-oss-process=video%2Fsnapshot';
    expect((await ask(signedV1({ method: 'GET', target, resource }))).status).toBe(501);
  });
});

test('a token that is well formed, and a playlist of exactly 1 MiB, are taken', async () => {
  const body = `${PLAYLIST}#`.padEnd(1_048_576, 'x');
  await put('c/full.m3u8', body);
  expect((await get('c/full.m3u8', [['x-oss-hls-sign-token', `${'a'.repeat(97)}_.-`]])).status).toBe(200);
});
