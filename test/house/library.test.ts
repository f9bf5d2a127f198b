import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/client/operations/index.js';
import * as library from '../../src/index.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-library-'));
  folders.push(folder);
  return folder;
}

test('exports what is documented and nothing else', () => {
  expect(Object.keys(library).sort()).toEqual([
    'CommandError',
    'ConfigurationError',
    'InterruptedError',
    'NetworkError',
    'OssLiveError',
    'ServiceError',
    'UnreadableAnswerError',
    'UsageError',
    'cleanRecordings',
    'createClient',
    'createEmulator',
    'createPlayer',
    'createPublisher',
    'download',
    'listSessions',
    'planDownload',
    'planPush',
    'presignPlayback',
    'presignUrl',
    'publish',
    'push',
    'resolveEndpoint',
    'signRequest',
    'signRtmpUrl',
    'thumbnail',
    'vodPlaylist',
    'watch',
  ]);
});

describe('operations', () => {
  const folder = join(import.meta.dirname, '../../src/client/operations');
  const files = readdirSync(folder).filter((name) => !['index.ts', 'operation.ts'].includes(name));
  const index = readFileSync(join(folder, '../../index.ts'), 'utf8');

  test('each file of one is in the list', () => {
    const named = operations.map(({ name }) => name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase());
    expect(named.sort()).toEqual(files.map((name) => name.replace('.ts', '')).sort());
  });

  test.each(files)('%s: what goes in, what comes out and all they are made of is exported', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const input = /\n {2}encode\(input: (\w+)\)/.exec(text)?.[1];
    const result = /\n {2}decode\(\w+: OperationResponse\): (\w+) \{/.exec(text)?.[1];
    const declared = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, type]) => type!);
    expect(declared).toEqual(expect.arrayContaining([input, result]));
    const exported = new RegExp(
      `\\{([^}]*)\\} from './client/operations/${name.replace('.ts', '.js')}'`,
    ).exec(index);
    expect(exported?.[1]?.match(/\w+/g)?.sort()).toEqual(declared.sort());
  });
});

test('its types stand alone: they name no package, not even Node', () => {
  const folder = join(import.meta.dirname, '../../dist/types');
  const packages = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const named = text.matchAll(
      /(?:from|import\() ?['"]([^'"]+)['"]|reference (?:path|types)="([^"]+)"|\b(NodeJS)\./g,
    );
    return [...named].map(([words]) => `${name}: ${words}`);
  });
  expect(readdirSync(folder)).toContain('index.d.ts');
  expect(packages).toEqual([]);
});

describe('a channel from its creation to its end, on an emulator without a port', () => {
  const credentials = {
    accessKeyId: 'LTAI5tExampleKeyId0001',
    accessKeySecret: 'ExampleSecretKey0123456789abcd',
  };
  const emulator = library.createEmulator({
    dataDir: temporaryFolder(),
    buckets: ['examplebucket'],
    credentials: [credentials],
  });
  afterAll(() => emulator.close());
  const client = library.createClient({
    endpoint: 'http://127.0.0.1:8787',
    bucket: 'examplebucket',
    region: 'cn-hangzhou',
    credentials,
    transport: emulator.handle,
  });
  const requestId = expect.stringMatching(/^[0-9A-F]{24}$/);
  const channelName = '直播 a+b';
  const escaped = '%E7%9B%B4%E6%92%AD%20a%2Bb';

  test('null is absent, as input and as options of a call', async () => {
    const none = { maxKeys: 100, isTruncated: false, nextMarker: '', channels: [], requestId };
    expect(await client.listLiveChannel(null, null)).toEqual({ ...none, prefix: '', marker: '' });
    expect(await client.deleteLiveChannel({ channelName: 'none' }, null)).toEqual({ requestId });
  });

  test('every operation has its result', async () => {
    const urls = {
      publishUrls: [`rtmp://127.0.0.1:8787/examplebucket/live/${escaped}`],
      playUrls: [`http://127.0.0.1:8787/examplebucket/${escaped}/index.m3u8`],
    };
    expect(
      await client.putLiveChannel({
        channelName,
        description: 'Lobby & door <1>',
        target: { fragDuration: 2, playlistName: 'index.m3u8' },
      }),
    ).toEqual({ ...urls, requestId });

    expect(await client.getLiveChannelInfo({ channelName })).toEqual({
      description: 'Lobby & door <1>',
      status: 'enabled',
      target: { type: 'HLS', fragDuration: 2, fragCount: 3, playlistName: 'index.m3u8' },
      requestId,
    });

    expect(await client.putLiveChannelStatus({ channelName, status: 'disabled' })).toEqual({ requestId });
    expect(await client.getLiveChannelStat({ channelName })).toEqual({
      status: 'Disabled',
      connectedTime: null,
      remoteAddr: null,
      video: null,
      audio: null,
      requestId,
    });
    expect(await client.getLiveChannelHistory({ channelName })).toEqual({ records: [], requestId });

    expect(await client.listLiveChannel({ prefix: '直播', maxKeys: 10 })).toEqual({
      prefix: '直播',
      marker: '',
      maxKeys: 10,
      isTruncated: false,
      nextMarker: '',
      channels: [
        {
          name: channelName,
          description: 'Lobby & door <1>',
          status: 'disabled',
          lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
          ...urls,
        },
      ],
      requestId,
    });
    expect(await client.deleteLiveChannel({ channelName })).toEqual({ requestId });
  });

  test.each(['getVodPlaylist', 'postVodPlaylist'] as const)(
    '%s says that a range is empty',
    async (method) => {
      const range = { channelName, playlistName: 'vod.m3u8', startTime: 1709618400, endTime: 1709622000 };
      const error = await client[method](range).catch((rejection: unknown) => rejection);
      expect(error).toBeInstanceOf(library.ServiceError);
      expect(error).toMatchObject({
        code: 'InvalidArgument',
        ec: '0044-00000308',
        httpStatus: 400,
        kind: 'emptyRange',
      });
    },
  );

  test('a channel that does not exist is told from a bucket that does not', async () => {
    const failure = (bucket: string) =>
      library
        .createClient({
          endpoint: 'http://127.0.0.1',
          bucket,
          region: 'cn-hangzhou',
          credentials,
          transport: emulator.handle,
        })
        .getLiveChannelInfo({ channelName: 'nobody' })
        .catch((rejection: unknown) => rejection);
    expect(await failure('examplebucket')).toMatchObject({ code: 'NoSuchLiveChannel', ec: '0026-00000021' });
    expect(await failure('otherbucket')).toMatchObject({ code: 'NoSuchBucket', ec: '0015-00000101' });
  });

  test.each([
    [
      'an unknown key',
      { credentials: { ...credentials, accessKeyId: 'LTAIunknown' } },
      'InvalidAccessKeyId',
      403,
    ],
    [
      'a wrong secret',
      { credentials: { ...credentials, accessKeySecret: 'x' } },
      'SignatureDoesNotMatch',
      403,
    ],
    ['another region', { region: 'cn-beijing' }, 'InvalidArgument', 400],
  ])('%s is refused with a hint', async (_name, wrong, code, httpStatus) => {
    const wronged = library.createClient({
      endpoint: 'http://127.0.0.1',
      bucket: 'examplebucket',
      region: 'cn-hangzhou',
      credentials,
      transport: emulator.handle,
      ...wrong,
    });
    const error = await wronged
      .getLiveChannelInfo({ channelName: 'c' })
      .catch((rejection: unknown) => rejection);
    expect(error).toMatchObject({ name: 'ServiceError', code, httpStatus, hint: expect.any(String) });
  });

  test('a clock an hour behind is corrected', async () => {
    const behind = library.createClient({
      endpoint: 'http://127.0.0.1',
      bucket: 'examplebucket',
      region: 'cn-hangzhou',
      credentials,
      transport: emulator.handle,
      now: () => new Date(Date.now() - 3_600_000),
      retry: { attempts: 1 },
    });
    expect(await behind.listLiveChannel()).toMatchObject({ channels: [] });
  });
});

test('null is absent for an emulator too', async () => {
  const absent = { buckets: null, region: null, credentials: null, acl: null, now: null, faults: null };
  const emulator = library.createEmulator({
    ...{ dataDir: temporaryFolder(), allowAudioOnly: null, disableDelayMs: null },
    ...absent,
  });
  try {
    const { url } = await emulator.listen({ host: null, port: null, rtmpPort: null, tls: null });
    const client = library.createClient({
      ...{ endpoint: url, bucket: 'local', region: 'cn-hangzhou' },
      credentials: { accessKeyId: 'oss-live-local-key', accessKeySecret: 'oss-live-local-secret' },
    });
    expect(await client.listLiveChannel()).toMatchObject({ channels: [] });
  } finally {
    await emulator.close();
  }
});

test('nothing that is bundled asks for HTTP/2, which no connection speaks', () => {
  const dist = join(import.meta.dirname, '../../dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.c?js$/.test(name),
  );
  const asking = files.filter((name) => readFileSync(join(dist, name), 'utf8').includes('node:http2'));
  expect(asking).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
});
