import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStream, withoutOldest } from '../../src/client/event-stream.js';
import { type WatchEvent, type WatchOptions, watch } from '../../src/index.js';
import type { HttpResponse } from '../../src/protocol/wire.js';
import { DENIED, IDLE, LIVE, listPage } from '../helpers/answers.js';
import { refusal } from '../helpers/script.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

type Answer = Partial<HttpResponse>;

/** A `watch` of a service that answers as the function says. */
function watching(answer: (path: string) => Answer | Promise<Answer>, more: Partial<WatchOptions> = {}) {
  const asked: string[] = [];
  const options: WatchOptions = {
    ...{ endpoint: 'http://127.0.0.1', region: 'cn-hangzhou', bucket: 'local', credentials: KEY },
    async transport(request) {
      const path = request.target.replace(/^\/local\//, '');
      asked.push(path);
      return { status: 200, headers: [], body: null, ...(await answer(path)) };
    },
    ...{ channelNames: ['cam'], intervalSeconds: 0.1, ...more },
  };
  return { asked, watching: watch(options) };
}

async function read(events: AsyncIterable<WatchEvent>): Promise<string[]> {
  const told: string[] = [];
  for await (const event of events)
    told.push(event.event === 'trouble' ? event.message : `${event.channelName} ${event.event}`);
  return told;
}

/** Live and idle in turn: an event with each look. */
function restless(): () => Answer {
  let looks = 0;
  return () => (looks++ % 2 === 0 ? IDLE : LIVE);
}

describe('an iteration of watch', () => {
  test('begins with the first event that is asked for', async () => {
    const { asked, watching: events } = watching(() => IDLE);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(asked).toEqual([]);
    expect(await events.next()).toMatchObject({ done: false, value: { event: 'watching', state: 'idle' } });
    expect(await events.return()).toEqual({ done: true, value: undefined });
  });

  test('that never began ends without a request', async () => {
    const { asked, watching: events } = watching(() => IDLE);
    await events.return();
    expect([await events.next(), asked]).toEqual([{ done: true, value: undefined }, []]);
  });

  test('ends for whoever waits for the next event', async () => {
    const { asked, watching: events } = watching(() => IDLE);
    await events.next();
    const waiting = events.next();
    await events.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(asked.length).toBe(before);
  });

  test('ends with the signal, after what was there to be read', async () => {
    const controller = new AbortController();
    const { watching: events } = watching(() => IDLE, { signal: controller.signal });
    const first = events.next();
    await first;
    controller.abort();
    expect(await read(events)).toEqual([]);
  });

  test('leaves out what cannot be the name of a channel, and says so once', async () => {
    const names = ['a/b', '', 'x'.repeat(64), 'cam'].map((name) => ({ name }));
    const stat = restless();
    const { asked, watching: events } = watching(
      (path) => (path.startsWith('?') ? listPage(names) : stat()),
      { channelNames: null },
    );
    const told: string[] = [];
    for await (const event of events) {
      told.push(event.event === 'trouble' ? event.message : `${event.channelName} ${event.event}`);
      if (told.length === 4) break;
    }
    expect(told).toEqual([
      'Not watched: 3 names in the list that no channel can have.',
      'cam watching',
      'cam started',
      'cam stopped',
    ]);
    expect(asked.filter((path) => path.startsWith('?')).length).toBeGreaterThan(1);
    expect(asked.filter((path) => !/^(?:\?|cam\?)/.test(path))).toEqual([]);
  });

  test('ends when what was waited for has come', async () => {
    expect(await read(watching(restless(), { until: 'live' }).watching)).toEqual([
      'cam watching',
      'cam started',
    ]);
  });

  test('fails when it has not come in time', async () => {
    const { watching: events } = watching(() => IDLE, { until: 'live', timeoutSeconds: 0.2 });
    await expect(read(events)).rejects.toMatchObject({
      ...{ name: 'CommandError', code: 'WaitedTooLong', kind: 'waitedTooLong', hint: null },
      ...{ message: 'Not every channel went live in time.', advice: { do: 'waitLonger' } },
    });
  });

  test('fails when nothing can be watched', async () => {
    const { asked, watching: events } = watching(() => DENIED, { channelNames: null });
    await expect(read(events)).rejects.toMatchObject({ name: 'ServiceError', code: 'AccessDenied' });
    expect(asked.length).toBe(1);
  });

  test('holds a thousand events for a reader, who is told how many of the oldest were dropped', async () => {
    const { emit, events } = openStream<string>({
      async work() {
        for (let event = 1; event <= 1003; event++) emit(`event ${event}`);
      },
      leave: () => undefined,
      queue: withoutOldest((count) => `${count} lost`),
    });
    const told: string[] = [];
    for await (const event of events) told.push(event);
    expect([told.length, ...told.slice(0, 2), told.at(-1)]).toEqual([
      1001,
      '3 lost',
      'event 4',
      'event 1003',
    ]);
  });
});

test('the state is that of the moment', async () => {
  const { watching: events } = watching(
    (path) => (path.startsWith('?') ? listPage([{ name: 'cam' }, { name: 'door' }]) : LIVE),
    { channelNames: null },
  );
  expect(events.state()).toMatchObject({ bucket: 'local', intervalSeconds: 0.1, names: [] });
  for (let count = 0; count < 2; count++) await events.next();
  const { names, channels, samples, events: counted, requests } = events.state();
  expect([names, channels.get('door')?.state, samples.get('door')?.[0]]).toEqual([
    ['cam', 'door'],
    'live',
    278_016,
  ]);
  expect([counted.watching, requests.ok]).toEqual([2, 3]);
  await events.return();
});

describe('trouble that is no channel’s is an event', () => {
  test('when a command fails: which event it was for, and why', async () => {
    const folder = temporaryFolder();
    const lines: string[] = [];
    const { watching: events } = watching(restless(), {
      ...{ until: 'live', cwd: folder },
      exec: {
        command: 'echo "$OSS_LIVE_EVENT"; touch ran; exit 3',
        ...{ env: { PATH: process.env.PATH }, onLine: (line) => void lines.push(line) },
      },
    });
    const told: WatchEvent[] = [];
    for await (const event of events) told.push(event);
    expect(told.at(-1)).toEqual({
      ...{ event: 'trouble', time: expect.any(String), bucket: 'local', trouble: 'exec', about: told[1] },
      ...{ message: 'The command for started of cam failed: it ended with 3.', reason: 'it ended with 3' },
    });
    expect([lines, existsSync(join(folder, 'ran'))]).toEqual([['started'], true]);
  });

  test('when the service wants fewer requests', async () => {
    const answers: Answer[] = [IDLE, refusal(503, 'SlowDown', '0000-00000000', 'Slow down.')];
    const { watching: events } = watching(() => answers.shift() ?? LIVE, { until: 'live' });
    expect(await read(events)).toEqual([
      'cam watching',
      'The service wants fewer requests: asking every 0.2s.',
      'cam started',
    ]);
    expect(events.state().requests).toEqual({ ok: 2, refused: 0, throttled: 1, failed: 0 });
  });
});

test.each<[Partial<WatchOptions>, string]>([
  [{ channelNames: [] }, 'channelNames is empty; null means all channels.'],
  [{ channelNames: ['a/b'] }, 'A channel name contains no "/"; got "a/b".'],
  [{ intervalSeconds: 0.01 }, 'intervalSeconds is from 0.1 to 86400, not 0.01.'],
  [{ timeoutSeconds: 5 }, 'timeoutSeconds needs until.'],
  [{ timeoutSeconds: Number.NaN, until: 'live' }, 'timeoutSeconds is from 0 to 2147483, not NaN.'],
  [{ webhook: { url: 'ftp://example.com/' } }, 'The webhook is not a URL to post to.'],
])('%j is refused at once', (more, message) => {
  expect(() => watching(() => IDLE, more)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
});
