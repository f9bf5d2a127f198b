import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signRtmpUrl } from '../../src/client/sign/rtmp-url.js';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { buildGoSdk, compileGo, type GoSdk } from '../helpers/go-sdk.js';
import { KEY } from '../helpers/sign-v1.js';
import vectors from '../vectors/rtmp-url.json' with { type: 'json' };

const STS = {
  accessKeyId: 'STS.NUexampleTempKey',
  accessKeySecret: 'TempSecretForTests987',
  securityToken: 'CAIS8AF1q6Ft5B2yfSjIr5b/example+token==&x=1',
};
const CONFIGURATION = {
  Description: 'Lobby <door> & 门',
  Status: 'enabled',
  Target: { Type: 'HLS', FragDuration: 1, FragCount: 6, PlaylistName: 'index.m3u8' },
};
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const REQUEST_ID = expect.stringMatching(/^[0-9A-F]{24}$/);

interface Listed {
  Objects: { Key: string; Size: number; ETag: string }[] | null;
  CommonPrefixes: string[] | null;
  IsTruncated: boolean;
  NextMarker: string;
}

interface Text {
  statusCode: number;
  etag: string;
  text: string;
}

const folder = mkdtempSync(join(tmpdir(), 'oss-live-go-sdk-'));
const running: GoSdk[] = [];
let emulator: Emulator;
let url: string;
let port: number;
let startSdk: Awaited<ReturnType<typeof buildGoSdk>>;

// A first compilation takes 10 s on an idle machine.
beforeAll(async () => {
  emulator = createEmulator({
    dataDir: join(folder, 'data'),
    buckets: ['examplebucket', 'local'],
    credentials: [KEY, STS, localProfile],
  });
  ({ url, port } = await emulator.listen());
  startSdk = await buildGoSdk(folder);
});

afterAll(async () => {
  await Promise.all(running.map((sdk) => sdk.close()));
  await emulator.close();
  rmSync(folder, { recursive: true });
});

function start(environment: Record<string, string> = {}): GoSdk {
  const sdk = startSdk({
    OSS_ENDPOINT: url,
    OSS_ACCESS_KEY_ID: KEY.accessKeyId,
    OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret,
    OSS_BUCKET: 'examplebucket',
    ...environment,
  });
  running.push(sdk);
  return sdk;
}

function throughProxy() {
  return { OSS_ENDPOINT: 'http://oss-cn-hangzhou.aliyuncs.com', OSS_PROXY: url };
}

async function push(target: string, inputOptions: readonly string[], seconds: number): Promise<void> {
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', ...inputOptions],
    ...['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=10:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=sample_rate=44100:duration=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ...['-f', 'flv', target],
  ]);
}

async function isAnyoneLive(): Promise<boolean> {
  const { buckets } = await emulator.control.state();
  return buckets.some(({ channels }) => channels.some(({ live }) => live !== null));
}

/** Of each stream, its codec and how many frames can be decoded. */
async function decoded(playlist: string): Promise<[string, number][]> {
  const { stdout } = await promisify(execFile)('ffprobe', [
    ...['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames'],
    ...['-of', 'json', playlist],
  ]);
  const { streams } = JSON.parse(stdout) as { streams: { codec_name: string; nb_read_frames: string }[] };
  return streams.map((stream) => [stream.codec_name, Number(stream.nb_read_frames)]);
}

describe.each([
  ['the bucket in the path', () => ({})],
  ['the bucket in the host, through a proxy', () => throughProxy()],
  [
    'temporary credentials',
    () => ({
      OSS_ACCESS_KEY_ID: STS.accessKeyId,
      OSS_ACCESS_KEY_SECRET: STS.accessKeySecret,
      OSS_SESSION_TOKEN: STS.securityToken,
    }),
  ],
  ['a Content-MD5 on everything', () => ({ OSS_CONTENT_MD5: 'yes' })],
])("Alibaba Cloud's Go SDK with %s", (_, environment) => {
  let sdk: GoSdk;

  beforeAll(() => {
    sdk = start(environment());
  });

  test('carries a channel through its operations', async () => {
    const channel = '频道 *(1)';
    expect(await sdk.call('PutLiveChannel', { channel, configuration: CONFIGURATION })).toEqual({
      PublishUrls: [expect.stringMatching(/^rtmp:\/\/.*\/live\/%E9%A2%91%E9%81%93%20%2A%281%29$/)],
      PlayUrls: [expect.stringMatching(/^http:\/\/.*\/%E9%A2%91%E9%81%93%20%2A%281%29\/index\.m3u8$/)],
    });
    expect(await sdk.call('GetLiveChannelInfo', { channel })).toEqual(CONFIGURATION);
    const stat = async () => (await sdk.call<{ Status: string }>('GetLiveChannelStat', { channel })).Status;
    expect(await sdk.call('PutLiveChannelStatus', { channel, status: 'disabled' })).toMatchObject({
      statusCode: 200,
      text: '',
    });
    expect(await stat()).toBe('Disabled');
    await sdk.call('PutLiveChannelStatus', { channel, status: 'enabled' });
    expect(await stat()).toBe('Idle');
    expect(await sdk.call('GetLiveChannelHistory', { channel })).toEqual({ LiveRecord: null });
    await sdk.call('PutLiveChannel', { channel: '频道,2', configuration: CONFIGURATION });
    const first = await sdk.call('ListLiveChannel', { prefix: '频道', 'max-keys': '1', marker: '' });
    expect(first).toEqual({
      Prefix: '频道',
      Marker: '',
      MaxKeys: 1,
      IsTruncated: true,
      NextMarker: channel,
      LiveChannel: [
        {
          Name: channel,
          Description: CONFIGURATION.Description,
          Status: 'enabled',
          LastModified: TIME,
          PublishUrls: [expect.stringMatching(/^rtmp:/)],
          PlayUrls: [expect.stringMatching(/^http:/)],
        },
      ],
    });
    expect(
      await sdk.call('ListLiveChannel', { prefix: '频道', 'max-keys': '1', marker: channel }),
    ).toMatchObject({
      Marker: channel,
      IsTruncated: false,
      NextMarker: '',
      LiveChannel: [{ Name: '频道,2' }],
    });
    const times = { channel, startTime: 1, endTime: 2 };
    const nothing = {
      statusCode: 400,
      code: 'InvalidArgument',
      message: 'No ts file found in specified time span.',
    };
    await expect(sdk.call('PostVodPlaylist', { ...times, playlist: 'vod.m3u8' })).rejects.toMatchObject(
      nothing,
    );
    await expect(sdk.call('GetVodPlaylist', times)).rejects.toMatchObject(nothing);
    expect(await sdk.call('DeleteLiveChannel', { channel })).toMatchObject({ statusCode: 204, text: '' });
    await sdk.call('DeleteLiveChannel', { channel: '频道,2' });
    for (const name of ['GetLiveChannelInfo', 'GetLiveChannelStat', 'GetLiveChannelHistory']) {
      await expect(sdk.call(name, { channel })).rejects.toMatchObject({
        statusCode: 404,
        code: 'NoSuchLiveChannel',
        requestId: REQUEST_ID,
        hostId: 'OSS_PROXY' in environment() ? 'examplebucket.oss-cn-hangzhou.aliyuncs.com' : '127.0.0.1',
      });
    }
  });

  test('puts, reads, lists and deletes objects, and finds its checksum in the answers', async () => {
    const content = '视频 and more';
    const keys = ['o/a b.txt', 'o/d/1.ts', 'o/d/2.ts', 'o/é~!@#$%^&*()_-=|\\[]{}<>,.?"\'`'];
    for (const key of keys) await sdk.call('PutObject', { key, content, contentType: 'text/x-test' });
    for (const key of keys) expect(await sdk.call('GetObject', { key })).toBe(content);
    // As the xz program computes it.
    const crc = '4012656847121543263';
    expect(await sdk.call('DoGetObject', { key: 'o/d/1.ts' })).toEqual({
      content,
      clientCrc: crc,
      serverCrc: crc,
    });
    expect(await sdk.call('GetObject', { key: 'o/d/1.ts', normalizedRange: '7-9' })).toBe('and');
    expect(await sdk.call('GetObject', { key: 'o/d/1.ts', normalizedRange: '-4' })).toBe('more');
    await expect(sdk.call('GetObject', { key: 'o/d/1.ts', ifMatch: 'another' })).rejects.toMatchObject({
      statusCode: 412,
      code: 'PreconditionFailed',
    });
    await expect(
      sdk.call('GetObject', { key: 'o/d/1.ts', ifModifiedSince: '2100-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({ message: 'oss: service returned 304,304 Not Modified' });
    expect(await sdk.call('GetObjectDetailedMeta', { key: 'o/d/1.ts' })).toMatchObject({
      'Content-Length': ['15'],
      'Content-Type': ['text/x-test'],
      Etag: ['"4A57C23852CA799A75913ACCA1F80933"'],
      'Last-Modified': [expect.stringMatching(/ GMT$/)],
      'X-Oss-Hash-Crc64ecma': [crc],
      'X-Oss-Object-Type': ['Normal'],
      'X-Oss-Request-Id': [REQUEST_ID],
    });
    const list = (query: object) => sdk.call<Listed>('ListObjects', { prefix: 'o/', ...query });
    const page = await list({ delimiter: '/', maxKeys: 2 });
    expect([
      page.Objects?.map(({ Key }) => Key),
      page.CommonPrefixes,
      page.IsTruncated,
      page.NextMarker,
    ]).toEqual([[keys[0]], ['o/d/'], true, 'o/d/']);
    const rest = await list({ delimiter: '/', maxKeys: 2, marker: page.NextMarker });
    expect([rest.Objects?.map(({ Key }) => Key), rest.CommonPrefixes, rest.IsTruncated]).toEqual([
      keys.slice(3),
      null,
      false,
    ]);
    expect(await sdk.call('IsObjectExist', { key: 'o/d/2.ts' })).toBe(true);
    await sdk.call('DeleteObject', { key: 'o/d/2.ts' });
    expect(await sdk.call('IsObjectExist', { key: 'o/d/2.ts' })).toBe(false);
    expect(await sdk.call('DeleteObjects', { keys: [keys[0], keys[3]] })).toEqual([keys[0], keys[3]]);
    expect(await sdk.call('DeleteObjects', { keys: ['o/d/1.ts', 'o/nothing'], quiet: true })).toBeNull();
    expect((await list({ maxKeys: 1000 })).Objects).toBeNull();
  });

  test('puts, reads and deletes lifecycle rules and CORS rules', async () => {
    const name = 'local';
    await sdk.call('SetBucketLifecycle', { name, prefix: 'cam-42/', days: 30 });
    expect(await sdk.call('GetBucketLifecycle', { name })).toMatchObject([
      { ID: expect.stringMatching(/./), Prefix: 'cam-42/', Status: 'Enabled', Expiration: { Days: 30 } },
    ]);
    await sdk.call('DeleteBucketLifecycle', { name });
    await expect(sdk.call('GetBucketLifecycle', { name })).rejects.toMatchObject({ code: 'NoSuchLifecycle' });
    await sdk.call('SetBucketCORS', { name, origin: 'https://*.example.com' });
    expect(await sdk.call('GetBucketCORS', { name })).toMatchObject([
      { AllowedOrigin: ['https://*.example.com'], AllowedMethod: ['GET', 'HEAD'], MaxAgeSeconds: 100 },
    ]);
    await sdk.call('DeleteBucketCORS', { name });
  });

  test('creates, describes, lists and deletes a bucket', async () => {
    const name = 'go-bucket';
    expect(await sdk.call('IsBucketExist', { name })).toBe(false);
    await sdk.call('CreateBucket', { name, acl: 'public-read' });
    await sdk.call('CreateBucket', { name });
    expect(await sdk.call('IsBucketExist', { name })).toBe(true);
    expect(await sdk.call('GetBucketACL', { name })).toBe('public-read');
    await sdk.call('SetBucketACL', { name, acl: 'private' });
    const endpoint = 'OSS_PROXY' in environment() ? 'oss-cn-hangzhou.aliyuncs.com' : `127.0.0.1:${port}`;
    expect(await sdk.call('GetBucketInfo', { name })).toMatchObject({
      Name: name,
      Location: 'oss-cn-hangzhou',
      CreationDate: TIME,
      ExtranetEndpoint: endpoint,
      ACL: 'private',
      StorageClass: 'Standard',
    });
    expect(await sdk.call('GetBucketLocation', { name })).toBe('oss-cn-hangzhou');
    const first = await sdk.call<{ Buckets: { Name: string }[] }>('ListBuckets', { maxKeys: 1 });
    expect([first.Buckets.map((bucket) => bucket.Name), first]).toEqual([
      ['examplebucket'],
      expect.objectContaining({ IsTruncated: true, NextMarker: 'examplebucket', MaxKeys: 1 }),
    ]);
    expect(await sdk.call('ListBuckets', { prefix: 'go-', marker: 'a', maxKeys: 10 })).toMatchObject({
      IsTruncated: false,
      Buckets: [{ Name: name, Location: 'oss-cn-hangzhou', CreationDate: TIME, StorageClass: 'Standard' }],
    });
    await sdk.call('DeleteBucket', { name });
    await expect(sdk.call('DeleteBucket', { name })).rejects.toMatchObject({
      statusCode: 404,
      code: 'NoSuchBucket',
    });
  });

  test('is told that a bucket has something in it', async () => {
    await sdk.call('PutLiveChannel', { channel: 'keeps', configuration: CONFIGURATION });
    await expect(sdk.call('DeleteBucket', { name: 'examplebucket' })).rejects.toMatchObject({
      statusCode: 409,
      code: 'BucketNotEmpty',
    });
    await sdk.call('DeleteLiveChannel', { channel: 'keeps' });
  });

  test('uploads a file and downloads it whole and in parts', async () => {
    const file = join(folder, 'in.bin');
    const bytes = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * index) >> 3));
    writeFileSync(file, bytes);
    await sdk.call('PutObjectFromFile', { key: 'file', file });
    await sdk.call('GetObjectToFile', { key: 'file', file: join(folder, 'whole.bin') });
    await sdk.call('DownloadFile', { key: 'file', file: join(folder, 'parts.bin'), partSize: 65_536 });
    expect(readFileSync(join(folder, 'whole.bin')).equals(bytes)).toBe(true);
    expect(readFileSync(join(folder, 'parts.bin')).equals(bytes)).toBe(true);
    await sdk.call('DeleteObject', { key: 'file' });
  });
});

describe("Alibaba Cloud's Go SDK", () => {
  test.each([
    ['an unknown bucket', { OSS_BUCKET: 'nobucket' }, 404, 'NoSuchBucket'],
    ['an unknown key', { OSS_ACCESS_KEY_ID: 'LTAIunknown' }, 403, 'InvalidAccessKeyId'],
    ['a wrong secret', { OSS_ACCESS_KEY_SECRET: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['a token that is not there', { OSS_SESSION_TOKEN: 'expired' }, 403, 'InvalidAccessKeyId'],
  ])('is told about %s', async (_, environment, statusCode, code) => {
    const refusal = {
      statusCode,
      code,
      message: expect.any(String),
      requestId: REQUEST_ID,
      hostId: '127.0.0.1',
    };
    const sdk = start(environment);
    await expect(sdk.call('ListLiveChannel')).rejects.toMatchObject(refusal);
    await expect(sdk.call('ListObjects', { maxKeys: 1 })).rejects.toMatchObject(refusal);
  });

  test('is told what is wrong with its time', async () => {
    const sdk = start();
    emulator.control.setClock({ offsetMs: 16 * 60_000 });
    const refused = sdk.call('ListLiveChannel').finally(() => emulator.control.setClock(null));
    await expect(refused).rejects.toMatchObject({ statusCode: 403, code: 'RequestTimeTooSkewed' });
  });

  test('may have a plus and a space in a name, which it writes as %2B and +', async () => {
    const sdk = start();
    const names = ['p/a+b', 'p/a b', 'p/+ ', 'p/%2B'];
    for (const key of names) await sdk.call('PutObject', { key, content: key });
    for (const key of names) expect(await sdk.call('GetObject', { key })).toBe(key);
    const { Objects: objects } = await sdk.call<Listed>('ListObjects', { prefix: 'p/', maxKeys: 10 });
    expect(objects?.map(({ Key }) => Key)).toEqual([...names].sort());
  });

  test.each([
    ['CopyObject', { from: 'a', to: 'b' }],
    ['UploadFile', { key: 'a', file: import.meta.filename }],
  ])('is told that %s is not done here', async (name, input) => {
    await expect(start().call(name, input)).rejects.toMatchObject({
      statusCode: 501,
      code: 'NotImplemented',
    });
  });

  test('sees a push, and reads the recording it makes of it', async () => {
    const sdk = start();
    const channel = 'pushed';
    await sdk.call('PutLiveChannel', { channel, configuration: CONFIGURATION });
    const startTime = Math.floor(Date.now() / 1000);
    const { url: publishUrl } = signRtmpUrl({
      endpoint: url,
      bucket: 'examplebucket',
      channelName: channel,
      expires: startTime + 600,
      credentials: KEY,
    });
    const pushing = push(publishUrl, ['-re'], 6);
    const stat = () => sdk.call<Record<string, unknown>>('GetLiveChannelStat', { channel });
    await expect.poll(async () => (await stat()).Video).not.toBeNull();
    expect(await stat()).toEqual({
      Status: 'Live',
      ConnectedTime: TIME,
      RemoteAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      Video: { Width: 320, Height: 180, FrameRate: 10, Bandwidth: expect.any(Number), Codec: 'H264' },
      Audio: { Bandwidth: expect.any(Number), SampleRate: 44100, Codec: 'AAC' },
    });
    const live = { statusCode: 409, code: 'ChannelStillLive' };
    await expect(sdk.call('DeleteLiveChannel', { channel })).rejects.toMatchObject(live);
    await expect(sdk.call('PutLiveChannel', { channel, configuration: CONFIGURATION })).rejects.toMatchObject(
      live,
    );
    await pushing;
    await expect.poll(async () => (await stat()).Status).toBe('Idle');
    const { LiveRecord: records } = await sdk.call<{ LiveRecord: { EndTime: string }[] }>(
      'GetLiveChannelHistory',
      { channel },
    );
    expect(records).toEqual([
      { StartTime: TIME, EndTime: TIME, RemoteAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    ]);
    const vod = { channel, startTime, endTime: Date.parse(records[0]?.EndTime ?? '') / 1000 };
    const posted = await sdk.call<Text>('PostVodPlaylist', { ...vod, playlist: 'all.m3u8' });
    const got = await sdk.call<Text>('GetVodPlaylist', vod);
    const stored = await sdk.call<string>('GetObject', { key: 'pushed/all.m3u8' });
    expect(posted).toEqual({ statusCode: 200, etag: got.etag, text: '' });
    expect(got).toEqual({ statusCode: 200, etag: expect.stringMatching(/^"[0-9A-F]{32}"$/), text: stored });
    for (const name of ['all.m3u8', ...(stored.match(/^\d+\.ts$/gm) ?? [])])
      await sdk.call('DownloadFile', { key: `pushed/${name}`, file: join(folder, name), partSize: 65_536 });
    const [video, audio] = await decoded(join(folder, 'all.m3u8'));
    expect([video, audio?.[0]]).toEqual([['h264', 60], 'aac']);
    // Six seconds of 1024 samples each; the encoder adds one or two.
    expect(audio?.[1]).toBeGreaterThanOrEqual(258);
  });
});

test("the documentation's Go snippet reads a playlist", async () => {
  const snippet = /^```go\n(.*?)^```$/ms.exec(
    readFileSync(join(import.meta.dirname, '../../docs/emulator.md'), 'utf8'),
  )![1]!;
  const { accessKeyId, accessKeySecret, bucket } = localProfile;
  const own = start({
    OSS_ACCESS_KEY_ID: accessKeyId,
    OSS_ACCESS_KEY_SECRET: accessKeySecret,
    OSS_BUCKET: bucket,
  });
  await own.call('PutObject', { key: 'cam-42/playlist.m3u8', content: '#EXTM3U\n' });
  const source = mkdtempSync(join(folder, 'snippet-'));
  writeFileSync(
    join(source, 'main.go'),
    `package main
import ("log"; "github.com/aliyun/aliyun-oss-go-sdk/oss")
func main() {
${snippet.replace(localProfile.endpoint, url)}
if err != nil { log.Fatal(err) }
}`,
  );
  await compileGo(source, join(source, 'program'));
  await promisify(execFile)(join(source, 'program'), { cwd: source });
  expect(readFileSync(join(source, 'playlist.m3u8'), 'utf8')).toBe('#EXTM3U\n');
});

// Debian's version has no SignRtmpURL. These were made by version 3.0.2, which for an IP address writes the bucket
// before `live`.
describe('a publish URL of the Go SDK takes a push', () => {
  test.each([
    'rtmp-path-ip',
    'rtmp-no-params',
    'rtmp-playlist-space',
    'rtmp-playlist-special',
    'rtmp-unicode-channel',
    'rtmp-space-channel',
    'rtmp-reserved-channel',
    'rtmp-percent-channel',
    'rtmp-delims-channel',
    'rtmp-sts-unsigned',
  ])('%s', async (name) => {
    const { input, expected } = vectors.cases.find((candidate) => candidate.name === name)!;
    const made = expected.urlBySdk['aliyun-oss-go-sdk 3.0.2']!;
    const target = made.replace(/^rtmp:\/\/.*?\/(?=live\/)/, `rtmp://127.0.0.1:${port}/examplebucket/`);
    const { playlistName = CONFIGURATION.Target.PlaylistName } = input.params;
    const key = `${input.channel}/${playlistName}`;
    const sdk = start();
    await sdk.call('PutLiveChannel', { channel: input.channel, configuration: CONFIGURATION });
    expect(await sdk.call('IsObjectExist', { key })).toBe(false);
    emulator.control.setClock({ offsetMs: (input.expires - 60) * 1000 - Date.now() });
    try {
      await push(target, [], 2);
      await expect.poll(isAnyoneLive).toBe(false);
    } finally {
      emulator.control.setClock(null);
    }
    expect(await sdk.call('GetObject', { key })).toMatch(/^#EXTM3U\n(?:.*\n)*17096003\d{5}\.ts\n$/);
    await sdk.call('DeleteObject', { key });
  });
});
