// A live source whose way to the service breaks: what is stored, held against what was shown, picture by picture.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { httpCamera, rtspCamera } from '../helpers/camera.js';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { type CodedFrames, clip, codedFrames } from '../helpers/media.js';
import { createStudio, type Pushed, type Studio } from '../helpers/studio.js';

const checkEvent = schemaChecker('docs/push-events.schema.json');

/** How many frames the service lacks of those between the first and the last that it has, of each kind. */
async function missing(path: string, stored: CodedFrames): Promise<Record<keyof CodedFrames, number>> {
  const shown = await codedFrames(path);
  const lacking = (kind: keyof CodedFrames): number => {
    const got = new Set(stored[kind].map(({ hash }) => hash));
    const has = shown[kind].map(({ hash }) => got.has(hash));
    return has.slice(has.indexOf(true), has.lastIndexOf(true)).filter((isThere) => !isThere).length;
  };
  return { video: lacking('video'), audio: lacking('audio') };
}

async function storedFrames({ dataDir, folder }: Studio, channel = 'cam'): Promise<CodedFrames> {
  const stored = join(dataDir, 'local', channel);
  const names = readdirSync(stored).filter((name) => name.endsWith('.ts'));
  const whole = join(folder, `${channel}.ts`);
  writeFileSync(whole, Buffer.concat(names.sort().map((name) => readFileSync(join(stored, name)))));
  return codedFrames(whole);
}

type Way = Awaited<ReturnType<typeof cuttableWay>>;

interface Cut {
  /** What is done at which second of the stream. */
  cuts: Readonly<Record<number, (way: Way, studio: Studio) => unknown>>;
  argv?: readonly string[];
  bFrames?: number;
  /** How long the stream goes on at least; then until all is well again. */
  until: number;
}

async function pushed({ cuts, argv = [], bFrames = 2, until }: Cut) {
  const studio = await createStudio();
  const path = await clip({ seconds: 120, gop: 25, bFrames });
  const camera = await httpCamera(path);
  const way = await cuttableWay(studio.url);
  const stop = new AbortController();
  const left = new Map(Object.entries(cuts));
  const push = await studio.events([camera.url, 'cam', '--buffer', '30s', '-e', way.url, ...argv], {
    signal: stop.signal,
    onEvent(event) {
      if (event.event !== 'progress') return;
      for (const [at, cut] of left) {
        if (Number(event.seconds) < Number(at)) continue;
        left.delete(at);
        cut(way, studio);
      }
      const isWell = event.live === true && Number(event.behindSeconds) < 1;
      if (Number(event.seconds) >= until && isWell) stop.abort();
    },
  });
  expect([left.size, push.stderr, push.events.flatMap(checkEvent)]).toEqual([0, '', []]);
  return { studio, path, push };
}

const named = ({ events }: Pushed, name: string) => events.filter(({ event }) => event === name);

describe.concurrent('no frame of a live source is lost', () => {
  test.each<[string, Cut]>([
    ['when the connection is reset', { cuts: { 5: (way) => way.cut('rst') }, until: 12 }],
    ['without B-frames', { cuts: { 5: (way) => way.cut('rst') }, until: 12, bFrames: 0 }],
    ['when the connection is closed', { cuts: { 5: (way) => way.cut('fin') }, until: 12 }],
    [
      'when the service ends the push',
      { cuts: { 5: (_, { emulator }) => emulator.control.kick('cam') }, until: 12 },
    ],
    [
      'when the server stops reading, and is gone some time later',
      { cuts: { 4: (way) => way.hold(), 12: (way) => way.cut('rst') }, until: 18 },
    ],
  ])('%s', async (_, cut) => {
    const { studio, path, push } = await pushed(cut);
    expect(named(push, 'resumed')).toHaveLength(1);
    expect(await missing(path, await storedFrames(studio))).toEqual({ video: 0, audio: 0 });
    const [ended] = named(push, 'ended');
    // More than one where the service has not yet noticed the end of the first.
    const reconnects = named(push, 'reconnecting').length;
    expect(ended).toMatchObject({ lostSeconds: 0, reconnects, interrupted: true, error: null });
    expect(ended?.sentAgainSeconds).toBeLessThan(20);
  });
});

/** An outage of some seconds: the way is cut, and the name is taken by somebody for so many attempts. */
function outage(studio: Studio, way: Way, attempts: number): void {
  studio.emulator.control.addFault({
    match: { layer: 'rtmp', op: 'publish' },
    times: attempts,
    effect: { reject: { code: 'NetStream.Publish.BadName', text: 'ChannelStillLive: taken' } },
  });
  way.cut('rst');
}

const DENIED = { status: 403, code: 'AccessDenied', ec: '0003-00000001' };

describe.concurrent('what is said of an outage', () => {
  test('a name that is taken is waited for, politely; its words are told', async () => {
    const { studio, path, push } = await pushed({
      cuts: { 4: (way, studio) => outage(studio, way, 4) },
      until: 16,
    });
    const again = named(push, 'reconnecting').map(({ error, delaySeconds }) => [
      (error as { code: string }).code,
      Number(delaySeconds) >= 1,
    ]);
    expect(again).toEqual([
      ['ConnectionLost', false],
      ...again.slice(1).map(() => ['ChannelStillLive', true]),
    ]);
    expect(again.length).toBeGreaterThan(4);
    expect(await missing(path, await storedFrames(studio))).toEqual({ video: 0, audio: 0 });
  });

  test('a token that has expired is told, and the next signature is made with another', async () => {
    const { studio, path, push } = await pushed({
      cuts: {
        4(way, { emulator }) {
          const reject = { code: 'NetStream.Publish.Denied', text: 'SecurityTokenExpired: expired' };
          emulator.control.addFault({
            match: { layer: 'rtmp', op: 'publish' },
            times: 1,
            effect: { reject },
          });
          way.cut('rst');
        },
      },
      until: 10,
    });
    const codes = named(push, 'reconnecting').map(({ error }) => (error as { code: string }).code);
    // A service that is busy notices late that the connection is gone.
    expect(codes.filter((code) => code !== 'ChannelStillLive')).toEqual([
      'ConnectionLost',
      'SecurityTokenExpired',
    ]);
    expect(await missing(path, await storedFrames(studio))).toEqual({ video: 0, audio: 0 });
  });

  test('a key that may not read what is stored sends all that the buffer has', async () => {
    const { studio, path, push } = await pushed({
      cuts: {
        3: (_, { emulator }) =>
          emulator.control.addFault({ match: { layer: 'http', op: 'GetVodPlaylist' }, effect: DENIED }),
        4: (way) => way.hold(),
        9: (way) => way.cut('rst'),
      },
      until: 14,
    });
    expect(named(push, 'resumed').map(({ by }) => by)).toEqual(['buffer']);
    const stored = await storedFrames(studio);
    expect(await missing(path, stored)).toEqual({ video: 0, audio: 0 });
    // All of it: the very first picture too is there twice.
    const [first] = stored.video;
    expect(stored.video.filter(({ hash }) => hash === first?.hash)).toHaveLength(2);
  });

  test('what a buffer was too short for is lost, counted, and told', async () => {
    const { studio, path, push } = await pushed({
      cuts: { 4: (way, studio) => outage(studio, way, 9) },
      argv: ['--buffer', '4s'],
      until: 18,
    });
    const findings = named(push, 'preflight')[0]?.findings as { code: string }[];
    expect(findings.filter(({ code }) => code === 'short-buffer')).toMatchObject([
      {
        level: 'warning',
        code: 'short-buffer',
        message: 'A buffer of 4s may be too short for segments of 1s: it should have 16s.',
      },
    ]);
    const lost = (await missing(path, await storedFrames(studio))).video / 25;
    expect(lost).toBeGreaterThan(2);
    const [ended] = named(push, 'ended');
    // Never less. What began in the very second in which the next connection did may be of either, and counts as lost.
    const over = Number(ended?.lostSeconds) - lost;
    expect(over).toBeGreaterThan(-0.1);
    expect(over).toBeLessThan(2.2);
    const told = named(push, 'missing').map(({ seconds }) => Number(seconds));
    expect(told.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(Number(ended?.lostSeconds), 2);
  });

  test('one of two channels that is gone holds up none', async () => {
    const studio = await createStudio();
    await studio.run(['create', 'two', '--frag-duration', '1']);
    const path = await clip({ seconds: 120, gop: 25 });
    const camera = await httpCamera(path);
    const stop = new AbortController();
    let isDisabled = false;
    let isLost = false;
    const push = await studio.events([camera.url, '--to', 'cam', '--to', 'two', '--buffer', '20s'], {
      signal: stop.signal,
      onEvent({ event, seconds, live, behindSeconds }) {
        isLost ||= event === 'lost';
        const isWell = live === true && Number(behindSeconds) < 1;
        if ((isLost && isWell) || Number(seconds) > 40) stop.abort();
        if (event !== 'progress' || isDisabled || Number(seconds) < 4) return;
        isDisabled = true;
        void studio.run(['disable', 'two', '-y']);
      },
    });
    expect(push.events.flatMap(checkEvent)).toEqual([]);
    expect(named(push, 'lost')).toMatchObject([
      { channelName: 'two', error: { code: 'LiveChannelDisabled' } },
    ]);
    expect(named(push, 'ended')).toMatchObject([
      {
        lostSeconds: 0,
        reconnects: 0,
        channels: [
          { channelName: 'cam', error: null, sentAgainSeconds: 0, lostSeconds: 0 },
          { channelName: 'two', error: { code: 'LiveChannelDisabled' } },
        ],
      },
    ]);
    expect(await missing(path, await storedFrames(studio))).toEqual({ video: 0, audio: 0 });
  });
});

describe.concurrent('an input', () => {
  test('that is a recording waits for the end of an outage that is longer than the buffer', async () => {
    const studio = await createStudio();
    const path = await clip({ seconds: 20, gop: 25 });
    const way = await cuttableWay(studio.url);
    let isCut = false;
    const push = await studio.events([path, 'cam', '--buffer', '4s', '-e', way.url], {
      onEvent({ event, seconds }) {
        if (event !== 'progress' || isCut || Number(seconds) < 5) return;
        isCut = true;
        outage(studio, way, 6);
      },
    });
    expect([push.exitCode, push.events.flatMap(checkEvent)]).toEqual([0, []]);
    // Six that find the name taken, and more where the service has not yet noticed the end of the first.
    const reconnects = named(push, 'reconnecting').length;
    expect(reconnects).toBeGreaterThanOrEqual(7);
    expect(named(push, 'ended')).toMatchObject([{ lostSeconds: 0, reconnects, error: null }]);
    const stored = await storedFrames(studio);
    const got = new Set(stored.video.map(({ hash }) => hash));
    const { video } = await codedFrames(path);
    expect(video.filter(({ hash }) => !got.has(hash))).toEqual([]);
  });

  test('that goes away and returns goes on in the same connection, on one timeline', async () => {
    const studio = await createStudio();
    const camera = await rtspCamera();
    const port = Number(new URL(camera.url).port);
    const stop = new AbortController();
    let [gone, back]: Promise<unknown>[] = [];
    const push = await studio.events([camera.url, 'cam', '--buffer', '20s', '--retry-for', '1m'], {
      signal: stop.signal,
      onEvent({ event, seconds, attempt }) {
        if (event === 'progress' && Number(seconds) > 4) gone ??= camera.goAway();
        if (event === 'reconnecting') back ??= rtspCamera(port);
        if (event === 'progress' && back !== undefined && Number(seconds) > 8) stop.abort();
        if (event === 'reading' && Number(attempt) > 20) stop.abort();
      },
    });
    await Promise.all([gone, back]);
    expect(push.events.flatMap(checkEvent)).toEqual([]);
    expect([named(push, 'connecting').length, named(push, 'leap')]).toEqual([1, []]);
    const again = named(push, 'reconnecting').map(({ channelName }) => channelName);
    expect([again.length > 0, again.every((name) => name === undefined)]).toEqual([true, true]);
    // What it showed meanwhile is in no buffer.
    const gaps = named(push, 'resumed').map(({ gapSeconds }) => ({ seconds: gapSeconds, by: 'sent' }));
    expect(gaps.length).toBeGreaterThan(0);
    expect(named(push, 'missing')).toMatchObject(gaps);
    const lost = gaps.reduce((sum, { seconds }) => sum + Number(seconds), 0);
    expect(named(push, 'ended')[0]?.lostSeconds).toBeCloseTo(lost, 2);
    // While it is away it brings no pictures.
    const names = push.events.map(({ event }) => event);
    const away = push.events.slice(names.indexOf('reconnecting'), names.indexOf('resumed'));
    const rates = away.filter(({ event }) => event === 'progress').map((event) => event.framesPerSecond);
    expect(rates.filter((rate) => rate !== null)).toEqual([]);
    const { video } = await storedFrames(studio);
    const steps = video.map(({ dts }, at) => dts - (video[at - 1]?.dts ?? dts));
    // Nothing leaps: the camera has 25 pictures a second.
    expect([Math.min(...steps) >= 0, Math.max(...steps) < 500]).toEqual([true, true]);
  });

  test('leaves no signature where others can see it, and its place in the ledger', async () => {
    const studio = await createStudio(4);
    const ledger = join(studio.folder, 'ledger.ndjson');
    const push = await studio.events(['1.flv', 'cam', '--buffer', '20s', '--ledger', ledger]);
    expect([push.exitCode, JSON.stringify(push.events).match(/Signature=[^*]/)]).toEqual([0, null]);
    const [{ command } = { command: [] }] = named(push, 'reading') as unknown as { command: string[] }[];
    expect([command.at(-1), command.some((word) => word.startsWith('rtmp'))]).toEqual(['pipe:1', false]);
    const lines = readFileSync(ledger, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { channelName: 'cam', mediaSeconds: 0.023 },
    ]);
    const dry = await studio.run(['push', '1.flv', 'cam', '--buffer', '20s', '--dry-run']);
    expect(dry.stdout).toMatch(/ffmpeg .*pipe:1\n$/);
    expect(dry.stderr).toMatch(
      /published by this program to rtmp:\S+Signature=\*\*\*&playlistName=playlist\.m3u8$/m,
    );
  });
});
