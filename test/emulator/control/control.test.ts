import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../../src/emulator/index.js';
import type { HeaderList } from '../../../src/protocol/wire.js';
import { asking, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { PUBLISH_END, publish, type RtmpPublisher } from '../../helpers/rtmp-publisher.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

let dataDir: string;
let emulator: Emulator;
let listening: Listening;
let ask: ReturnType<typeof asking>;

beforeEach(async () => {
  dataDir = temporaryFolder();
  emulator = createEmulator({ dataDir, credentials: [KEY] });
  listening = await emulator.listen();
  ask = asking(emulator);
});

afterEach(() => emulator.close());

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  document: unknown;
}

/** Node's own client: fetch would not send the headers that matter here. */
function call(
  method: string,
  path: string,
  {
    body,
    headers = {},
    host = '127.0.0.1',
  }: { body?: unknown; headers?: Record<string, string>; host?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port: listening.port, method, path, headers }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const document: unknown = text.startsWith('{') ? JSON.parse(text) : text;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, document });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function pushed(): Promise<RtmpPublisher> {
  const publisher = await publish(publishUrl({ base: listening.rtmpUrl, channel: 'cam' }));
  await publisher.sendAll(readFlvFile(await clip({ seconds: 2, gop: 25 })));
  await publisher.arrived();
  return publisher;
}

const objectsIn = async (): Promise<number> =>
  (await ask({ target: '/?prefix=cam' })).text.match(/<Key>/g)?.length ?? 0;

describe('the control interface', () => {
  test.each([
    ['a page of another origin', { Origin: 'http://evil.example' }],
    ['a page of its own origin', { Origin: 'http://127.0.0.1' }],
    ['a page without an origin', { Origin: 'null' }],
    ['a picture in a page', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['a page that is an object of its own', { 'Sec-Fetch-Site': 'same-origin' }],
    ['a link in a page', { Referer: 'http://evil.example/' }],
    ['a name that was bound to this machine', { Host: 'evil.example' }],
    ['a name with a part of the right one', { Host: '127.0.0.1.evil.example' }],
  ])('is closed to %s', async (_, headers) => {
    for (const [method, path] of [
      ['POST', '/_emulator/reset'],
      ['GET', '/_emulator/events'],
      ['OPTIONS', '/_emulator/reset'],
    ] as const) {
      const { status, headers: answered } = await call(method, path, { headers });
      expect([status, answered['access-control-allow-origin']]).toEqual([403, undefined]);
    }
    expect(emulator.control.events().map(({ event }) => event)).not.toContain('reset');
  });

  test('is open to who types its address into a browser', async () => {
    const { status } = await call('GET', '/_emulator/state', { headers: { 'Sec-Fetch-Site': 'none' } });
    expect(status).toBe(200);
  });

  test.each([
    ['who asks from this machine', '127.0.0.1', [], true],
    ['another machine', '192.0.2.1', [], false],
    ['a web page', '127.0.0.1', [['Origin', 'http://evil.example']], false],
    ['a name that was bound to this machine', '127.0.0.1', [['Host', 'evil.example']], false],
  ] as [string, string, HeaderList, boolean][])(
    'and the data folder, in the answer of health, is for %s: %j',
    async (_, address, headers, isTold) => {
      const client = { address, reset: () => {} };
      const { body } = await emulator.handle({ method: 'GET', target: '/_health', headers, client });
      expect(JSON.parse(String(body))).toMatchObject({ status: 'ok' });
      expect(String(body).includes(dataDir)).toBe(isTold);
    },
  );

  test('is closed to other machines', async () => {
    const own = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    await emulator.close();
    emulator = createEmulator({ dataDir, credentials: [KEY] });
    listening = await emulator.listen({ host: '0.0.0.0' });
    // A machine without a network has no other address to come from; then the peer is made up.
    const { status } =
      own === undefined
        ? await emulator.handle({
            ...{ method: 'GET', target: '/_emulator/state', headers: [] },
            client: { address: '192.0.2.1', reset: () => {} },
          })
        : await call('GET', '/_emulator/state', { host: own, headers: { Host: '127.0.0.1' } });
    expect(status).toBe(403);
  });

  test.each(['127.0.0.1', 'localhost:8787', '[::1]:8787', 'LOCALHOST'])('is open to %s', async (host) => {
    expect((await call('GET', '/_emulator/state', { headers: { Host: host } })).status).toBe(200);
  });

  test.each([
    ['GET', '/_emulator/nothing', 404],
    ['GET', '/_emulator', 404],
    ['DELETE', '/_emulator/faults/none', 404],
    ['POST', '/_emulator/channels/cam/kick', 404],
    ['POST', '/_emulator/channels/%ff/kick', 400],
    ['POST', '/_emulator/reset?media=kept', 400],
    ['GET', '/_emulator/events?since=yesterday', 400],
  ])('answers %s %s with %d', async (method, path, status) => {
    expect((await call(method, path)).status).toBe(status);
  });

  test('refuses what is no JSON, no clock and no rule', async () => {
    for (const [path, body] of [
      ['/_emulator/clock', { offsetMs: 'soon' }],
      ['/_emulator/clock', { freezeAt: 'never' }],
      ['/_emulator/clock', []],
      ['/_emulator/faults', { match: { layer: 'http' } }],
      ['/_emulator/faults', { match: { layer: 'http', channle: 'cam' }, effect: { status: 500 } }],
      ['/_emulator/faults', { match: { layer: 'http' }, effect: { blackhole: true } }],
      ['/_emulator/faults', { match: { layer: 'http' }, effect: { status: 200 } }],
      ['/_emulator/faults', { match: { layer: 'smtp' }, effect: { status: 500 } }],
    ] as const)
      expect(await call('POST', path, { body })).toMatchObject({
        status: 400,
        document: { error: expect.any(String) },
      });
    expect(emulator.control.faults()).toEqual([]);
  });
});

describe('a control token', () => {
  const TOKEN = 'token-of-this-test';
  const RIGHT = { Authorization: `Bearer ${TOKEN}` };
  const WRONG = { Authorization: `Bearer ${TOKEN}x` };
  beforeEach(async () => {
    await emulator.close();
    emulator = createEmulator({ dataDir, credentials: [KEY], controlToken: TOKEN });
    listening = await emulator.listen();
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['another machine with it', '192.0.2.1', { ...RIGHT, Host: 'emulator:8787' }, 200],
    ['another machine without it', '192.0.2.1', { Host: '127.0.0.1' }, 401],
    ['another machine with another', '192.0.2.1', WRONG, 401],
    ['another machine with half of it', '192.0.2.1', { Authorization: 'Bearer token' }, 401],
    ['another machine with another scheme', '192.0.2.1', { Authorization: `Basic ${TOKEN}` }, 401],
    ['another machine with none to show', '192.0.2.1', { Authorization: 'Bearer ' }, 401],
    ['a web page with it', '192.0.2.1', { ...RIGHT, Origin: 'http://evil.example' }, 403],
    ['this machine without it', '127.0.0.1', { Host: '127.0.0.1' }, 200],
    ['this machine with another', '127.0.0.1', WRONG, 401],
    ['this machine by another name, with it', '127.0.0.1', { ...RIGHT, Host: 'emulator' }, 200],
    ['this machine by another name, without it', '127.0.0.1', { Host: 'emulator' }, 403],
  ])('%s', async (_, address, headers, status) => {
    const answer = await emulator.handle({
      ...{ method: 'GET', target: '/_emulator/state', headers: Object.entries(headers), body: null },
      client: { address, reset: () => {} },
    });
    const asksForIt = answer.headers.some(
      ([name, value]) => name === 'WWW-Authenticate' && value === 'Bearer',
    );
    expect([answer.status, asksForIt]).toEqual([status, status === 401]);
  });

  test('is read as it comes over a port', async () => {
    expect((await call('GET', '/_emulator/state', { headers: RIGHT })).status).toBe(200);
    expect((await call('GET', '/_emulator/state', { headers: WRONG })).document).toEqual({
      error: 'That is not the control token.',
    });
  });

  test.each(['', 'short', 'with a space in it', 'tökentöken'])('cannot be %j', (controlToken) => {
    expect(() => createEmulator({ dataDir, controlToken })).toThrow(
      'A control token has at least 8 characters',
    );
  });
});

describe('events', () => {
  test('tell what was pushed, and why it ended', async () => {
    await createChannel(ask, 'cam');
    const publisher = await pushed();
    const remoteAddress = `127.0.0.1:${publisher.client.socket.localPort}`;
    await publisher.unpublish();
    await eventually(
      () => emulator.control.events(),
      (events) => events.some(({ event }) => event === 'push-ended'),
    );
    const { document } = await call('GET', '/_emulator/events?since=0');
    expect(document).toEqual({
      events: [
        {
          ...{ id: 1, time: expect.any(String), event: 'push-started' },
          ...{ bucket: 'local', channel: 'cam', remoteAddress },
        },
        {
          ...{ id: 2, time: expect.any(String), event: 'push-ended', bucket: 'local', channel: 'cam' },
          ...{ reason: 'unpublished', startMs: expect.any(Number), endMs: expect.any(Number) },
          mediaBytes: expect.any(Number),
        },
      ],
    });
    expect((await call('GET', '/_emulator/events?since=1')).document).toMatchObject({ events: [{ id: 2 }] });
    expect((await call('GET', '/_emulator/events?since=2')).document).toEqual({ events: [] });
  });

  test('tell why a publisher was refused, and what should have been signed', async () => {
    await createChannel(ask, 'cam');
    const url = publishUrl({ base: listening.rtmpUrl, channel: 'cam', expires: 4_000_000_000 });
    const forged = url.replace('4000000000', '4000000001');
    await expect(publish(forged)).rejects.toThrow('SignatureDoesNotMatch');
    expect(emulator.control.events()).toEqual([
      expect.objectContaining({
        ...{ event: 'publish-refused', bucket: 'local', channel: 'cam', reason: 'signature' },
        stringToSign: '4000000001\n/local/cam',
      }),
    ]);
  });

  test('tell why a request was refused, and what should have been signed', async () => {
    const { headers } = await call('GET', '/local/cam?live&security-token=secret', {
      headers: { Authorization: `OSS ${KEY.accessKeyId}:AAAA`, Date: new Date().toUTCString() },
    });
    const [event] = emulator.control.events();
    expect(event).toMatchObject({
      ...{ event: 'refused', method: 'GET', target: '/local/cam?live&security-token=***', status: 403 },
      ...{ code: 'SignatureDoesNotMatch', ec: '0002-00000040', requestId: headers['x-oss-request-id'] },
      stringToSign: expect.stringMatching(/^GET\n\n\n.* GMT\n\/local\/cam\?live/),
    });
  });

  test('are cut to two thousand characters', async () => {
    await call('GET', `/local/${'x'.repeat(30_000)}`);
    expect(emulator.control.events()).toMatchObject([{ target: `/local/${'x'.repeat(1993)}…` }]);
  });

  test('reach who listens, until they do no longer', async () => {
    const heard: string[] = [];
    const stop = emulator.control.subscribe(({ event }) => heard.push(event));
    await call('GET', '/local/cam?live');
    stop();
    await call('GET', '/local/cam?live');
    expect(heard).toEqual(['refused']);
  });

  test('are remembered a thousand at a time', async () => {
    const target = { method: 'GET', target: '/local/cam?live', headers: [] };
    for (let i = 0; i < 1005; i++) await emulator.handle(target);
    const events = emulator.control.events();
    expect([events.length, events[0]?.id, events.at(-1)?.id]).toEqual([1000, 6, 1005]);
  });
});

describe('the clock', () => {
  test('can be moved, stopped and put right', async () => {
    const { document: moved } = await call('POST', '/_emulator/clock', { body: { offsetMs: 3_600_000 } });
    expect(moved).toMatchObject({ offsetMs: 3_600_000, frozen: false });
    const url = publishUrl({
      base: listening.rtmpUrl,
      channel: 'cam',
      expires: Math.floor(Date.now() / 1000) + 600,
    });
    await emulator.control.setClock(null);
    await createChannel(ask, 'cam');
    emulator.control.setClock({ offsetMs: 3_600_000 });
    expect(await emulator.authorizePublish(url)).toEqual({ accept: false, reason: 'expired' });
    const { document: frozen } = await call('POST', '/_emulator/clock', {
      body: { freezeAt: '2024-03-05T06:07:08Z' },
    });
    expect(frozen).toEqual({ now: '2024-03-05T06:07:08.000Z', offsetMs: 0, frozen: true });
    expect((await ask({ target: '/cam?live' })).text).toContain('RequestTimeTooSkewed');
    await call('POST', '/_emulator/clock', { body: {} });
    expect(emulator.control.clock()).toMatchObject({ offsetMs: 0, frozen: false });
    expect(await emulator.authorizePublish(url)).toEqual({ accept: true, reason: null });
  });
});

describe('a kick', () => {
  test('ends the push of a channel', async () => {
    await createChannel(ask, 'cam');
    const publisher = await pushed();
    expect((await call('POST', '/_emulator/channels/cam/kick')).status).toBe(204);
    expect(await publisher.closed).toEqual(PUBLISH_END);
    await eventually(
      () => emulator.control.kick('cam'),
      (running) => !running,
    );
    expect(emulator.control.events().at(-1)).toMatchObject({ event: 'push-ended', reason: 'kicked' });
  });
});

describe('the state', () => {
  test('shows buckets, channels, clock and rules', async () => {
    emulator.control.setClock({ freezeAt: Date.now() });
    await createChannel(ask, 'cam');
    const now = new Date(emulator.control.clock().now).getTime();
    await pushed();
    await eventually(objectsIn, (objects) => objects === 2);
    expect(await emulator.control.state()).toEqual({
      buckets: [
        {
          ...{ name: 'local', region: 'cn-hangzhou', acl: 'private', objects: 2 },
          channels: [
            {
              ...{ name: 'cam', description: '', status: 'enabled', fragDurationSeconds: 1, fragCount: 3 },
              ...{ playlistName: 'playlist.m3u8', snapshot: null, lastModifiedMs: now },
              ...{ history: [], segments: 1, live: expect.objectContaining({ connectedMs: now }) },
            },
          ],
        },
      ],
      clock: { now: new Date(now).toISOString(), offsetMs: 0, frozen: true },
      faults: [],
      dataDir,
    });
  });
});

describe('a reset', () => {
  test('ends pushes and leaves nothing', async () => {
    await createChannel(ask, 'cam');
    const publisher = await pushed();
    emulator.control.addFault({ match: { layer: 'http' }, after: 1000, effect: { status: 500 } });
    emulator.control.setClock({ offsetMs: 1000 });
    expect((await call('POST', '/_emulator/reset')).status).toBe(204);
    await publisher.closed;
    expect(await emulator.control.state()).toMatchObject({
      buckets: [{ objects: 0, channels: [] }],
      clock: { offsetMs: 0 },
      faults: [],
    });
    expect(readdirSync(join(dataDir, 'local'))).toEqual([]);
    await createChannel(ask, 'cam');
    await (await pushed()).unpublish();
    await eventually(objectsIn, (objects) => objects === 3);
  });

  test('may keep the media', async () => {
    await createChannel(ask, 'cam');
    await pushed();
    expect((await call('POST', '/_emulator/reset?media=keep')).status).toBe(204);
    expect(await emulator.control.state()).toMatchObject({ buckets: [{ objects: 3, channels: [] }] });
  });
});
