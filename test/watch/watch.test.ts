import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/emulator/index.js';
import { NetworkError } from '../../src/errors.js';
import type { Transport } from '../../src/protocol/wire.js';
import { DENIED, IDLE, LIVE, listPage, NO_SUCH_CHANNEL } from '../helpers/answers.js';
import { asking, createChannel, publishUrl } from '../helpers/emulator.js';
import { readFlvFile } from '../helpers/flv-file.js';
import { clip } from '../helpers/media.js';
import { publish } from '../helpers/rtmp-publisher.js';
import { refusal } from '../helpers/script.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';
import { type Answer, ENV, of, receiver, service, watching } from '../helpers/watching.js';
import { createWorld } from '../helpers/world.js';

/** An emulator with these channels, and a clock that it shares with whoever watches it. */
async function world(...channels: string[]) {
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const dataDir = temporaryFolder();
  const emulator = createEmulator({ dataDir, credentials: [KEY], now });
  const { rtmpUrl } = await emulator.listen();
  const ask = asking(emulator);
  for (const name of channels) await createChannel(ask, name);
  onTestFinished(() => emulator.close());
  const transport: Transport = (request) => emulator.handle(request);
  return {
    ...{ emulator, ask, now, transport },
    create: (name: string) => createChannel(ask, name),
    push: (channel: string) => publish(publishUrl({ base: rtmpUrl, channel })),
    later(seconds: number) {
      offsetMs += seconds * 1000;
    },
  };
}

describe('watch', () => {
  test('tells the story of channels that come, are pushed to and go', async () => {
    const { emulator, ask, now, transport, create, push, later } = await world('cam', 'door');
    const watch = watching(['--interval', '0.2'], { transport, now });
    await watch.event(of('door', 'watching'));

    const publisher = await push('cam');
    await publisher.sendAll(readFlvFile(await clip({ seconds: 2 })));
    await publisher.arrived();
    const started = await watch.event(of('cam', 'started'));
    // The emulator measures whole ten seconds: of the ten before these nothing has arrived.
    later(20);
    await watch.event(of('cam', 'stalled'));
    await publisher.sendAll(readFlvFile(await clip({ seconds: 2 })));
    await publisher.arrived();
    later(10);
    await watch.event(of('cam', 'resumed'));
    await publisher.unpublish();
    const stopped = await watch.event(of('cam', 'stopped'));

    await ask({ method: 'PUT', target: '/cam?live&status=disabled' });
    await watch.event(of('cam', 'disabled'));
    await ask({ method: 'PUT', target: '/cam?live&status=enabled' });
    await watch.event(of('cam', 'enabled'));
    await create('new');
    await watch.event(of('new', 'created'));
    await ask({ method: 'DELETE', target: '/door?live' });
    await watch.event(of('door', 'deleted'));

    expect(await watch.interrupt()).toMatchObject({ exitCode: 130, stderr: '' });
    expect(watch.events().map(({ channelName, event }) => `${channelName} ${event}`)).toEqual([
      ...['cam watching', 'door watching', 'cam started', 'cam stalled', 'cam resumed', 'cam stopped'],
      ...['cam disabled', 'cam enabled', 'new created', 'door deleted'],
    ]);
    const { live } = (await emulator.control.state()).buckets[0]!.channels[0]!;
    expect(live).toBe(null);
    expect(started).toMatchObject({ bucket: 'local', state: 'live', changes: [], message: null });
    expect(stopped).toMatchObject({
      ...{ state: 'idle', connectedTime: started.connectedTime, remoteAddr: started.remoteAddr },
      video: { width: 320, height: 180, codec: 'H264' },
      audio: { sampleRate: 44_100, codec: 'AAC' },
    });
  });

  test('tells when the pictures of a running push are of another size', async () => {
    const { ask, now, transport, push } = await world('cam');
    const publisher = await push('cam');
    await publisher.sendAll(readFlvFile(await clip({ seconds: 2, size: '320x180' })));
    const stat = async () => (await ask({ target: '/cam?live&comp=stat' })).text;
    await expect.poll(stat).toContain('<Width>320</Width>');
    const watch = watching(['cam', '--interval', '0.1'], { transport, now });
    const found = await watch.event(of('cam', 'watching'));
    const larger = readFlvFile(await clip({ seconds: 2, size: '640x360' }));
    await publisher.sendAll(
      larger.map((message) => ({ ...message, timestampMs: message.timestampMs + 2000 })),
    );
    expect(await watch.event(of('cam', 'changed'))).toMatchObject({
      changes: [{ property: 'video.size', from: '320x180', to: '640x360' }],
      video: { width: 640, height: 360, codec: 'H264' },
      ...{ connectedTime: found.connectedTime, remoteAddr: found.remoteAddr },
    });
  });

  test('--until live ends with 0 when every channel is live, --until idle when none is', async () => {
    const { now, transport, push } = await world('cam', 'door');
    const live = watching(['cam', 'door', '--interval', '0.1', '--until', 'live'], { transport, now });
    const publishers = [await push('cam')];
    await live.event(of('cam', 'started'));
    publishers.push(await push('door'));
    expect(await live.ended).toMatchObject({ exitCode: 0, stderr: '' });

    const idle = watching(['--interval', '0.1', '--until', 'idle'], { transport, now });
    await idle.event(of('door', 'watching'));
    for (const publisher of publishers) await publisher.unpublish();
    expect(await idle.ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('--timeout ends it with 11', async () => {
    const { transport } = service(() => IDLE);
    const { ended } = watching(['cam', '--until', 'live', '--timeout', '1'], { transport });
    expect(await ended).toMatchObject({
      exitCode: 11,
      stderr:
        'error: Not every channel went live in time.\nhint: Give it longer with --timeout, or see what is there: oss-live stat\n',
    });
  });

  test('trouble does not end it, and is told of each channel', async () => {
    let trouble: 'none' | 'network' | 'denied' | 'busy' = 'none';
    const { transport } = service((path) => {
      if (path.startsWith('lost')) return NO_SUCH_CHANNEL;
      if (trouble === 'network') throw new NetworkError('ConnectionRefused', 'Nobody answers.');
      if (trouble === 'denied') return DENIED;
      return trouble === 'busy' ? refusal(503, 'SlowDown', '0000-00000000', 'Slow down.') : LIVE;
    });
    const watch = watching(['cam', 'lost', '--interval', '0.1'], { transport });
    await watch.event(of('lost', 'watching'));
    trouble = 'network';
    await watch.event(of('cam', 'unreachable'));
    trouble = 'denied';
    await watch.event(of('cam', 'refused'));
    trouble = 'busy';
    await watch.written(/asking every 0\.2s/);
    trouble = 'none';
    await watch.event(of('cam', 'reachable'));
    expect(await watch.interrupt()).toMatchObject({
      exitCode: 130,
      stderr: 'warning: The service wants fewer requests: asking every 0.2s.\n',
    });
    expect(
      watch.events().map(({ channelName, event, state, message }) => [channelName, event, state, message]),
    ).toEqual([
      ['cam', 'watching', 'live', null],
      ['lost', 'watching', 'absent', 'No such live channel.'],
      ['cam', 'unreachable', 'unknown', 'Nobody answers.'],
      [
        'cam',
        'refused',
        'refused',
        'AccessDenied: You have no right to access this object because of bucket acl.',
      ],
      ['cam', 'reachable', 'live', null],
    ]);
  });

  test.each([
    ['a wrong key', ['cam'], refusal(403, 'InvalidAccessKeyId', '0002-00000902', 'No such key.'), 4],
    ['no such bucket', ['cam'], refusal(404, 'NoSuchBucket', '0015-00000101', 'No such bucket.'), 5],
    ['a list that may not be read', [], DENIED, 4],
  ])('%s ends it at once', async (_, argv, answer, exitCode) => {
    const { asked, transport } = service(() => answer);
    const { ended } = watching([...argv, '--interval', '60'], { transport });
    expect([(await ended).exitCode, asked.length]).toEqual([exitCode, 1]);
  });

  test('waits for a service that is not there yet', async () => {
    let isThere = false;
    const { transport } = service((path) => {
      if (!isThere) throw new NetworkError('ConnectionRefused', 'Nobody answers.');
      return path.startsWith('?') ? listPage([{ name: 'cam' }]) : IDLE;
    });
    const watch = watching(['--interval', '0.1', '--json'], { transport });
    await watch.written(/cannot be listed: Nobody answers/);
    isThere = true;
    await watch.event(of('cam', 'watching'));
  });
});

describe('watch at a terminal', () => {
  const [NO_WRAP, WRAP, CLEAR_TO_END_OF_LINE] = ['\u001b[?7l', '\u001b[?7h', '\u001b[K'];

  /** The table as it was drawn last; how long the sparkline is depends on how often was asked. */
  function lastFrame(written: string): string[] {
    const frame = written.slice(written.lastIndexOf(NO_WRAP) + NO_WRAP.length, written.lastIndexOf(WRAP));
    const lines = frame.replaceAll(CLEAR_TO_END_OF_LINE, '').split('\n').slice(0, -1);
    return lines.map((line) => line.replace(/ [ ▁█]{8}(?= {2}audio)/, ' ~'));
  }

  test('draws channels, those that are live first, and events above them', async () => {
    let cam: Answer | null = null;
    const gate = new EventEmitter();
    const { transport } = service(async (path) => {
      if (path.startsWith('?')) return listPage([{ name: 'cam' }, { name: 'door' }]);
      if (path.startsWith('door')) return IDLE;
      if (cam === null) await once(gate, 'open');
      return cam ?? DENIED;
    });
    const now = () => new Date('2024-03-05T06:07:08Z');
    const terminal = { columns: 80, rows: 24 };
    const watch = watching(['--interval', '0.1'], { transport, terminal, now });
    await watch.written(/Idle {4}door/);
    cam = IDLE;
    gate.emit('open');
    await watch.written(/Idle {4}cam/);
    cam = LIVE;
    await watch.written(
      /2024-03-05T06:07:08\+00:00 {2}cam {2}started {2}by 198\.51\.100\.23:51234, H264 1920x1080\n/,
    );
    const { exitCode, stdout, stderr } = await watch.interrupt();
    expect([exitCode, stderr]).toEqual([130, '']);
    expect(lastFrame(stdout)).toEqual([
      'Status  Channel  For     Publisher            Last change',
      'Live    cam      7m 08s  198.51.100.23:51234  started 0s',
      '  1920x1080 30 fps  video 2.10 Mbit/s ~  audio 127 kbit/s',
      'Idle    door     0s      -                    -',
      '2 channels of local, 1 live; asked every 0.1 s; Ctrl-C ends',
    ]);
  });
});

// Of a machine that takes its local time for UTC, or has not asked anybody for the time yet.
test('where the clock is an hour ahead, how long a push lasts is told by that of the service', async () => {
  const { now, transport, push } = await world('cam');
  const ahead = () => new Date(now().getTime() + 3_600_000);
  const publisher = await push('cam');
  await publisher.sendAll(readFlvFile(await clip({ seconds: 2 })));
  await publisher.arrived();
  const watch = watching(['cam'], { transport, now: ahead, terminal: { columns: 80, rows: 24 } });
  const [, shown] = await watch.written(/Live {4}cam {6}(.{6})/);
  expect(shown).toMatch(/^(\d+m )?\d+s/);
  expect((await watch.interrupt()).exitCode).toBe(130);

  const env = { ...ENV, NO_COLOR: '1' };
  const list = await createWorld({ env, transport, now: ahead }).run(['list', '--live'], { terminal: 80 });
  expect([list.exitCode, list.stdout]).toEqual([0, expect.stringMatching(/^cam {3}(\d+m )?\d+s /m)]);
});

describe('watch asks politely', () => {
  test('once per channel and interval, spread out', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `cam-${index}`);
    const { asked, transport } = service(() => IDLE);
    watching([...names, '--interval', '1'], { transport });
    await expect.poll(() => asked.length).toBeGreaterThan(60);
    const rounds = [0, 20, 40].map((from) => asked.slice(from, from + 20));
    expect(rounds.map((round) => round.map(({ path }) => path.replace(/\?.*/, '')))).toEqual(
      rounds.map(() => names),
    );
    const began = rounds.map(([first]) => first!.at);
    expect([began[1]! - began[0]! > 990, began[2]! - began[1]! > 990]).toEqual([true, true]);
    // After the first one, which is to show everything soon.
    const spread = asked.slice(20, 60);
    const gaps = spread.slice(1).map(({ at }, index) => at - spread[index]!.at);
    // 50 ms apart when they are spread, next to none in a burst; a busy machine shifts single ones.
    expect(gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]).toBeGreaterThan(30);
  });

  test('never more than a hundred times a second', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `cam-${index}`);
    const { asked, transport } = service(() => IDLE);
    watching([...names, '--interval', '0.1'], { transport });
    await expect.poll(() => asked.length).toBeGreaterThan(150);
    const most = Math.max(
      ...asked.map(({ at }) => asked.filter((one) => one.at >= at && one.at < at + 1000).length),
    );
    expect(most).toBeLessThanOrEqual(101);
  });

  test('not before the service wants to be asked again', async () => {
    const busy = refusal(503, 'SlowDown', '0000-00000000', 'Slow down.');
    const answers: Answer[] = [IDLE, { ...busy, headers: [['Retry-After', '1']] }];
    const { asked, transport } = service(() => answers.shift() ?? LIVE);
    const watch = watching(['cam', '--interval', '0.1'], { transport });
    await watch.event(of('cam', 'started'));
    expect(asked[2]!.at - asked[1]!.at).toBeGreaterThanOrEqual(999);
    expect(await watch.interrupt()).toMatchObject({
      stderr: 'warning: The service wants fewer requests: asking again in 1s, then every 0.2s.\n',
    });
  });

  test('not again while an answer is on its way', async () => {
    const { asked, transport } = service((path) =>
      path.startsWith('slow') ? new Promise<Answer>(() => undefined) : IDLE,
    );
    const watch = watching(['cam', 'slow', '--interval', '0.1'], { transport });
    await watch.event(of('cam', 'watching'));
    await expect.poll(() => asked.filter(({ path }) => path.startsWith('cam')).length).toBe(1);
  });
});

describe('watch hands events on', () => {
  test('--exec runs a command with the event in its environment and on stdin', async () => {
    const { now, transport, push } = await world('cam');
    const command =
      'cat > event.json; echo "$OSS_LIVE_EVENT $OSS_LIVE_CHANNEL $OSS_LIVE_STATE $OSS_BUCKET"; [ $OSS_LIVE_EVENT = started ]';
    const watch = watching(['--interval', '0.1', '--exec', command], { transport, now });
    await watch.event(of('cam', 'watching'));
    const publisher = await push('cam');
    const started = await watch.event(of('cam', 'started'));
    await watch.written(/^started cam live local$/m);
    expect(JSON.parse(readFileSync(join(watch.folder, 'event.json'), 'utf8'))).toEqual(started);
    await publisher.unpublish();
    await watch.written(/^warning: --exec for stopped of cam failed: it ended with 1\.$/m);
    const { stdout } = await watch.interrupt();
    expect(stdout).not.toContain('started cam live local');
  });

  test('--webhook posts until it is taken, signed, each attempt anew', async () => {
    const { received, url } = await receiver(503, 200);
    let state: Answer = IDLE;
    const { transport } = service(() => state);
    const env = { OSS_LIVE_WEBHOOK_SECRET: 's3cret' };
    const watch = watching(['cam', '--interval', '0.1', '--webhook', url, '--until', 'live'], {
      transport,
      env,
    });
    await watch.event(of('cam', 'watching'));
    state = LIVE;
    expect(await watch.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([watch.events()[1], watch.events()[1]]);
    for (const { headers, body } of received) {
      const text = `${headers['oss-live-timestamp']}.${body}`;
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'oss-live-event': 'started',
        'oss-live-delivery': received[0]!.headers['oss-live-delivery'],
        'oss-live-signature': `sha256=${createHmac('sha256', 's3cret').update(text).digest('hex')}`,
      });
    }
  });

  test('--webhook gives up on a refusal, without showing the path', async () => {
    const { received, url } = await receiver(410);
    let state: Answer = IDLE;
    const { transport } = service(() => state);
    const watch = watching(['cam', '--interval', '0.1', '--webhook', url], { transport });
    await watch.event(of('cam', 'watching'));
    state = LIVE;
    await watch.written(
      /^warning: started of cam did not reach http:\/\/127\.0\.0\.1:\d+: it answered 410\.$/m,
    );
    const { stderr } = await watch.interrupt();
    expect([received.length, stderr.includes('hidden')]).toEqual([1, false]);
    expect(received[0]!.headers).not.toHaveProperty('oss-live-signature');
  });

  test('--metrics serves what is known at the moment', async () => {
    const { transport } = service(() => LIVE);
    const watch = watching(['cam', '--interval', '0.1', '--metrics', '0'], { transport });
    await watch.event(of('cam', 'watching'));
    const [, url = ''] = await watch.written(/^Metrics: (\S+)$/m);
    const text = async (path: string, init?: RequestInit) => {
      const answer = await fetch(url.replace('/metrics', path), init);
      return [answer.status, answer.headers.get('content-type'), await answer.text()] as const;
    };
    const [status, type, metrics] = await text('/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(metrics).toContain('oss_live_channel_state{bucket="local",channel="cam",state="live"} 1\n');
    expect(metrics).toContain(
      'oss_live_channel_video_bandwidth_bytes_per_second{bucket="local",channel="cam"} 262144\n',
    );
    expect((await text('/')).slice(0, 1)).toEqual([404]);
    expect((await text('/metrics', { method: 'POST' })).slice(0, 1)).toEqual([405]);
    await watch.interrupt();
    // A connection of before may still seem to be open for a moment.
    const refusal = () => fetch(url).catch(({ cause }) => cause.code);
    await expect.poll(refusal).toBe('ECONNREFUSED');
  });

  test('--ledger has every push once, over restarts and torn lines', async () => {
    const { now, transport, push } = await world('cam');
    const before = await push('cam');
    await before.unpublish();
    const folder = temporaryFolder();
    const ledger = join(folder, 'pushes.ndjson');
    const lines = () => readFileSync(ledger, 'utf8').split('\n').slice(0, -1);
    const argv = ['cam', '--interval', '0.1', '--ledger', ledger];

    const first = watching(argv, { transport, now });
    await expect.poll(() => lines().length).toBe(1);
    // The service counts in seconds; two pushes within one would be the same to it but for the port.
    const second = await push('cam');
    await first.event(of('cam', 'started'));
    await second.unpublish();
    await expect.poll(() => lines().length).toBe(2);
    await first.interrupt();
    writeFileSync(ledger, `${lines().join('\n')}\n{"bucket":"local","chan`);

    const third = await push('cam');
    const again = watching([...argv, '--until', 'idle'], { transport, now });
    await again.event(of('cam', 'watching'));
    await third.unpublish();
    expect(await again.ended).toMatchObject({ exitCode: 0, stderr: '' });
    const entries = lines()
      .filter((line) => line !== '{"bucket":"local","chan')
      .map((line) => JSON.parse(line));
    expect(entries).toEqual(
      Array.from({ length: 3 }, () => ({
        ...{ endpoint: '127.0.0.1', bucket: 'local', channelName: 'cam', seconds: expect.any(Number) },
        startTime: expect.stringMatching(/\.000Z$/),
        endTime: expect.stringMatching(/\.000Z$/),
        remoteAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      })),
    );
    expect(new Set(entries.map(({ remoteAddr }) => remoteAddr)).size).toBe(3);
  });

  test('--ledger says when pushes may be missing', async () => {
    const records = Array.from({ length: 10 }, (_, index) => {
      const start = `2024-03-05T06:${20 + index}:00.000Z`;
      return `<LiveRecord><StartTime>${start}</StartTime><EndTime>${start}</EndTime><RemoteAddr>a:1</RemoteAddr></LiveRecord>`;
    });
    const history = { body: `<LiveChannelHistory>${records.join('')}</LiveChannelHistory>` };
    const { transport } = service((path) => (path.includes('history') ? history : IDLE));
    const ledger = join(temporaryFolder(), 'pushes.ndjson');
    writeFileSync(ledger, '{"bucket":"local","channelName":"cam","startTime":"2024-03-05T06:00:00.000Z"}\n');
    const watch = watching(['cam', '--interval', '0.1', '--ledger', ledger], { transport });
    await watch.written(/^warning: .*$/m);
    expect(await watch.interrupt()).toMatchObject({
      stderr:
        'warning: The ledger may lack pushes to cam between 2024-03-05T06:00:00.000Z and 2024-03-05T06:20:00.000Z: the history tells of ten.\n',
    });
  });

  test('--dry-run watches, and hands nothing on', async () => {
    const { received, url } = await receiver(200);
    const { transport } = service(() => LIVE);
    const { ended, folder } = watching(
      ['cam', '--until', 'live', '-n', '--webhook', url, '--exec', 'touch ran', '--ledger', 'ledger'],
      { transport },
    );
    expect((await ended).exitCode).toBe(0);
    expect(received).toEqual([]);
    expect(() => readFileSync(join(folder, 'ledger'))).toThrow('ENOENT');
  });
});

describe('watch refuses', () => {
  const refused = (argv: readonly string[]) =>
    watching(argv, { transport: () => Promise.reject(new Error('nothing should be sent')) }).ended;

  test.each<[string[], number, string]>([
    [['a/b'], 2, 'A channel name contains no "/"; got "a/b".'],
    [['--timeout', '5'], 2, '--timeout needs --until.'],
    [['--until', 'dead'], 2, "--until must be live or idle, not 'dead'."],
    [['--interval', '0.01'], 2, '--interval is from 0.1 seconds to a day, not 0.01.'],
    [['--interval', '2d'], 2, '--interval is from 0.1 seconds to a day, not 2d.'],
    [['--until', 'live', '--timeout', '60d'], 2, '--timeout is at most 24 days, not 60d.'],
    [['--webhook', 'example.com'], 2, '--webhook is not a URL to post to.'],
    [['--webhook', 'https://user:pass@example.com/'], 2, '--webhook is not a URL to post to.'],
    [['--webhook-secret', 'x'], 2, '--webhook-secret needs --webhook.'],
    [['--exec', ''], 2, '--exec needs a value.'],
    [['--ledger', ''], 2, '--ledger needs a value.'],
    [['--webhook', 'https://example.com/', '--webhook-secret', ''], 2, '--webhook-secret needs a value.'],
    [['--metrics', ''], 2, '--metrics needs a value.'],
    [['--metrics', '1.2.3.4:'], 2, '--metrics 1.2.3.4: is not a port.'],
    [['--metrics', 'x'], 2, '--metrics x is not a port.'],
    [['--metrics', '70000'], 2, '--metrics 70000 is not a port.'],
  ])('%j', async (argv, exitCode, message) => {
    const end = await refused(argv);
    expect([end.exitCode, end.stdout, end.stderr.split('\n')[0]]).toEqual([
      exitCode,
      '',
      `error: ${message}`,
    ]);
  });

  test('a ledger that cannot be written, with 3', async () => {
    const end = await refused(['cam', '--ledger', 'no/such/folder/ledger']);
    expect([end.exitCode, end.stderr]).toEqual([
      3,
      expect.stringMatching(/^error: The ledger no\/such\/folder\/ledger cannot be used: ENOENT/),
    ]);
  });

  test('an address that is not of this machine, with 2', async () => {
    const end = await refused(['cam', '--metrics', '192.0.2.1:9310']);
    expect(end).toMatchObject({
      exitCode: 2,
      stderr:
        'error: Cannot listen on 192.0.2.1:9310 (EADDRNOTAVAIL).\nhint: Give another address with --metrics.\n',
    });
  });

  test('a port that is taken, with 6', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const end = await refused(['cam', '--metrics', `127.0.0.1:${port}`]);
    expect(end).toMatchObject({
      exitCode: 6,
      stderr: `error: Port ${port} is taken on 127.0.0.1.\nhint: Give another address with --metrics.\n`,
    });
  });
});
