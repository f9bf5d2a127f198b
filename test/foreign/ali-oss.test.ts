import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { KEY } from '../helpers/sign-v1.js';

interface Result {
  res: { status: number; headers: Record<string, string> };
}

interface Listed {
  objects: { name: string; size: number; etag: string }[];
  prefixes: string[] | null;
  isTruncated: boolean;
  nextMarker?: string | null;
  nextContinuationToken?: string | null;
}

/** The part of ali-oss that is used here; the package has no types. */
interface AliOss {
  putChannel(id: string, conf: object): Promise<Result & { publishUrls: string[]; playUrls: string[] }>;
  getChannel(id: string): Promise<Result & { data: object }>;
  deleteChannel(id: string): Promise<Result>;
  putChannelStatus(id: string, status: string): Promise<Result>;
  getChannelStatus(id: string): Promise<Result & { data: Record<string, unknown> }>;
  listChannels(query: object): Promise<{
    channels: Record<string, unknown>[];
    nextMarker: string | null;
    isTruncated: boolean;
  }>;
  getChannelHistory(id: string): Promise<Result & { records: Record<string, string>[] }>;
  createVod(id: string, name: string, time: { startTime: number; endTime: number }): Promise<Result>;
  getRtmpUrl(id: string, options?: object): string;
  put(name: string, content: Buffer, options?: object): Promise<Result & { name: string }>;
  get(name: string, options?: object): Promise<Result & { content: Buffer }>;
  head(name: string): Promise<Result & { status: number }>;
  getObjectMeta(name: string): Promise<Result>;
  delete(name: string): Promise<Result>;
  deleteMulti(names: string[], options?: object): Promise<Result & { deleted: { Key: string }[] }>;
  list(query: object): Promise<Listed>;
  listV2(query: object): Promise<Listed>;
  putBucket(name: string, options?: object): Promise<Result>;
  deleteBucket(name: string): Promise<Result>;
  useBucket(name: string): void;
  listBuckets(query: object): Promise<{ buckets: { name: string; region: string }[]; isTruncated: boolean }>;
  getBucketInfo(name: string): Promise<{ bucket: Record<string, unknown> }>;
  getBucketLocation(name: string): Promise<{ location: string }>;
  getBucketStat(name: string): Promise<{ stat: Record<string, string> }>;
  getBucketVersioning(name: string): Promise<{ versionStatus?: string }>;
  putBucketLifecycle(name: string, rules: object[]): Promise<Result>;
  getBucketLifecycle(name: string): Promise<{ rules: object[] }>;
  deleteBucketLifecycle(name: string): Promise<Result>;
  putBucketCORS(name: string, rules: object[]): Promise<Result>;
  getBucketCORS(name: string): Promise<{ rules: object[] }>;
  deleteBucketCORS(name: string): Promise<Result>;
  signatureUrl(name: string, options?: object): string;
  signatureUrlV4(method: string, expires: number, request?: object, name?: string): Promise<string>;
}

const OSS = createRequire(import.meta.url)('ali-oss') as new (options: object) => AliOss;
const STS = {
  accessKeyId: 'STS.NUexampleTempKey',
  accessKeySecret: 'TempSecretForTests987',
  securityToken: 'CAIS8AF1q6Ft5B2yfSjIr5b/example+token==&x=1',
};
const TEMPORARY = {
  ...STS,
  stsToken: STS.securityToken,
  refreshSTSToken: async () => ({ ...STS, stsToken: STS.securityToken }),
  refreshSTSTokenInterval: 3_600_000,
};
const CONFIGURATION = {
  Description: 'Lobby door',
  Status: 'enabled',
  Target: { Type: 'HLS', FragDuration: '1', FragCount: '6', PlaylistName: 'index.m3u8' },
};

const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-ali-oss-'));
let emulator: Emulator;
let url: string;

beforeAll(async () => {
  emulator = createEmulator({ dataDir, buckets: ['examplebucket'], credentials: [KEY, STS] });
  ({ url } = await emulator.listen());
});

afterAll(async () => {
  await emulator.close();
  rmSync(dataDir, { recursive: true });
});

function client(options: object): AliOss {
  return new OSS({
    ...KEY,
    endpoint: url,
    region: 'oss-cn-hangzhou',
    bucket: 'examplebucket',
    ...options,
  });
}

describe.each([
  ['V1', {}],
  ['V4', { authorizationV4: true }],
  ['V1, bucket in the path', { sldEnable: true }],
  ['V4, bucket in the path', { authorizationV4: true, sldEnable: true }],
  ['V1, temporary credentials', TEMPORARY],
  ['V4, temporary credentials', { ...TEMPORARY, authorizationV4: true }],
])('ali-oss with %s', (_, options) => {
  let oss: AliOss;

  beforeAll(() => {
    oss = client(options);
  });

  test('runs a channel through every operation it has', async () => {
    const created = await oss.putChannel('频道 a+b', CONFIGURATION);
    expect(created.publishUrls).toEqual([
      expect.stringMatching(/^rtmp:\/\/.*\/live\/%E9%A2%91%E9%81%93%20a%2Bb$/),
    ]);
    expect(created.playUrls).toEqual([expect.stringMatching(/^http:\/\/.*\/index\.m3u8$/)]);
    expect((await oss.getChannel('频道 a+b')).data).toEqual(CONFIGURATION);
    expect((await oss.putChannelStatus('频道 a+b', 'disabled')).res.status).toBe(200);
    expect((await oss.getChannelStatus('频道 a+b')).data).toEqual({ Status: 'Disabled' });
    await oss.putChannelStatus('频道 a+b', 'enabled');
    expect((await oss.getChannelStatus('频道 a+b')).data).toEqual({ Status: 'Idle' });
    expect((await oss.getChannelHistory('频道 a+b')).records).toEqual([]);
    await oss.putChannel('频道 b', CONFIGURATION);
    const first = await oss.listChannels({ prefix: '频道', 'max-keys': 1 });
    expect([first.channels.map(({ Name }) => Name), first.isTruncated, first.nextMarker]).toEqual([
      ['频道 a+b'],
      true,
      '频道 a+b',
    ]);
    const second = await oss.listChannels({ prefix: '频道', 'max-keys': 1, marker: first.nextMarker });
    expect([second.channels.map(({ Name }) => Name), second.isTruncated, second.nextMarker]).toEqual([
      ['频道 b'],
      false,
      null,
    ]);
    // Equal times are what its own tests ask with.
    for (const endTime of [1, 2])
      await expect(oss.createVod('频道 b', 'vod.m3u8', { startTime: 1, endTime })).rejects.toMatchObject({
        status: 400,
        code: 'InvalidArgument',
        message: 'No ts file found in specified time span.',
      });
    expect((await oss.deleteChannel('频道 a+b')).res.status).toBe(204);
    await oss.deleteChannel('频道 b');
    await expect(oss.getChannel('频道 b')).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchLiveChannel',
      requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
    });
  });

  test('puts, reads and deletes lifecycle rules and CORS rules', async () => {
    await expect(oss.getBucketLifecycle('examplebucket')).rejects.toMatchObject({ code: 'NoSuchLifecycle' });
    await oss.putBucketLifecycle('examplebucket', [
      { id: 'logs', prefix: 'logs/', status: 'Enabled', expiration: { days: 7 } },
      {
        ...{ id: 'tagged', prefix: 'raw/', status: 'Disabled', tag: [{ key: 'a', value: 'b' }] },
        transition: { createdBeforeDate: '2024-03-05T00:00:00.000Z', storageClass: 'IA' },
      },
    ]);
    expect((await oss.getBucketLifecycle('examplebucket')).rules).toEqual([
      { id: 'logs', prefix: 'logs/', status: 'Enabled', expiration: { days: '7' } },
      {
        ...{ id: 'tagged', prefix: 'raw/', status: 'Disabled', tag: [{ key: 'a', value: 'b' }] },
        transition: { createdBeforeDate: '2024-03-05T00:00:00.000Z', storageClass: 'IA' },
      },
    ]);
    expect((await oss.deleteBucketLifecycle('examplebucket')).res.status).toBe(204);

    await expect(oss.getBucketCORS('examplebucket')).rejects.toMatchObject({ status: 404 });
    const rule = { allowedOrigin: 'https://www.example.com', allowedMethod: 'GET', maxAgeSeconds: '600' };
    await oss.putBucketCORS('examplebucket', [rule]);
    expect((await oss.getBucketCORS('examplebucket')).rules).toEqual([rule]);
    expect((await oss.deleteBucketCORS('examplebucket')).res.status).toBe(204);
  });

  test('creates, describes, lists and deletes a bucket', async () => {
    const name = 'node-bucket';
    expect((await oss.putBucket(name)).res.status).toBe(200);
    expect((await oss.getBucketInfo(name)).bucket).toMatchObject({
      Name: name,
      Location: 'oss-cn-hangzhou',
      AccessControlList: { Grant: 'private' },
    });
    expect((await oss.getBucketLocation(name)).location).toBe('oss-cn-hangzhou');
    expect((await oss.getBucketVersioning(name)).versionStatus).toBeUndefined();
    expect((await oss.getBucketStat(name)).stat).toMatchObject({ ObjectCount: '0', LiveChannelCount: '0' });
    const { buckets, isTruncated } = await oss.listBuckets({ prefix: 'node-' });
    expect([buckets.map((bucket) => bucket.name), isTruncated]).toEqual([[name], false]);
    await oss.put('left', Buffer.from('x'));
    await expect(oss.deleteBucket('examplebucket')).rejects.toMatchObject({
      status: 409,
      code: 'BucketNotEmpty',
    });
    await oss.delete('left');
    expect((await oss.deleteBucket(name)).res.status).toBe(204);
    await expect(oss.getBucketInfo(name)).rejects.toMatchObject({ status: 404, code: 'NoSuchBucket' });
  });

  test('keeps the headers of an object', async () => {
    const headers = { 'Cache-Control': 'no-cache', 'Content-Disposition': 'attachment' };
    await oss.put('h.txt', Buffer.from('x'), { headers, meta: { author: 'me' } });
    expect((await oss.head('h.txt')).res.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-disposition': 'attachment',
      'x-oss-meta-author': 'me',
    });
    await oss.delete('h.txt');
  });

  test('puts, reads, lists and deletes objects', async () => {
    const content = Buffer.from('视频 and more');
    const names = ['o/a b+c.txt', 'o/d/1.ts', 'o/d/2.ts', 'o/é.txt'];
    for (const name of names) await oss.put(name, content);
    const { content: read, res } = await oss.get('o/a b+c.txt');
    expect([read, res.headers['content-type']]).toEqual([content, 'text/plain']);
    expect((await oss.get('o/d/1.ts', { headers: { Range: 'bytes=3-5' } })).content).toEqual(
      content.subarray(3, 6),
    );
    expect((await oss.head('o/d/1.ts')).res.headers['content-length']).toBe(String(content.length));
    expect((await oss.getObjectMeta('o/d/1.ts')).res.headers['content-length']).toBe(String(content.length));
    const page = await oss.list({ prefix: 'o/', delimiter: '/', 'max-keys': 2 });
    expect([page.objects.map(({ name }) => name), page.prefixes, page.isTruncated, page.nextMarker]).toEqual([
      ['o/a b+c.txt'],
      ['o/d/'],
      true,
      'o/d/',
    ]);
    const firstPage = await oss.listV2({ prefix: 'o/', 'max-keys': 3 });
    expect([firstPage.objects.map(({ name }) => name), firstPage.isTruncated]).toEqual([
      names.slice(0, 3),
      true,
    ]);
    const lastPage = await oss.listV2({
      prefix: 'o/',
      'max-keys': 3,
      'continuation-token': firstPage.nextContinuationToken,
    });
    expect([lastPage.objects.map(({ name }) => name), lastPage.isTruncated]).toEqual([['o/é.txt'], false]);
    expect((await oss.delete('o/é.txt')).res.status).toBe(204);
    await expect(oss.head('o/é.txt')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    const some = await oss.deleteMulti(['o/a b+c.txt', 'o/d/1.ts']);
    expect(some.deleted.map(({ Key }) => Key)).toEqual(['o/a b+c.txt', 'o/d/1.ts']);
    expect((await oss.deleteMulti(['o/d/2.ts', 'o/nothing'], { quiet: true })).deleted).toEqual([]);
    expect((await oss.list({ prefix: 'o/' })).objects).toEqual([]);
  });
});

describe('ali-oss', () => {
  test.each([
    ['an unknown key', { accessKeyId: 'LTAIunknown' }, 'InvalidAccessKeyId'],
    ['a wrong secret', { accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown bucket', { bucket: 'nobucket' }, 'NoSuchBucket'],
    ['another region', { region: 'oss-cn-shanghai', authorizationV4: true }, 'InvalidArgument'],
  ])('is told about %s', async (_, options, code) => {
    await expect(client(options).listChannels({})).rejects.toMatchObject({ code });
  });

  test('makes URLs that can be read, in both signature versions', async () => {
    await client({}).put('s/a b.txt', Buffer.from('signed'));
    // It makes no URL for an IP address; only the host differs from what it would be for one.
    const oss = client({ endpoint: 'http://oss-cn-hangzhou.aliyuncs.com', authorizationV4: true });
    const urls = [oss.signatureUrl('s/a b.txt'), await oss.signatureUrlV4('GET', 60, undefined, 's/a b.txt')];
    const here = urls.map((text) => text.replace(/^http:..[^/]*/, `${url}/examplebucket`));
    const get = async (target: string) => (await fetch(target)).text();
    expect(await Promise.all(here.map(get))).toEqual(['signed', 'signed']);
    const elsewhere = here.map((target) => target.replace('/s/', '/t/'));
    for (const text of await Promise.all(elsewhere.map(get))) expect(text).toContain('SignatureDoesNotMatch');
  });

  test('makes a playlist URL whose segments are signed too, in both signature versions', async () => {
    await client({}).put('p/list.m3u8', Buffer.from('#EXTM3U\n#EXTINF:1.000,\n1.ts\n#EXT-X-ENDLIST\n'));
    await client({}).put('p/1.ts', Buffer.from('segment'));
    const oss = client({ endpoint: 'http://oss-cn-hangzhou.aliyuncs.com', authorizationV4: true });
    const process = 'hls/sign';
    const queries = { 'x-oss-process': process };
    const urls = [
      oss.signatureUrl('p/list.m3u8', { process }),
      await oss.signatureUrlV4('GET', 60, { queries }, 'p/list.m3u8'),
    ];
    for (const text of urls) {
      const here = text.replace(/^http:..[^/]*/, `${url}/examplebucket`);
      const playlist = await (await fetch(here)).text();
      const [segment = ''] = playlist.match(/^1\.ts\?.*Signature=.*$/im) ?? [];
      expect(await (await fetch(new URL(segment, here))).text()).toBe('segment');
      expect((await fetch(new URL('1.ts', here))).status).toBe(403);
    }
  });

  test('publishes to its own URL, and reads what became of it', async () => {
    const oss = client({});
    await oss.putChannel('pushed', CONFIGURATION);
    const startTime = Math.floor(Date.now() / 1000);
    await promisify(execFile)('ffmpeg', [
      ...['-v', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10:duration=3'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-pix_fmt', 'yuv420p'],
      ...['-f', 'flv', oss.getRtmpUrl('pushed', { params: { playlistName: 'index.m3u8' } })],
    ]);
    await expect.poll(async () => (await oss.getChannelStatus('pushed')).data).toEqual({ Status: 'Idle' });
    const { records } = await oss.getChannelHistory('pushed');
    expect(records).toEqual([
      {
        StartTime: expect.stringMatching(/\.000Z$/),
        EndTime: expect.stringMatching(/\.000Z$/),
        RemoteAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      },
    ]);
    const endTime = Date.parse(records[0]?.EndTime ?? '') / 1000;
    await oss.createVod('pushed', 'all.m3u8', { startTime, endTime });
    const playlist = (await oss.get('pushed/all.m3u8')).content.toString();
    const segments = playlist.match(/^\d+\.ts$/gm) ?? [];
    expect(segments.length).toBe(3);
    const { content } = await oss.get(`pushed/${segments[0]}`);
    expect([content[0], content.length % 188]).toEqual([0x47, 0]);
  });
});
