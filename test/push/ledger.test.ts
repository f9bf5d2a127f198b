// What `push` writes into the ledger, held against the history of the service and the pictures that are stored.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InterruptedError } from '../../src/errors.js';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { codedFrames } from '../helpers/media.js';
import { tcpPeer } from '../helpers/rtmp-peer.js';
import { createStudio, type Studio } from '../helpers/studio.js';

const RTMP_VERSION = 3;

const checkEvent = schemaChecker('docs/push-events.schema.json');

const placeIn = ({ folder }: Studio) => join(folder, '.local/state/oss-live/ledger.ndjson');

function linesOf(path: string): Record<string, unknown>[] {
  const text = readFileSync(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The file with a connection that is reset after some seconds. */
async function pushedTwice(studio: Studio, argv: readonly string[]): Promise<void> {
  const way = await cuttableWay(studio.url);
  let cut = false;
  const pushed = await studio.events(['-e', way.url, ...argv], {
    onEvent({ event, seconds }) {
      if (event !== 'progress' || cut || Number(seconds) < 4) return;
      cut = true;
      way.cut('rst');
    },
  });
  expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([0, []]);
  expect(pushed.event('ended')).toMatchObject({ reconnects: 1 });
}

/** When the first picture of the segments from a moment on is shown in the file that was pushed, in seconds. */
async function placeOfFirst({ dataDir, folder }: Studio, fromMs: number): Promise<number | undefined> {
  const stored = join(dataDir, 'local', 'cam');
  const segments = readdirSync(stored).filter(
    (name) => name.endsWith('.ts') && Number.parseInt(name, 10) >= fromMs,
  );
  const [first] = (await codedFrames(join(stored, segments.sort()[0]!))).video;
  const sent = (await codedFrames(join(folder, '1.flv'))).video;
  const found = sent.find(({ hash }) => hash === first?.hash);
  return found && (found.pts - sent[0]!.pts) / 1000;
}

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

describe.concurrent('a push writes', () => {
  test('each of its connections: when it was, as the service says, and where in the file', async () => {
    const studio = await createStudio(8);
    await pushedTwice(studio, ['1.flv', 'cam']);
    const lines = linesOf(placeIn(studio));
    const { stdout } = await studio.run(['history', 'cam', '--json']);
    const { records } = JSON.parse(stdout) as { records: { startTime: string; remoteAddr: string }[] };
    expect(lines).toEqual(
      records.map(({ startTime, remoteAddr }) => ({
        ...{ endpoint: expect.stringMatching(/^127\.0\.0\.1:\d+$/), bucket: 'local', channelName: 'cam' },
        ...{ startTime, endTime: expect.stringMatching(/Z$/), seconds: expect.any(Number), remoteAddr },
        ...{ playlistName: 'playlist.m3u8', source: uuid, mediaSeconds: expect.any(Number) },
      })),
    );
    const [one, other] = lines as {
      startTime: string;
      source: string;
      mediaSeconds: number;
      seconds: number;
    }[];
    expect([lines.length, other?.source]).toEqual([2, one?.source]);
    const places = await Promise.all(
      lines.map(({ startTime }) => placeOfFirst(studio, Date.parse(String(startTime)))),
    );
    expect(places[0]).toBe(0);
    expect(places[1]).toBeGreaterThan(1);
    expect(other!.mediaSeconds - one!.mediaSeconds).toBeCloseTo(places[1]!, 2);
    expect(one?.seconds).toBeGreaterThan(3);
    expect(statSync(placeIn(studio)).mode & 0o777).toBe(0o600);
  });

  test('the connection that is interrupted, too', async () => {
    const studio = await createStudio(20);
    const stop = new AbortController();
    const { exitCode } = await studio.events(['1.flv', 'cam'], {
      signal: stop.signal,
      onEvent({ event, seconds }) {
        if (event === 'progress' && Number(seconds) >= 3) stop.abort(new InterruptedError());
      },
    });
    const [line, ...others] = linesOf(placeIn(studio));
    expect([exitCode, others, line]).toMatchObject([130, [], { mediaSeconds: expect.closeTo(0, 1) }]);
    expect(line?.seconds).toBeGreaterThan(2);
  });

  test('what makes a push that was cut one session, which vod then takes', async () => {
    const studio = await createStudio(10);
    studio.emulator.control.addFault({ match: { layer: 'rtmp' }, times: 1, effect: { dropAfterMs: 5000 } });
    const pushed = await studio.events(['1.flv', 'cam']);
    expect([pushed.exitCode, pushed.event('ended')]).toMatchObject([0, { reconnects: 1 }]);
    const { stdout, stderr } = await studio.run(['vod', 'cam']);
    expect(stderr).toMatch(/^Range: (\S+Z) to (\S+Z) \(the latest session: 2 pushes, a gap of \d+s\)\.$/m);
    const stored = readdirSync(join(studio.dataDir, 'local/cam')).filter((name) => name.endsWith('.ts'));
    expect(stdout.match(/^\d+\.ts$/gm)).toEqual(stored.sort());
    const history = JSON.parse((await studio.run(['history', 'cam', '--last', '--json'])).stdout);
    const [one, other] = history.sessions[0].pushes;
    expect([history.sessions.length, history.sessions[0].pushes.length, history.records.length]).toEqual([
      1, 2, 2,
    ]);
    expect([one.knownFrom, other.knownFrom, one.source]).toEqual(['ledger', 'ledger', other.source]);
    expect(other.mediaSeconds - one.mediaSeconds).toBeCloseTo(
      (await placeOfFirst(studio, Date.parse(other.start)))!,
      2,
    );
  });

  test('also the connection that was over before the service told of it', async () => {
    const studio = await createStudio(8);
    const { control } = studio.emulator;
    const way = await cuttableWay(studio.url);
    const silent = { match: { layer: 'http', op: 'GetLiveChannelStat' }, effect: { status: 503 } } as const;
    let [faultId, cut] = ['', false];
    const pushed = await studio.events(['1.flv', 'cam', '-e', way.url], {
      onEvent({ event, attempt, seconds }) {
        if (event === 'connecting' && attempt === 1) faultId = control.addFault(silent).id;
        // Not before: until ffmpeg has noticed that it is cut, the service may be asked once more.
        if (event === 'reconnecting') control.removeFault(faultId);
        if (event !== 'progress' || cut || Number(seconds) < 4) return;
        cut = true;
        way.cut('rst');
      },
    });
    expect([pushed.exitCode, pushed.event('ended')]).toMatchObject([0, { reconnects: 1 }]);
    const { stdout } = await studio.run(['history', 'cam', '--json', '-e', way.url]);
    const { records, sessions } = JSON.parse(stdout);
    const [one, other, ...more] = sessions[0].pushes;
    expect([records.length, sessions.length, more]).toEqual([2, 1, []]);
    const [line] = linesOf(placeIn(studio));
    expect(line).toMatchObject({ remoteAddr: null, mediaSeconds: expect.closeTo(0, 1) });
    // What the service knows of it is known again.
    expect([one, other]).toMatchObject(
      records.map(({ startTime, remoteAddr }: Record<string, string>) => ({
        ...{ start: startTime, remoteAddr, source: line?.source, knownFrom: 'ledger' },
      })),
    );
  });

  test('nothing of what the service has not seen, though it was asked all the time', async () => {
    const [studio, elsewhere] = [await createStudio(8), await createStudio(1)];
    const peer = await tcpPeer((socket) => {
      socket.once('data', (first: Buffer) => {
        const { port } = new URL(first[0] === RTMP_VERSION ? elsewhere.url : studio.url);
        const server = connect(Number(port), '127.0.0.1').on('error', () => socket.destroy());
        socket.on('close', () => server.destroy());
        server.write(first);
        socket.pipe(server).pipe(socket);
      });
    });
    onTestFinished(peer.close);
    const words = ['1.flv', 'cam', '-e', `http://${peer.host}`, '--live-timeout', '2'];
    const pushed = await studio.events(words);
    const started = existsSync(join(elsewhere.dataDir, 'local/cam'));
    expect([pushed.exitCode, started, existsSync(placeIn(studio))]).toEqual([11, true, false]);
  });

  test('no place of what is looped', async () => {
    const studio = await createStudio(3);
    await pushedTwice(studio, ['1.flv', 'cam', '--loop', '--', '-t', '7']);
    const lines = linesOf(placeIn(studio));
    expect(lines.map(({ mediaSeconds }) => mediaSeconds)).toEqual([null, null]);
  });

  test('the connections to several channels, as of one source, into the file that is named', async () => {
    const studio = await createStudio(3);
    await studio.run(['create', 'door']);
    const pushed = await studio.run([
      'push',
      '1.flv',
      '--to',
      'cam',
      '--to',
      'door',
      '--ledger',
      'seen.ndjson',
    ]);
    const lines = linesOf(join(studio.folder, 'seen.ndjson'));
    expect([
      pushed.exitCode,
      existsSync(placeIn(studio)),
      new Set(lines.map(({ source }) => source)).size,
    ]).toEqual([...[0, false, 1]]);
    expect(lines.map(({ channelName }) => channelName).sort()).toEqual(['cam', 'door']);
  });

  test('nothing where that is not wanted', async () => {
    const studio = await createStudio(2);
    const pushed = await studio.run(['push', '1.flv', 'cam', '--ledger', 'none']);
    expect([pushed.exitCode, existsSync(placeIn(studio)), existsSync(join(studio.folder, 'none'))]).toEqual([
      ...[0, false, false],
    ]);
  });

  test('what it can where the service may not be asked: by its own clock', async () => {
    const studio = await createStudio(4);
    studio.emulator.control.addFault({
      match: { layer: 'http', op: 'GetLiveChannelStat' },
      effect: { status: 403, code: 'AccessDenied', ec: '0003-00000001' },
    });
    const before = Date.now();
    expect((await studio.run(['push', '1.flv', 'cam'])).exitCode).toBe(0);
    const [line, ...others] = linesOf(placeIn(studio));
    expect([others, line]).toMatchObject([[], { remoteAddr: null, mediaSeconds: expect.closeTo(0, 1) }]);
    const start = Date.parse(String(line?.startTime));
    expect([start >= before, Date.parse(String(line?.endTime)) <= Date.now()]).toEqual([true, true]);
  });
});

test('a ledger that cannot be written is told once, and the push goes on', async () => {
  const studio = await createStudio(6);
  mkdirSync(join(studio.folder, 'folder'));
  await pushedTwice(studio, ['1.flv', 'cam', '--ledger', 'folder']);
  const { exitCode, stderr } = await studio.run(['push', '1.flv', 'cam', '--ledger', 'folder']);
  const warnings = stderr.split('\n').filter((line) => line.includes('ledger'));
  expect([exitCode, warnings]).toEqual([
    0,
    [
      expect.stringMatching(
        /^warning: The ledger .*folder cannot be written: EISDIR: .*; --ledger names another, or none\.$/,
      ),
    ],
  ]);
});
