import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../src/emulator/control/fault-rule.js';
import { createEmulator, type Emulator, type Listening } from '../../../src/emulator/index.js';
import {
  asking,
  askingPort,
  channelXml,
  createChannel,
  eventually,
  publishUrl,
} from '../../helpers/emulator.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { PUBLISH_END, publish, type RtmpPublisher } from '../../helpers/rtmp-publisher.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

let dataDir: string;
let emulator: Emulator;
let listening: Listening;
let ask: ReturnType<typeof asking>;
let askPort: ReturnType<typeof asking>;

beforeEach(async () => {
  dataDir = temporaryFolder();
  emulator = createEmulator({ dataDir, credentials: [KEY] });
  listening = await emulator.listen();
  ask = asking(emulator);
  askPort = askingPort(listening);
  await createChannel(ask, 'cam');
});

afterEach(() => emulator.close());

const add = (rule: FaultRule): unknown => emulator.control.addFault(rule);
const url = (): string => publishUrl({ base: listening.rtmpUrl, channel: 'cam' });
const info = { target: '/cam?live' };
const ended = (): Promise<unknown> =>
  eventually(
    () => emulator.control.events(),
    (events) => events.some(({ event }) => event === 'push-ended'),
  );
const reasonOfEnd = (): unknown =>
  emulator.control.events().find(({ event }) => event === 'push-ended')?.reason;

async function statuses(times: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await ask(info)).status);
  return found;
}

describe('a rule', () => {
  test('passes those before it, hits so many, and is journalled', async () => {
    add({ match: { layer: 'http' }, after: 1, times: 2, effect: { status: 503 } });
    expect(await statuses(5)).toEqual([200, 503, 503, 200, 200]);
    expect(emulator.control.events().filter(({ event }) => event === 'fault')).toEqual([
      expect.objectContaining({
        ...{ rule: 'fault-1', op: 'GetLiveChannelInfo', channel: 'cam', method: 'GET' },
        effect: { status: 503 },
      }),
      expect.objectContaining({ rule: 'fault-1' }),
    ]);
    expect(emulator.control.faults()).toEqual([
      { id: 'fault-1', match: { layer: 'http' }, after: 1, times: 2, effect: { status: 503 }, hits: 2 },
    ]);
  });

  test('hits by chance, but the same ones each time', async () => {
    const rule: FaultRule = {
      ...{ id: 'coin', match: { layer: 'http', probability: 0.5 }, seed: 7 },
      effect: { status: 500 },
    };
    add(rule);
    const first = await statuses(20);
    expect(emulator.control.removeFault('coin')).toBe(true);
    add(rule);
    expect(await statuses(20)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  test('is looked at in order, and matches operation, channel and method', async () => {
    await createChannel(ask, 'dog');
    add({ match: { layer: 'http', op: 'GetLiveChannelStat' }, effect: { status: 500 } });
    add({ match: { layer: 'http', channel: 'dog' }, effect: { status: 503 } });
    add({ match: { layer: 'http', method: 'delete' }, effect: { status: 429 } });
    const results = [
      await ask(info),
      await ask({ target: '/cam?comp=stat&live' }),
      await ask({ target: '/dog?comp=stat&live' }),
      await ask({ target: '/dog?live' }),
      await ask({ target: '/dog/playlist.m3u8' }),
      await ask({ method: 'DELETE', target: '/cam?live' }),
    ];
    expect(results.map(({ status }) => status)).toEqual([200, 500, 500, 503, 503, 429]);
    emulator.control.clearFaults();
    expect((await ask(info)).status).toBe(200);
  });

  test('without a name does not take the name of another', () => {
    add({ id: 'fault-1', match: { layer: 'http' }, times: 1, effect: { status: 500 } });
    add({ match: { layer: 'http' }, effect: { status: 503 } });
    expect(emulator.control.faults().map(({ id }) => id)).toEqual(['fault-1', 'fault-2']);
  });

  test('given at the start is there at the start', async () => {
    await emulator.close();
    emulator = createEmulator({
      ...{ dataDir, credentials: [KEY] },
      faults: [{ match: { layer: 'http' }, effect: { status: 500 } }],
    });
    expect((await asking(emulator)(info)).status).toBe(500);
  });

  test('never touches health and control', async () => {
    add({ match: { layer: 'http' }, effect: { status: 500 } });
    for (const target of ['/_health', '/_emulator/state'])
      expect((await emulator.handle({ method: 'GET', target, headers: [] })).status).toBe(200);
  });
});

describe('an HTTP fault', () => {
  test('answers with the error it is told to', async () => {
    const effect = {
      status: 503,
      code: 'SlowDown',
      ec: '0000-00000001',
      message: 'No.',
      retryAfterSeconds: 3,
    };
    add({ match: { layer: 'http' }, effect });
    const { status, headers, text } = await askPort(info);
    const requestId = headers['x-oss-request-id'];
    expect([status, headers['retry-after'], headers['x-oss-ec']]).toEqual([503, '3', '0000-00000001']);
    expect(requestId).toMatch(/^[0-9A-F]{24}$/);
    expect(text).toContain(`<Code>SlowDown</Code>\n  <Message>No.</Message>\n  <RequestId>${requestId}<`);
  });

  test('waits before it lets the answer go', async () => {
    add({ match: { layer: 'http' }, effect: { latencyMs: [200, 220] } });
    const startedAt = performance.now();
    expect((await ask(info)).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
  });

  test.each([
    ['resetBefore', { resetBefore: true }, 'ECONNRESET'],
    ['resetAfterBytes', { resetAfterBytes: 10 }, 'ECONNRESET'],
    ['truncate', { truncate: 10 }, 'UND_ERR_SOCKET'],
    ['wrongContentLength', { wrongContentLength: true }, 'UND_ERR_SOCKET'],
  ])('%s breaks the exchange off', async (_, effect, code) => {
    add({ match: { layer: 'http' }, effect });
    await expect(askPort(info)).rejects.toMatchObject({ cause: { code } });
    emulator.control.clearFaults();
    expect((await askPort(info)).status).toBe(200);
  });

  test('sends the reset of a connection as a reset', async () => {
    add({ match: { layer: 'http' }, effect: { resetBefore: true } });
    const socket = connect(listening.port, '127.0.0.1');
    const failed = new Promise((resolve) => socket.once('error', resolve));
    socket.write('GET /local/cam?live HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  });

  test('sends half an XML document, or none', async () => {
    const whole = await ask(info);
    add({ match: { layer: 'http' }, times: 1, effect: { malformedXml: true } });
    const half = await askPort(info);
    expect([half.status, half.text]).toEqual([200, whole.text.slice(0, Math.ceil(whole.text.length / 2))]);
    add({ match: { layer: 'http' }, effect: { emptyBody: true } });
    expect(await askPort(info)).toMatchObject({ status: 200, text: '' });
  });

  test('stands still in the middle of the body', async () => {
    const whole = await ask(info);
    add({ match: { layer: 'http' }, effect: { stallMs: 200 } });
    const startedAt = performance.now();
    expect((await askPort(info)).text).toBe(whole.text);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
  });
});

describe('a clock fault', () => {
  test('judges a request by another time', async () => {
    add({ match: { layer: 'clock', op: 'GetLiveChannelInfo' }, times: 1, effect: { skewMs: -1_000_000 } });
    const { status, text } = await ask(info);
    expect([status, /<Code>(\w+)</.exec(text)?.[1]]).toEqual([403, 'RequestTimeTooSkewed']);
    expect((await ask(info)).status).toBe(200);
  });

  test('judges a publisher by another time', async () => {
    add({ match: { layer: 'clock', op: 'publish' }, effect: { skewMs: 4e12 } });
    await expect(publish(url())).rejects.toThrow('Request has expired');
  });

  test('judges the publishers of one channel alone', async () => {
    await createChannel(ask, 'dog');
    add({ match: { layer: 'clock', op: 'publish', channel: 'dog' }, effect: { skewMs: 4e12 } });
    await (await publish(url())).unpublish();
    const dog = publishUrl({ base: listening.rtmpUrl, channel: 'dog' });
    await expect(publish(dog)).rejects.toThrow('Request has expired');
  });
});

describe('an RTMP fault', () => {
  let messages: ReturnType<typeof readFlvFile>;

  beforeEach(async () => {
    messages = readFlvFile(await clip({ seconds: 4, gop: 25 }));
  });

  async function pushed(): Promise<RtmpPublisher> {
    const publisher = await publish(url());
    await publisher.sendAll(messages);
    return publisher;
  }

  test('refuses a connection', async () => {
    add({ match: { layer: 'rtmp' }, times: 1, effect: { refuse: true } });
    await expect(publish(url())).rejects.toThrow(/closed without a word|ECONNRESET|EPIPE/);
    await (await publish(url())).unpublish();
  });

  test('never answers', async () => {
    add({ match: { layer: 'rtmp' }, times: 1, effect: { silent: true } });
    const socket = connect(listening.port, '127.0.0.1');
    let answered = 0;
    socket.on('data', (bytes) => {
      answered += bytes.length;
    });
    socket.write(Buffer.concat([Buffer.of(3), Buffer.alloc(1536)]));
    await (await publish(url())).unpublish();
    expect([answered, socket.destroyed]).toEqual([0, false]);
    socket.destroy();
  });

  test('answers late', async () => {
    add({ match: { layer: 'rtmp' }, times: 1, effect: { handshakeDelayMs: 150 } });
    add({ match: { layer: 'rtmp' }, times: 1, effect: { acceptDelayMs: 150 } });
    const startedAt = performance.now();
    await (await publish(url())).unpublish();
    expect(performance.now() - startedAt).toBeGreaterThan(290);
  });

  test('rejects a publisher', async () => {
    const reject = { code: 'NetStream.Publish.BadName', text: 'Busy: Try again.' };
    add({ match: { layer: 'rtmp', channel: 'cam' }, times: 1, effect: { reject } });
    await expect(publish(url())).rejects.toMatchObject({
      status: { level: 'error', code: 'NetStream.Publish.BadName', description: 'Busy: Try again.' },
    });
    expect(emulator.control.events().at(-1)).toMatchObject({ event: 'publish-refused', reason: 'fault' });
  });

  test.each([
    ['rst', 'disconnected', null],
    ['fin', 'disconnected', null],
    ['status', 'fault', PUBLISH_END],
  ] as const)(
    'drops a push by %s after so many bytes, and what came before is stored',
    async (how, reason, said) => {
      const effect = { dropAfterBytes: 100_000, dropHow: how };
      add({ match: { layer: 'rtmp' }, times: 1, effect });
      const publisher = await pushed();
      const status = await publisher.closed;
      await ended();
      expect(reasonOfEnd()).toBe(reason);
      expect(status).toEqual(said);
      expect((await ask({ target: '/?prefix=cam' })).text).toMatch(/<Key>cam\/\d+\.ts</);
    },
  );

  test('drops a push after a time', async () => {
    add({ match: { layer: 'rtmp' }, effect: { dropAfterMs: 100 } });
    const publisher = await pushed();
    await publisher.closed;
    await ended();
    expect(reasonOfEnd()).toBe('disconnected');
  });

  test('stands still, then goes on and loses nothing', async () => {
    add({ match: { layer: 'rtmp' }, effect: { stallAfterMs: 0, stallForMs: 300 } });
    const startedAt = performance.now();
    await (await pushed()).unpublish();
    await ended();
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    expect((await emulator.control.state()).buckets[0]?.channels[0]?.segments).toBe(4);
  });

  test('reads slowly', async () => {
    const bytes = messages.reduce((sum, { payload }) => sum + payload.length, 0);
    add({ match: { layer: 'rtmp' }, effect: { readRate: bytes * 3 } });
    const startedAt = performance.now();
    await (await pushed()).unpublish();
    await ended();
    expect(performance.now() - startedAt).toBeGreaterThan(300);
    expect((await emulator.control.state()).buckets[0]?.channels[0]?.segments).toBe(4);
  });

  test('takes everything and stores nothing', async () => {
    add({ match: { layer: 'rtmp' }, effect: { blackhole: true } });
    await (await pushed()).unpublish();
    await ended();
    expect((await emulator.control.state()).buckets[0]).toMatchObject({
      objects: 0,
      channels: [{ segments: 0, history: [{}] }],
    });
  });
});

describe('a media fault', () => {
  async function pushed(): Promise<void> {
    const publisher = await publish(url());
    await publisher.sendAll(readFlvFile(await clip({ seconds: 4, gop: 25 })));
    await publisher.unpublish();
    await ended();
  }

  async function listed(): Promise<string[]> {
    const now = Math.ceil(Date.now() / 1000);
    const { text } = await ask({ target: `/cam?endTime=${now}&startTime=${now - 3600}&vod` });
    return text.match(/^\d+\.ts$/gm) ?? [];
  }

  const playlist = (): string[] =>
    readFileSync(join(dataDir, 'local/cam/playlist.m3u8'), 'utf8').match(/^\d+\.ts$/gm) ?? [];

  test('fills the disk: the push ends with a reason, what was stored stays', async () => {
    add({ match: { layer: 'media' }, after: 2, effect: { enospc: true } });
    await pushed();
    expect(reasonOfEnd()).toBe('storage');
    expect(playlist()).toHaveLength(2);
    emulator.control.clearFaults();
    await createChannel(ask, 'dog', channelXml());
    expect((await ask({ target: '/dog?live' })).status).toBe(200);
  });

  test('writes slowly', async () => {
    add({ match: { layer: 'media' }, effect: { writeDelayMs: 60 } });
    const startedAt = performance.now();
    await pushed();
    expect(performance.now() - startedAt).toBeGreaterThan(230);
    expect((await emulator.control.state()).buckets[0]?.channels[0]?.segments).toBe(4);
  });

  test('lists a segment that is not there', async () => {
    add({ match: { layer: 'media' }, after: 1, times: 1, effect: { loseSegment: true } });
    await pushed();
    const found = await Promise.all((await listed()).map((name) => ask({ target: `/cam/${name}` })));
    expect(found.map(({ status }) => status)).toEqual([200, 404, 200, 200]);
  });

  test('has the last segment only some time after the end of its push, in which the channel is idle', async () => {
    add({ match: { layer: 'media' }, after: 3, effect: { segmentDelayMs: 60_000 } });
    await pushed();
    const { channels } = (await emulator.control.state()).buckets[0]!;
    expect(channels[0]).toMatchObject({ live: null, segments: 3 });
    expect((await ask({ target: '/cam?comp=history&live' })).text).toContain('<LiveRecord>');
    expect(playlist()).toHaveLength(3);
    // Whoever closes the emulator does not wait for it, and does not lose it.
    const last = playlist().at(-1);
    await emulator.close();
    expect(playlist().indexOf(last!)).toBe(1);
  });

  test('has segments late and in their order, those of the next push behind them', async () => {
    add({ match: { layer: 'media' }, times: 4, effect: { segmentDelayMs: 300 } });
    await pushed();
    await pushed();
    const names = await eventually(listed, (found) => found.length === 8);
    expect(names).toEqual(names.toSorted());
  });

  test('leaves the playlist as it was', async () => {
    add({ match: { layer: 'media' }, after: 1, effect: { stalePlaylist: true } });
    await pushed();
    expect(playlist()).toHaveLength(1);
    expect((await emulator.control.state()).buckets[0]?.channels[0]?.segments).toBe(4);
  });
});
