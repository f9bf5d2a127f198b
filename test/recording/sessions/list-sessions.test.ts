// Sessions of a real emulator: its history, its state and the objects in its bucket, with a clock that the test sets.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Client, createClient, createEmulator, listSessions, type Session } from '../../../src/index.js';
import type { SessionsOptions } from '../../../src/recording/index.js';
import { temporaryFolder } from '../../helpers/store.js';

const credentials = { accessKeyId: 'oss-live-local-key', accessKeySecret: 'oss-live-local-secret' };
const NOW = '2024-03-05T12:00:00Z';

type Wish = Partial<Omit<SessionsOptions, 'client'>>;

interface Bucket {
  client: Client;
  /** What was asked, as `METHOD /target`. */
  asked: string[];
  /** Objects with the names of segments, each stored five seconds after it began. */
  store(channelName: string, from: string, count: number): Promise<void>;
  sessions(more?: Wish): Promise<string[]>;
  deny(op: string): void;
  ledger: string;
  close(): Promise<void>;
}

/** `06:00:00 06:10:00 history+ledger` for a session. */
function shown({ start, end, running, pushes }: Session): string {
  const from = [...new Set(pushes.map(({ knownFrom }) => knownFrom))].join('+');
  const times = [start, end].map((time) =>
    time
      .toISOString()
      .replace('2024-03-', '')
      .replace(/\.\d+Z$/, ''),
  );
  return [...times, pushes.length, from, ...(running ? ['running'] : [])].join(' ');
}

async function openBucket({ seedMedia = false } = {}): Promise<Bucket> {
  let now = new Date(NOW);
  const emulator = createEmulator({ dataDir: temporaryFolder(), now: () => now, seedMedia });
  const asked: string[] = [];
  const client = createClient({
    ...{ endpoint: 'http://127.0.0.1:8787', region: 'cn-hangzhou', bucket: 'local', credentials },
    now: () => now,
    transport: (request) => {
      asked.push(`${request.method} ${request.target}`);
      return emulator.handle(request);
    },
  });
  await client.putLiveChannel({ channelName: 'cam' });
  const ledger = join(temporaryFolder(), 'ledger.ndjson');
  return {
    ...{ client, asked, ledger, close: () => emulator.close() },
    async store(channelName, from, count) {
      const first = Date.parse(from);
      for (let index = 0; index < count; index++) {
        now = new Date(first + (index + 1) * 5000);
        const key = `${channelName}/${first + index * 5000}.ts`;
        await client.putObject({ key, body: 'media', contentType: 'video/mp2t' });
      }
      now = new Date(NOW);
    },
    async sessions(more: Wish = {}) {
      asked.length = 0;
      const place = { client, bucket: 'local', endpoint: 'http://127.0.0.1:8787', now: () => now };
      return (await listSessions({ ...place, channelName: 'cam', ...more })).map(shown);
    },
    deny(op) {
      emulator.control.addFault({
        match: { layer: 'http', op },
        effect: { status: 403, code: 'AccessDenied', ec: '0003-00000001' },
      });
    },
  };
}

async function createBucket(): Promise<Bucket> {
  const bucket = await openBucket();
  onTestFinished(bucket.close);
  return bucket;
}

const line = (channelName: string, startTime: string, endTime: string, more = {}) =>
  `${JSON.stringify({
    ...{ endpoint: '127.0.0.1:8787', bucket: 'local', channelName, startTime, endTime, seconds: null },
    ...{ remoteAddr: '192.0.2.7:1', playlistName: 'playlist.m3u8', source: 'call', mediaSeconds: 3, ...more },
  })}\n`;

describe('four pushes with a minute between them', () => {
  let seeded: Bucket;
  beforeAll(async () => {
    seeded = await openBucket({ seedMedia: true });
  });
  afterAll(() => seeded.close());

  test('are one session, with the times of the history', async () => {
    const { client, sessions } = seeded;
    expect(await sessions({ channelName: 'demo' })).toEqual(['05T11:00:00 05T11:58:59 4 history']);
    const { records } = await client.getLiveChannelHistory({ channelName: 'demo' });
    const [session] = await listSessions({ client, bucket: 'local', channelName: 'demo', last: 1 });
    expect(session?.pushes).toEqual(
      records.map(({ startTime, endTime, remoteAddr }) => ({
        ...{ start: new Date(startTime!), end: new Date(endTime!), remoteAddr },
        ...{ playlistName: null, source: null, mediaSeconds: null, knownFrom: 'history' },
      })),
    );
  });

  test.each<[Wish, string[]]>([
    [{ gapSeconds: 30, last: 1 }, ['05T11:45:00 05T11:58:59 1 history']],
    [
      { gapSeconds: 30, start: new Date('2024-03-05T11:20:00Z'), end: new Date('2024-03-05T11:31:00Z') },
      ['05T11:15:00 05T11:28:59 1 history', '05T11:30:00 05T11:43:59 1 history'],
    ],
    [
      { gapSeconds: 30, start: new Date('2024-03-05T11:20:00Z'), last: 2 },
      ['05T11:30:00 05T11:43:59 1 history', '05T11:45:00 05T11:58:59 1 history'],
    ],
    [{ gapSeconds: 62 }, ['05T11:00:00 05T11:58:59 4 history']],
    [{ end: new Date('2024-03-05T11:00:00Z') }, []],
  ])('%j: %j', async (options, expected) => {
    expect(await seeded.sessions({ channelName: 'demo', ...options })).toEqual(expected);
  });

  test('are asked about in a few small requests', async () => {
    const { sessions, asked } = seeded;
    await sessions({ channelName: 'demo', last: 1 });
    expect(asked.map((request) => request.replace(/\?.*(comp=\w+|list-type=2).*/, ' $1'))).toEqual([
      ...['GET /local/demo comp=stat', 'GET /local/demo comp=history'],
      ...Array(4).fill('GET /local/ list-type=2'),
    ]);
    const pages = asked.flatMap((request) => /max-keys=(\d+)/.exec(request)?.[1] ?? []);
    expect(pages).toEqual(['10', '10', '10', '10']);
  });
});

describe('the ledger', () => {
  test('tells of what the history does not, and of the media, as far as it is of this channel', async () => {
    const { client, sessions, store, ledger } = await createBucket();
    await store('cam', '2024-03-01T06:00:00Z', 3);
    writeFileSync(ledger, line('cam', '2024-03-01T06:00:00.000Z', '2024-03-01T06:00:15.000Z'));
    appendFileSync(ledger, line('door', '2024-03-02T06:00:00.000Z', '2024-03-02T06:10:00.000Z'));
    appendFileSync(ledger, line('cam', '2024-03-03T06:00:00.000Z', 'x', { endpoint: '127.0.0.1:9999' }));
    appendFileSync(ledger, '{"bucket":"local","channelName":"cam","startT');
    expect(await sessions({ ledger })).toEqual(['01T06:00:00 01T06:00:15 1 ledger']);
    const [session] = await listSessions({ client, bucket: 'local', channelName: 'cam', ledger, last: 1 });
    expect(session?.pushes).toMatchObject([
      { source: 'call', mediaSeconds: 3, playlistName: 'playlist.m3u8' },
    ]);
  });

  test.each(['/dev/null', '/nowhere/ledger.ndjson', '/'])('%s has nothing to say', async (ledger) => {
    const { sessions } = await createBucket();
    expect(await sessions({ ledger })).toEqual([]);
  });

  test('of a push of which nothing is stored tells of no session', async () => {
    const { sessions, store, ledger, asked } = await createBucket();
    await store('cam', '2024-03-01T06:00:00Z', 3);
    writeFileSync(ledger, line('cam', '2024-03-01T06:00:00.000Z', '2024-03-01T06:00:15.000Z'));
    appendFileSync(ledger, line('cam', '2024-03-03T06:00:00.000Z', '2024-03-03T06:10:00.000Z'));
    expect(await sessions({ ledger, last: 1 })).toEqual(['01T06:00:00 01T06:00:15 1 ledger']);
    expect(asked.filter((request) => request.includes('list-type=2'))).toHaveLength(2);
  });
});

test('what a rule of the bucket has deleted is looked for in a few requests', async () => {
  const { sessions, store, ledger, asked } = await createBucket();
  await store('cam', '2024-03-04T06:00:00Z', 3);
  writeFileSync(ledger, line('cam', '2024-03-04T06:00:00.000Z', '2024-03-04T06:00:15.000Z'));
  for (let day = 0; day < 300; day++) {
    const start = Date.parse('2023-03-05T06:00:00Z') + day * 86_400_000;
    const times = [start, start + 600_000].map((ms) => new Date(ms).toISOString());
    appendFileSync(ledger, line('cam', times[0] ?? '', times[1] ?? ''));
  }
  expect(await sessions({ ledger, last: 2 })).toEqual(['04T06:00:00 04T06:00:15 1 ledger']);
  expect(asked.length).toBeLessThan(20);
});

describe('where ledger and history end, names of segments tell', () => {
  test('of what is older than a range that is asked for', async () => {
    const { sessions, store } = await createBucket();
    await store('cam', '2024-03-01T06:00:00.250Z', 3);
    await store('cam', '2024-03-02T06:00:00.250Z', 2);
    await store('cam', '2024-03-02T06:05:00.250Z', 2);
    expect(await sessions({ start: new Date('2024-03-02T00:00:00Z') })).toEqual([
      '02T06:00:00 02T06:05:10 2 segments',
    ]);
  });

  test('of the latest session, when the service tells of nothing', async () => {
    const { sessions, store, asked } = await createBucket();
    await store('cam', '2023-03-01T06:00:00.250Z', 3);
    await store('cam', '2024-01-02T06:00:00.250Z', 2);
    await store('cam', '2024-01-02T06:05:00.250Z', 2);
    const spring = (await sessions({ last: 1 })).map((text) => text.replace(/2024-01-/g, ''));
    expect(spring).toEqual(['02T06:00:00 02T06:05:10 2 segments']);
    // Two months back, by halving.
    expect(asked.length).toBeLessThan(32);
    const both = (await sessions({ last: 5 })).map((text) => text.replace(/202\d-\d\d-/g, ''));
    expect(both).toEqual(['01T06:00:00 01T06:00:15 1 segments', '02T06:00:00 02T06:05:10 2 segments']);
  });

  test('of the latest session, when history and state may not be read, whatever an old ledger knows', async () => {
    const { sessions, store, deny, ledger } = await createBucket();
    await store('cam', '2024-03-01T06:00:00Z', 3);
    await store('cam', '2024-03-04T06:00:00Z', 3);
    writeFileSync(ledger, line('cam', '2024-03-01T06:00:00.000Z', '2024-03-01T06:00:15.000Z'));
    deny('GetLiveChannelStat');
    deny('GetLiveChannelHistory');
    expect(await sessions({ ledger, last: 1 })).toEqual(['04T06:00:00 04T06:00:15 1 segments']);
    expect(await sessions({ ledger })).toEqual([
      ...['01T06:00:00 01T06:00:15 1 ledger', '04T06:00:00 04T06:00:15 1 segments'],
    ]);
    deny('ListObjectsV2');
    expect(await sessions({ ledger, last: 1 })).toEqual(['01T06:00:00 01T06:00:15 1 ledger']);
  });

  test('of nothing that began after the end that is asked for', async () => {
    const { sessions, store, deny, ledger } = await createBucket();
    await store('cam', '2024-03-01T06:00:00Z', 3);
    await store('cam', '2024-03-03T06:00:00Z', 3);
    await store('cam', '2024-03-04T06:00:00Z', 3);
    writeFileSync(ledger, line('cam', '2024-03-03T06:00:00.000Z', '2024-03-03T06:00:15.000Z'));
    const end = new Date('2024-03-02T00:00:00Z');
    expect(await sessions({ end })).toEqual(['01T06:00:00 01T06:00:15 1 segments']);
    deny('GetLiveChannelStat');
    deny('GetLiveChannelHistory');
    expect(await sessions({ end, ledger })).toEqual(['01T06:00:00 01T06:00:15 1 segments']);
  });

  test('of a channel that is gone; one of which nothing is known is not found', async () => {
    const { sessions, store } = await createBucket();
    await store('gone', '2024-03-04T06:00:00Z', 3);
    expect(await sessions({ channelName: 'gone' })).toEqual(['04T06:00:00 04T06:00:15 1 segments']);
    await expect(sessions({ channelName: 'nobody' })).rejects.toMatchObject({ code: 'NoSuchLiveChannel' });
  });
});

test('options that are wrong are refused, and an abort ends it', async () => {
  const { sessions } = await createBucket();
  for (const wrong of [
    { gapSeconds: 0 },
    { last: 0 },
    { channelName: 'a/b' },
    { start: new Date(Number.NaN) },
  ])
    await expect(sessions(wrong)).rejects.toMatchObject({ kind: 'usage' });
  await expect(sessions({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'Interrupted' });
});
