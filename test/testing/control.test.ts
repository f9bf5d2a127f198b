import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandError, createClient, signRtmpUrl, UsageError } from '../../src/index.js';
import { type StartedEmulator, startEmulator } from '../../src/testing/index.js';
import { type Encoder, startEncoder } from '../helpers/encoder.js';
import { clip } from '../helpers/media.js';

const credentials = { accessKeyId: 'ci-id', accessKeySecret: 'ci-secret', securityToken: 'ci-token' };
let oss: StartedEmulator;
beforeAll(async () => {
  oss = await startEmulator({ buckets: ['cameras', 'archive'], region: 'cn-beijing', credentials });
});
afterAll(() => oss.stop());

test('it is told in full', async () => {
  const { url, rtmpUrl, dataDir, env } = oss;
  const [, port] = /^http:\/\/127\.0\.0\.1:(\d+)$/.exec(url) ?? [];
  expect({ rtmpUrl, bucket: oss.bucket, region: oss.region, there: existsSync(dataDir) }).toEqual({
    ...{ rtmpUrl: `rtmp://127.0.0.1:${port}`, bucket: 'cameras', region: 'cn-beijing', there: true },
  });
  expect(oss.clientOptions).toEqual({ endpoint: url, bucket: 'cameras', region: 'cn-beijing', credentials });
  expect(env).toEqual({
    ...{ OSS_ENDPOINT: url, OSS_BUCKET: 'cameras', OSS_REGION: 'cn-beijing', OSS_PROFILE: '' },
    ...{ OSS_ACCESS_KEY_ID: 'ci-id', OSS_ACCESS_KEY_SECRET: 'ci-secret', OSS_SESSION_TOKEN: 'ci-token' },
  });
  expect((await oss.control.state()).buckets.map(({ name }) => name)).toEqual(['cameras', 'archive']);
});

test('rules are added, listed and removed', async () => {
  const { control } = oss;
  const effect = { status: 503 };
  const rule = { match: { layer: 'http', op: 'PutLiveChannel' }, effect } as const;
  const added = await control.addFault({ ...rule, id: 'busy' });
  expect(await control.faults()).toEqual([added]);
  expect(added).toMatchObject({ ...rule, id: 'busy' });
  expect([await control.removeFault('busy'), await control.removeFault('busy')]).toEqual([true, false]);
  await control.addFault(rule);
  await control.clearFaults();
  expect(await control.faults()).toEqual([]);
});

test('what makes no sense is refused as it is in process', async () => {
  const wrong = { match: { layer: 'http' }, effect: { refuse: true } } as never;
  await expect(oss.control.addFault(wrong)).rejects.toThrow(UsageError);
  await expect(oss.control.setClock({ offsetMs: 1e17 })).rejects.toThrow('offsetMs is no usable time.');
});

test('the clock is moved, stopped and put right', async () => {
  const { control } = oss;
  expect(await control.setClock({ freezeAt: '2030-01-01T00:00:00Z' })).toEqual({
    ...{ now: '2030-01-01T00:00:00.000Z', offsetMs: 0, frozen: true },
  });
  expect(await control.setClock({ offsetMs: 60_000 })).toMatchObject({ offsetMs: 60_000, frozen: false });
  expect(await control.setClock(null)).toMatchObject({ offsetMs: 0, frozen: false });
  expect(await control.clock()).toMatchObject({ offsetMs: 0, frozen: false });
});

describe('with a push', () => {
  let encoder: Encoder | null = null;
  afterAll(() => encoder?.kill());

  test('its events are waited for, and it can be ended', async () => {
    const { control, clientOptions } = oss;
    const channelName = '直播 1';
    await createClient(clientOptions).putLiveChannel({ channelName });
    const expires = Math.floor(Date.now() / 1000) + 600;
    const { url } = signRtmpUrl({ ...clientOptions, channelName, expires });
    encoder = startEncoder(await clip({ seconds: 4 }), url);
    expect(await control.event(({ event }) => event === 'push-started', { timeoutMs: 60_000 })).toMatchObject(
      {
        channel: channelName,
      },
    );
    expect([await control.kick(channelName), await control.kick('nobody')]).toEqual([true, false]);
    const ended = await control.event(({ event }) => event === 'push-ended', { timeoutMs: 60_000 });
    expect((await control.events(ended.id - 1))[0]).toEqual(ended);
    await control.reset();
    expect((await control.state()).buckets[0]?.channels).toEqual([]);
  });

  test('an event that does not come is told', async () => {
    await expect(oss.control.event(() => false, { timeoutMs: 1 })).rejects.toMatchObject({
      ...{ code: 'EventMissed', kind: 'waitedTooLong' },
    });
  });
});

test('stopped twice it is gone, and its control says so', async () => {
  const short = await startEmulator();
  await Promise.all([short.stop(), short.stop()]);
  expect(existsSync(short.dataDir)).toBe(false);
  const error = await short.control.events().catch((rejection: unknown) => rejection);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ code: 'EmulatorSilent', message: expect.stringContaining('ECONNREFUSED') });
});

test('what keeps it from starting is told', async () => {
  await expect(startEmulator({ buckets: ['No'] })).rejects.toMatchObject({
    code: 'EmulatorNotStarted',
    message:
      'The emulator ended before it was ready.\nBucket name "No" must be 3 to 63 lower-case letters, digits and inner hyphens.',
  });
});
