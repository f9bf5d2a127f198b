// A list of each day: what the service stores, what is put together, and what nobody was there for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../../src/client/client.js';
import type { Segment } from '../../src/emulator/media/segment.js';
import type { OssLiveError } from '../../src/errors.js';
import type { Transport } from '../../src/protocol/wire.js';
import { missingDays } from '../../src/recording/index.js';
import { keepDays } from '../../src/relay/days/keep-days.js';
import { daysBefore } from '../../src/relay/hours.js';
import { recordedBucket } from '../helpers/recorded-bucket.js';
import { openSeededHour } from '../helpers/seeded-hour.js';
import { KEY } from '../helpers/sign-v1.js';
import { createWorld } from '../helpers/world.js';

const MINUTE_MS = 60_000;
const PATIENCE = { timeout: 60_000, interval: 20 };

/** A bucket at a moment, in which pushes were when they are said to have been, with a segment each minute. */
async function recorded(now: string, pushes: readonly [start: string, end: string][]) {
  const bucket = await recordedBucket();
  const { backend, requests } = bucket;
  backend.setNow(new Date(now));
  const segments = pushes.flatMap(([start, end]) => {
    const [from, to] = [Date.parse(start), Date.parse(end)];
    return Array.from({ length: (to - from) / MINUTE_MS }, (_, index): Segment => {
      const startMs = from + index * MINUTE_MS;
      const name = `${startMs}.ts`;
      return { name, startMs, durationSeconds: 60, discontinuity: false, sequence: index, bytes: 1 };
    });
  });
  const store = backend.bucket('examplebucket')!;
  store.setSegments('cam', segments);
  store.setHistory(
    'cam',
    pushes.map(([start, end]) => ({
      ...{ startMs: Date.parse(start), endMs: Date.parse(end), remoteAddress: '10.1.2.3:47745' },
    })),
  );
  await bucket.put(...segments.map(({ name }) => `cam/${name}`));
  requests.length = 0;

  /** Keeps the lists of `cam` until the first days are done. */
  async function keep(zone: string, { transport = bucket.transport, nowMs = () => Date.parse(now) } = {}) {
    const saved: string[] = [];
    const unsaved: [day: string | null, code: string][] = [];
    const clock = () => new Date(nowMs());
    const client = createClient({
      ...{ endpoint: 'http://127.0.0.1:8787', bucket: 'examplebucket', region: 'cn-hangzhou' },
      ...{ credentials: KEY, now: clock, retry: { attempts: 1 }, transport },
    });
    const days = keepDays({
      ...{ client, endpoint: null, bucket: 'examplebucket', ledger: null, now: clock },
      onSaved: (channelName, day, name) => saved.push(`${channelName} ${day} ${name}`),
      onUnsaved: (_, day, { code }: OssLiveError) => unsaved.push([day, code]),
    });
    onTestFinished(() => days.end());
    await days.keep(new Map([['cam', zone]]));
    return { days, saved, unsaved };
  }
  const listOf = async (day: string): Promise<string | null> => {
    const object = await store.object(`cam/day-${day}.m3u8`);
    if (object === null) return null;
    let text = '';
    for await (const chunk of object.read()) text += Buffer.from(chunk).toString();
    return text;
  };
  return { ...bucket, keep, listOf };
}

/** When the first and the last segment of a list began, how many there are, and its breaks. */
function facts(list: string | null): [first: string, last: string, segments: number, breaks: number] {
  const times = [...(list ?? '').matchAll(/^(?:.*\/)?(\d{13})\.ts$/gm)].map(([, ms]) => Number(ms));
  const breaks = list?.match(/^#EXT-X-DISCONTINUITY$/gm)?.length ?? 0;
  return [iso(times[0]), iso(times.at(-1)), times.length, breaks];
}

const iso = (ms = 0): string => new Date(ms).toISOString().slice(0, 16);

test('after a downtime each day gets its list, once, and one that is there stays', async () => {
  const { keep, listOf, put, requests, client } = await recorded('2024-03-05T06:00:00Z', [
    // A push over midnight is in both lists, each segment in one.
    ['2024-02-28T22:00:00Z', '2024-02-29T02:00:00Z'],
    ['2024-03-02T10:00:00Z', '2024-03-02T10:30:00Z'],
    ['2024-03-02T12:00:00Z', '2024-03-02T12:30:00Z'],
    ['2024-03-03T10:00:00Z', '2024-03-03T10:30:00Z'],
    ['2024-03-05T05:00:00Z', '2024-03-05T06:00:00Z'],
  ]);
  await put(['cam/day-2024-03-03.m3u8', 'somebody wrote this']);
  const { saved, unsaved } = await keep('UTC');
  await vi.waitFor(() => expect(saved).toHaveLength(3), PATIENCE);
  expect([saved, unsaved]).toEqual([
    [
      'cam 2024-02-28 day-2024-02-28.m3u8',
      'cam 2024-02-29 day-2024-02-29.m3u8',
      'cam 2024-03-02 day-2024-03-02.m3u8',
    ],
    [],
  ]);
  const lists = await Promise.all(['02-28', '02-29', '03-02'].map((day) => listOf(`2024-${day}`)));
  expect(lists.map(facts)).toEqual([
    // The service gives what begins in its window, its end included: the first of the next day is there twice.
    ['2024-02-28T22:00', '2024-02-29T00:00', 121, 0],
    ['2024-02-29T00:00', '2024-02-29T01:59', 120, 0],
    ['2024-03-02T10:00', '2024-03-02T12:29', 60, 1],
  ]);
  expect(await listOf('2024-03-03')).toBe('somebody wrote this');
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual([
    'POST /examplebucket/cam/day-2024-02-28.m3u8?endTime=1709164800&startTime=1709078400&vod',
    'POST /examplebucket/cam/day-2024-02-29.m3u8?endTime=1709251200&startTime=1709164800&vod',
  ]);

  // Another start finds nothing to do: a request for the lists, and one for each run of days that may lack one.
  requests.length = 0;
  const keeping = {
    ...{ client, channelName: 'cam', endpoint: null, bucket: 'examplebucket', ledger: null },
    ...{ now: new Date('2024-03-05T06:00:00Z'), signal: new AbortController().signal },
  };
  expect(await missingDays(keeping, daysBefore('UTC', keeping.now, 31))).toEqual([]);
  expect(requests).toHaveLength(4);
});

test('the list of a day is saved when it is over and its last segment is there', async () => {
  const began = performance.now();
  // Half a second before the list is due, four minutes after midnight.
  const dueMs = Date.parse('2024-03-06T00:04:00Z');
  const { keep, listOf } = await recorded('2024-03-06T00:03:59Z', [
    ['2024-03-04T10:00:00Z', '2024-03-04T10:10:00Z'],
    ['2024-03-05T23:30:00Z', '2024-03-06T00:03:00Z'],
  ]);
  const nowMs = () => dueMs - 500 + (performance.now() - began);
  const { saved } = await keep('UTC', { nowMs });
  await vi.waitFor(() => expect(saved).toHaveLength(2), PATIENCE);
  expect(saved).toEqual(['cam 2024-03-04 day-2024-03-04.m3u8', 'cam 2024-03-05 day-2024-03-05.m3u8']);
  expect(facts(await listOf('2024-03-05'))).toEqual(['2024-03-05T23:30', '2024-03-06T00:00', 31, 0]);
});

test('a day of 25 hours is longer than the service gives at once, and is put together', async () => {
  const { keep, listOf, requests } = await recorded('2024-10-28T06:00:00Z', [
    ['2024-10-26T21:00:00Z', '2024-10-28T00:00:00Z'],
  ]);
  const { saved } = await keep('Europe/Berlin');
  await vi.waitFor(() => expect(saved).toHaveLength(2), PATIENCE);
  expect(facts(await listOf('2024-10-27'))).toEqual(['2024-10-26T22:00', '2024-10-27T22:59', 1500, 0]);
  expect(
    requests.filter((request) => /^(POST|PUT)/.test(request)).map((request) => request.slice(0, 48)),
  ).toEqual([
    'POST /examplebucket/cam/day-2024-10-26.m3u8?endT',
    'PUT /examplebucket/cam/day-2024-10-27.m3u8',
  ]);
});

describe('without a permission', () => {
  const without =
    (denied: RegExp, { transport }: { transport: Transport }): Transport =>
    async (request) =>
      denied.test(`${request.method} ${request.target}`)
        ? { status: 403, headers: [], body: '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>' }
        : transport(request);
  const TWO_PUSHES = [
    ['2024-03-04T10:00:00Z', '2024-03-04T10:10:00Z'],
    ['2024-03-04T11:00:00Z', '2024-03-04T11:10:00Z'],
  ] as const;
  const NOON = '2024-03-05T12:00:00Z';

  test.each<[string, RegExp, breaks: number]>([
    ['to look whether there is a list', /^HEAD/, 1],
    ['to list the bucket', /^GET .*list-type=2/, 1],
    ['to store objects the service stores its own, which has no break', /^PUT/, 0],
  ])('%s', async (_, denied, breaks) => {
    const bucket = await recorded(
      NOON,
      TWO_PUSHES.map(([start, end]) => [start, end]),
    );
    const { saved } = await bucket.keep('UTC', { transport: without(denied, bucket) });
    await vi.waitFor(() => expect(saved).toEqual(['cam 2024-03-04 day-2024-03-04.m3u8']), PATIENCE);
    expect(facts(await bucket.listOf('2024-03-04'))).toEqual([
      ...['2024-03-04T10:00', '2024-03-04T11:09', 20, breaks],
    ]);
  });

  test('to look or to list, a list that is there is not replaced', async () => {
    const bucket = await recorded(NOON, [['2024-03-04T10:00:00Z', '2024-03-04T10:10:00Z']]);
    await bucket.put(['cam/day-2024-03-04.m3u8', 'somebody wrote this']);
    const refusing = without(/^HEAD|list-type=2/, bucket);
    const stored: number[] = [];
    const transport: Transport = async (request) => {
      const answer = await refusing(request);
      if (request.method === 'PUT') stored.push(answer.status);
      return answer;
    };
    const { saved } = await bucket.keep('UTC', { transport });
    await vi.waitFor(() => expect(stored).toEqual([409]), PATIENCE);
    expect([saved, await bucket.listOf('2024-03-04')]).toEqual([[], 'somebody wrote this']);
  });

  test('to save anything is told once, and counted', async () => {
    const bucket = await recorded(
      NOON,
      TWO_PUSHES.map(([start, end]) => [start, end]),
    );
    const transport = without(/^(PUT|POST)/, bucket);
    const { unsaved, days } = await bucket.keep('UTC', { transport });
    await vi.waitFor(() => expect(unsaved).toEqual([['2024-03-04', 'AccessDenied']]), PATIENCE);
    expect(days.status()).toEqual([{ channelName: 'cam', unsaved: 1 }]);
  });
});

test('vod: daily in the file: an hour over midnight, and what it saves is what there is', async () => {
  // Midnight of the zone lies in the middle of the recorded hour.
  const hour = await openSeededHour(new Date('2026-03-05T12:30:00Z'));
  onTestFinished(() => hour.close());
  const env = {
    ...{ OSS_ENDPOINT: 'http://127.0.0.1:8787', OSS_BUCKET: 'local', OSS_REGION: 'cn-hangzhou' },
    ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
  };
  const transport: Transport = (request) => hour.emulator.handle(request);
  const world = createWorld({ env, transport, now: '2026-03-05T12:30:00Z' });
  const file = "  demo: { input: test, hours: '03:00-04:00', timezone: Etc/GMT-12, vod: daily }\n";
  writeFileSync(join(world.homeDir, 'cameras.yaml'), `channels:\n${file}`);
  const stop = new AbortController();
  const lines: { event: string }[] = [];
  const ended = world.run(['relay', 'cameras.yaml', '--json', '--ledger', 'none'], {
    signal: stop.signal,
    onStdout: (text) =>
      lines.push(
        ...text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ),
  });
  await vi.waitFor(() => expect(lines.map(({ event }) => event)).toContain('day'), PATIENCE);
  stop.abort();
  await ended;
  expect(lines.find(({ event }) => event === 'day')).toEqual({
    ...{ event: 'day', time: expect.any(String), channelName: 'demo', day: '2026-03-05' },
    ...{ playlistName: 'day-2026-03-05.m3u8', error: null },
  });
  const { client } = hour.changed();
  const { body } = await client.getObject({ key: 'demo/day-2026-03-05.m3u8' });
  let list = '';
  for await (const chunk of body) list += Buffer.from(chunk).toString();
  const [first, last, segments, breaks] = facts(list);
  expect([first >= '2026-03-05T11:30', last <= '2026-03-05T12:00', segments > 100, breaks > 0]).toEqual([
    ...[true, true, true, true],
  ]);
});
