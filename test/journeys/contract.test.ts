// What oss-live takes a LiveChannel service to be, as one story. Times, sizes and limits on waiting are such that it
// holds for the service too.
import { randomBytes } from 'node:crypto';
import { parse, types } from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presignUrl, ServiceError, signRtmpUrl } from '../../src/index.js';
import { type ContractWorld, worldsOf } from '../contract/worlds.js';
import { eventually } from '../helpers/emulator.js';
import { type Encoder, startEncoder } from '../helpers/encoder.js';
import { clip } from '../helpers/media.js';

/** OSS documentation: a push is cut about ten seconds after its channel was disabled. */
const PATIENCE_MS = 60_000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const requestId = expect.stringMatching(/^[0-9A-F]{24}$/);
const noSuchChannel = { code: 'NoSuchLiveChannel', httpStatus: 404, kind: 'notFound', requestId };
const stillLive = { ec: '0044-00000201', kind: 'conflict', requestId };
const emptyRange = { code: 'InvalidArgument', ec: '0044-00000308', kind: 'emptyRange', requestId };

const seconds = (time: string | null): number => Date.parse(time ?? '') / 1000;

describe.each(worldsOf(process.env))('$name', ({ open }) => {
  const prefix = `${process.env.OSS_LIVE_TEST_PREFIX ?? 'contract-'}${randomBytes(4).toString('hex')}-`;
  const [channelName, second, third] = [`${prefix}1`, `${prefix}2`, `${prefix}3 直播+%`];
  let world: ContractWorld;
  let encoder: Encoder | null = null;

  beforeAll(async () => {
    world = await open();
  });

  afterAll(async () => {
    encoder?.kill();
    await encoder?.ended;
    // What was recorded stays in the bucket, as it does for everybody.
    for (const name of [channelName, second, third])
      await world.client.deleteLiveChannel({ channelName: name });
    await world.close();
  });

  const stat = () => world.client.getLiveChannelStat({ channelName });
  const history = () => world.client.getLiveChannelHistory({ channelName });

  function publishUrl(): string {
    const { endpoint, bucket, credentials } = world;
    const expires = Math.floor(Date.now() / 1000) + 600;
    return signRtmpUrl({ endpoint, bucket, channelName, expires, credentials }).url;
  }

  test('a channel that is not there', async () => {
    const { client } = world;
    await expect(client.getLiveChannelInfo({ channelName })).rejects.toMatchObject(noSuchChannel);
    await expect(stat()).rejects.toMatchObject(noSuchChannel);
    await expect(history()).rejects.toMatchObject(noSuchChannel);
    await expect(client.putLiveChannelStatus({ channelName, status: 'disabled' })).rejects.toMatchObject(
      noSuchChannel,
    );
    expect(await client.deleteLiveChannel({ channelName })).toEqual({ requestId });
  });

  test('a channel with the defaults', async () => {
    expect(await world.client.putLiveChannel({ channelName })).toEqual({
      publishUrls: [expect.stringMatching(new RegExp(`^rtmp://.+/live/${channelName}$`))],
      playUrls: [expect.stringMatching(new RegExp(`^http://.+/${channelName}/playlist\\.m3u8$`))],
      requestId,
    });
    expect(await world.client.getLiveChannelInfo({ channelName })).toEqual({
      description: expect.toBeOneOf(['', null]),
      status: 'enabled',
      target: { type: 'HLS', fragDuration: 5, fragCount: 3, playlistName: 'playlist.m3u8' },
      requestId,
    });
    expect(await stat()).toEqual({
      status: 'Idle',
      connectedTime: null,
      remoteAddr: null,
      video: null,
      audio: null,
      requestId,
    });
    expect(await history()).toEqual({ records: [], requestId });
  });

  test('an idle channel is replaced by another of its name', async () => {
    const description = 'Lobby & <door> "1", 大厅';
    const target = { fragDuration: 1, fragCount: 5, playlistName: 'live.m3u8' };
    await world.client.putLiveChannel({ channelName, description, target });
    expect(await world.client.getLiveChannelInfo({ channelName })).toEqual({
      description,
      status: 'enabled',
      target: { type: 'HLS', ...target },
      requestId,
    });
  });

  test('a list in pages, in the order of the bytes of the names', async () => {
    const { client } = world;
    await client.putLiveChannel({ channelName: third });
    await client.putLiveChannel({ channelName: second, status: 'disabled' });
    const first = await client.listLiveChannel({ prefix, maxKeys: 2 });
    expect(first).toMatchObject({ prefix, maxKeys: 2, isTruncated: true, nextMarker: second, requestId });
    expect(first.channels).toEqual([
      {
        name: channelName,
        description: 'Lobby & <door> "1", 大厅',
        status: 'enabled',
        lastModified: expect.stringMatching(INSTANT),
        publishUrls: [expect.stringMatching(/^rtmp:/)],
        playUrls: [expect.stringMatching(/\/live\.m3u8$/)],
      },
      expect.objectContaining({ name: second, status: 'disabled' }),
    ]);
    const rest = await client.listLiveChannel({ prefix, maxKeys: 2, marker: first.nextMarker });
    expect([rest.isTruncated, rest.channels.map(({ name }) => name)]).toEqual([false, [third]]);
  });

  test('a range without segments', async () => {
    const endTime = Math.floor(Date.now() / 1000);
    const range = { channelName, startTime: endTime - 3600, endTime };
    await expect(world.client.getVodPlaylist(range)).rejects.toMatchObject(emptyRange);
    await expect(world.client.postVodPlaylist({ ...range, playlistName: 'vod.m3u8' })).rejects.toMatchObject(
      emptyRange,
    );
  });

  test('keys, regions and buckets that are wrong', async () => {
    const { credentials, clientWith } = world;
    const asking = (options: Parameters<typeof clientWith>[0]) => clientWith(options).listLiveChannel();
    const wrongSecret = { ...credentials, accessKeySecret: 'another-secret' };
    await expect(asking({ credentials: wrongSecret })).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      ec: '0002-00000201',
      kind: 'denied',
    });
    const unknownKey = { accessKeyId: 'LTAI5tNobodysKeyId0009', accessKeySecret: 'another-secret' };
    await expect(asking({ credentials: unknownKey })).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
      kind: 'denied',
    });
    const region = world.region === 'cn-beijing' ? 'cn-hangzhou' : 'cn-beijing';
    await expect(asking({ region })).rejects.toMatchObject({ ec: '0002-00000226' });
    await expect(asking({ bucket: `${prefix}none` })).rejects.toMatchObject({
      code: 'NoSuchBucket',
      httpStatus: 404,
      kind: 'notFound',
    });
  });

  test(
    'a push is seen while it runs',
    async () => {
      encoder = startEncoder(await clip({ seconds: 4, size: '320x180', gop: 25 }), publishUrl());
      const live = await eventually(
        stat,
        ({ video, audio }) => video !== null && audio !== null,
        PATIENCE_MS,
      );
      expect(live).toEqual({
        status: 'Live',
        connectedTime: expect.stringMatching(INSTANT),
        remoteAddr: expect.stringMatching(/^[\da-f.:[\]]+:\d+$/),
        video: { width: 320, height: 180, frameRate: 25, bandwidth: expect.any(Number), codec: 'H264' },
        audio: { bandwidth: expect.any(Number), sampleRate: 44_100, codec: 'AAC' },
        requestId,
      });
      await eventually(
        stat,
        ({ video, audio }) =>
          (video?.bandwidth ?? 0) > (audio?.bandwidth ?? 0) && (audio?.bandwidth ?? 0) > 1000,
        PATIENCE_MS,
      );
    },
    2 * PATIENCE_MS,
  );

  test(
    'a live channel is neither changed, nor deleted, nor shared',
    async () => {
      const { remoteAddr } = await stat();
      await expect(world.client.putLiveChannel({ channelName })).rejects.toMatchObject(stillLive);
      await expect(world.client.deleteLiveChannel({ channelName })).rejects.toMatchObject(stillLive);
      const other = startEncoder(await clip({ seconds: 4 }), publishUrl());
      expect((await other.ended).exitCode).not.toBe(0);
      expect(await stat()).toMatchObject({ status: 'Live', remoteAddr });
    },
    PATIENCE_MS,
  );

  test(
    'the running push can be played back already',
    async () => {
      const { connectedTime } = await stat();
      const playlistSoFar = async (): Promise<string> => {
        const startTime = Math.floor(seconds(connectedTime));
        const endTime = Math.ceil(Date.now() / 1000) + 1;
        try {
          return (await world.client.getVodPlaylist({ channelName, startTime, endTime })).playlist;
        } catch (error) {
          if (error instanceof ServiceError && error.ec === emptyRange.ec) return '';
          throw error;
        }
      };
      await eventually(playlistSoFar, (playlist) => playlist.split('#EXTINF').length > 3, PATIENCE_MS);
    },
    2 * PATIENCE_MS,
  );

  test(
    'disabling the channel cuts the push',
    async () => {
      await world.client.putLiveChannelStatus({ channelName, status: 'disabled' });
      expect((await encoder?.ended)?.exitCode).not.toBe(0);
      await eventually(stat, ({ status }) => status === 'Disabled', PATIENCE_MS);
      const again = startEncoder(await clip({ seconds: 4 }), publishUrl());
      expect((await again.ended).exitCode).not.toBe(0);
    },
    2 * PATIENCE_MS,
  );

  test(
    'the push is in the history, and the channel can be enabled again',
    async () => {
      const { records } = await eventually(history, (found) => found.records.length > 0, PATIENCE_MS);
      expect(records).toEqual([
        {
          startTime: expect.stringMatching(INSTANT),
          endTime: expect.stringMatching(INSTANT),
          remoteAddr: expect.stringMatching(/:\d+$/),
        },
      ]);
      await world.client.putLiveChannelStatus({ channelName, status: 'enabled' });
      await world.client.putLiveChannelStatus({ channelName, status: 'enabled' });
      expect((await stat()).status).toBe('Idle');
    },
    PATIENCE_MS,
  );

  test('the playlist of the push, and the same saved in the bucket', async () => {
    const { client, endpoint, region, bucket, credentials } = world;
    const [record] = (await history()).records;
    const startTime = Math.floor(seconds(record?.startTime ?? null));
    const endTime = Math.ceil(seconds(record?.endTime ?? null)) + 1;
    const { playlist, etag } = await client.getVodPlaylist({ channelName, startTime, endTime });
    expect(etag).toMatch(/^"?[0-9A-F]{32}"?$/i);
    const parsed = parse(playlist);
    if (!(parsed instanceof types.MediaPlaylist)) throw new Error('not a media playlist');
    const { version, endlist, segments } = parsed;
    expect({ version, endlist }).toEqual({ version: 3, endlist: true });
    expect(segments.length).toBeGreaterThan(2);
    for (const { uri, duration } of segments) {
      expect(uri).toMatch(/^[^/]+\.ts$/);
      expect(duration).toBeGreaterThan(0);
    }

    const playlistName = 'vod.m3u8';
    expect(await client.postVodPlaylist({ channelName, playlistName, startTime, endTime })).toEqual({
      etag: expect.any(String),
      requestId,
    });
    const { url } = presignUrl(
      { method: 'GET', bucket, key: `${channelName}/${playlistName}` },
      { endpoint, region, credentials, signTime: new Date(), expiresSeconds: 60 },
    );
    const saved = await fetch(url);
    expect([saved.status, await saved.text()]).toEqual([200, playlist]);
  });

  test('deleting, twice', async () => {
    expect(await world.client.deleteLiveChannel({ channelName })).toEqual({ requestId });
    expect(await world.client.deleteLiveChannel({ channelName })).toEqual({ requestId });
    await expect(world.client.getLiveChannelInfo({ channelName })).rejects.toMatchObject(noSuchChannel);
  });
});

test('a real bucket is asked only when the environment says so', () => {
  const names = (env: Record<string, string>): string[] => worldsOf(env).map(({ name }) => name);
  const emulators = ['the emulator, asked in process', 'the emulator, asked over its port'];
  const bucket = { OSS_LIVE_TEST_BUCKET: 'examplebucket' };
  expect(names(bucket)).toEqual(emulators);
  expect(names({ OSS_LIVE_TEST_TARGET: 'real' })).toEqual(emulators);
  expect(names({ ...bucket, OSS_LIVE_TEST_TARGET: 'real' })).toEqual([
    ...emulators,
    'the real bucket examplebucket',
  ]);
});
