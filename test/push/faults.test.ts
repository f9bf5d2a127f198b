import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/control/fault-rule.js';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { clip, codedFrames } from '../helpers/media.js';
import { createStudio, happening, type Studio, storedPictures } from '../helpers/studio.js';

const checkEvent = schemaChecker('docs/push-events.schema.json');

function fault({ emulator }: Studio, effect: FaultRule['effect'], rule: Partial<FaultRule> = {}): void {
  emulator.control.addFault({ match: { layer: 'rtmp' }, times: 1, ...rule, effect });
}

describe.concurrent('a connection that breaks', () => {
  test.each(['rst', 'fin'] as const)(
    'is made again with a fresh signature, and no picture is missing: %s',
    async (dropHow) => {
      const studio = await createStudio(20);
      const way = await cuttableWay(studio.url);
      let lives = 0;
      const pushed = await studio.events(['1.flv', 'cam', '--vod', 'all.m3u8', '-e', way.url], {
        onEvent({ event }) {
          if (event === 'live' && ++lives === 1) way.cut(dropHow);
        },
      });
      expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([0, []]);
      // A machine that is busy with something else stalls, too.
      expect(pushed.names.filter((name) => name !== 'stall')).toEqual([
        'preflight',
        'connecting',
        'live',
        'reconnecting',
        'connecting',
        'resumed',
        'live',
        'saving',
        'ended',
      ]);
      const [first, second] = pushed.events.filter(({ event }) => event === 'connecting');
      expect(second?.expires).not.toBe(first?.expires);
      expect(second?.by).toBe('stored');
      expect(pushed.event('reconnecting')).toMatchObject({
        attempt: 2,
        error: {
          code: 'ConnectionLost',
          message: expect.stringContaining('The connection to the server was lost'),
        },
      });
      expect(pushed.event('ended')).toMatchObject({ reconnects: 1, error: null });
      expect(pushed.event('ended')?.seconds).toBeCloseTo(20, 0);
      const sent = (await codedFrames(join(studio.folder, '1.flv'))).video.map(({ hash }) => hash);
      const stored = new Set(await storedPictures(studio));
      expect(sent.filter((hash) => !stored.has(hash))).toEqual([]);
      // The recording is of both connections.
      const { stdout } = await studio.run(['history', 'cam', '--json']);
      expect((JSON.parse(stdout) as { records: unknown[] }).records).toHaveLength(2);
      expect(pushed.event('ended')?.channels).toMatchObject([
        { vodUrl: expect.stringContaining('all.m3u8') },
      ]);
    },
  );

  test('while the service does not say what has become of the channel is told of', async () => {
    const studio = await createStudio(10);
    fault(studio, { dropAfterMs: 1000 });
    const slow = { latencyMs: 3000 };
    fault(studio, slow, { match: { layer: 'http', op: 'GetLiveChannelInfo' }, after: 2 });
    const { exitCode, events, names } = await studio.events(['1.flv', 'cam']);
    expect([exitCode, events.flatMap(checkEvent)]).toEqual([0, []]);
    const after = names.slice(names.indexOf('reconnecting'));
    expect(after.slice(0, 3)).toEqual(['reconnecting', 'channel', 'connecting']);
    expect(events.find(({ event }) => event === 'channel')).toMatchObject({ state: 'looking' });
  });

  test('because the channel was disabled is not made again', async () => {
    const studio = await createStudio(20);
    const pushed = studio.events(['1.flv', 'cam']);
    await happening(studio.emulator, 'push-started');
    await studio.run(['disable', 'cam']);
    const { exitCode, stderr, names } = await pushed;
    expect([exitCode, JSON.parse(stderr).error.code]).toEqual([6, 'LiveChannelDisabled']);
    expect(names).not.toContain('reconnecting');
  });

  test('because the channel was deleted is not made again', async () => {
    const studio = await createStudio(20);
    fault(studio, { dropAfterMs: 1000 });
    studio.emulator.control.addFault({
      match: { layer: 'http', op: 'GetLiveChannelInfo' },
      after: 1,
      effect: { status: 404, code: 'NoSuchLiveChannel', ec: '0026-00000021' },
    });
    const { exitCode, stderr, names } = await studio.events(['1.flv', 'cam', '--retry-for', '1m']);
    expect([exitCode, JSON.parse(stderr).error.code]).toEqual([5, 'NoSuchLiveChannel']);
    expect(names).not.toContain('reconnecting');
  });

  test('and cannot be made again is given up', async () => {
    const studio = await createStudio(20);
    fault(studio, { dropAfterMs: 2000 });
    fault(studio, { refuse: true }, { after: 1, times: 100 });
    const { exitCode, stderr, events, names } = await studio.events(['1.flv', 'cam', '--max-attempts', '3']);
    expect([exitCode, JSON.parse(stderr).error.retryable]).toEqual([7, true]);
    expect(names.filter((name) => name === 'connecting')).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ event: 'ended', error: { code: expect.any(String) } });
  });

  test('before the stream began is made again only when that was asked for', async () => {
    const studio = await createStudio(2);
    fault(studio, { refuse: true }, { times: 2 });
    const once = await studio.run(['push', '1.flv', 'cam', '-q']);
    expect(once.exitCode).toBe(7);
    const again = await studio.run(['push', '1.flv', 'cam', '--retry-for', '1m']);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toMatch(/^.+ Trying again (?:at once|in \d\.\ds) \(attempt 2\)\.$/m);
  });
});

describe.concurrent('a stream that does not get through', () => {
  let heavy = '';

  /** Ten megabits a second: less than that is swallowed by the buffers on the way. */
  beforeAll(async () => {
    const extra = ['-b:v', '10M', '-nal-hrd', 'cbr', '-maxrate', '10M', '-bufsize', '10M'];
    heavy = await clip({ seconds: 40, gop: 25, size: '640x360', bFrames: 0, audio: null, extra });
  });

  test('is told to stand still, and connected again', async () => {
    const studio = await createStudio();
    copyFileSync(heavy, join(studio.folder, 'heavy.flv'));
    fault(studio, { stallAfterMs: 500, stallForMs: 15_000 });
    const argv = ['heavy.flv', 'cam', '--audio', 'none', '--stall-timeout', '6s'];
    const controller = new AbortController();
    const pushed = studio.events(argv, { signal: controller.signal });
    await happening(studio.emulator, 'push-started');
    // The service takes the old connection for somebody else until it notices its end.
    await happening(studio.emulator, 'push-started');
    controller.abort();
    const { events, event } = await pushed;
    expect(events.flatMap(checkEvent)).toEqual([]);
    // One that is slow may be told before, on a machine that is busy with something else.
    expect(events.find(({ kind }) => kind === 'silent')).toMatchObject({ event: 'stall', over: false });
    expect(event('reconnecting')).toMatchObject({ error: { code: 'Stalled' } });
  });

  test('because the server has stopped reading is told by its own figures', async () => {
    const studio = await createStudio(60);
    const way = await cuttableWay(studio.url);
    // It does not count the silence that is its own doing, and so does not end the push before it is found out.
    fault(studio, { stallAfterMs: 6000 });
    const controller = new AbortController();
    let taken = false;
    // A busy machine may keep ffmpeg itself from sending for some seconds.
    const argv = ['1.flv', 'cam', '-e', way.url, '--stall-timeout', '7s'];
    const { events, event, names } = await studio.events(argv, {
      signal: controller.signal,
      onEvent({ event, seconds, live }) {
        if (event === 'reconnecting') controller.abort();
        if (event !== 'progress' || taken || live !== true || Number(seconds) < 8) return;
        taken = true;
        way.swallow();
      },
    });
    expect(events.flatMap(checkEvent)).toEqual([]);
    expect(names.filter((name) => name !== 'stall')).toEqual([
      ...['preflight', 'connecting', 'live', 'reconnecting', 'ended'],
    ]);
    expect(events.find(({ kind }) => kind === 'unreceived')).toMatchObject({ over: false });
    expect(event('reconnecting')).toMatchObject({
      error: {
        code: 'Stalled',
        message: expect.stringMatching(/^The service has received nothing for \d+s\.$/),
      },
    });
  });

  test('fast enough is told to be slow, and goes on', async () => {
    const studio = await createStudio();
    copyFileSync(heavy, join(studio.folder, 'heavy.flv'));
    fault(studio, { readRate: 300_000 });
    const controller = new AbortController();
    const { events, names } = await studio.events(['heavy.flv', 'cam', '--audio', 'none'], {
      signal: controller.signal,
      onEvent({ kind }) {
        if (kind === 'slow') controller.abort();
      },
    });
    expect(events.find(({ kind }) => kind === 'slow')).toMatchObject({ event: 'stall', over: false });
    expect(names).not.toContain('reconnecting');
  });
});

describe.concurrent('a push that is refused says why', () => {
  test.each<[string, string, number, string]>([
    [
      'a wrong signature',
      'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.',
      4,
      'SignatureDoesNotMatch',
    ],
    ['an expired URL', 'AccessDenied: Request has expired.', 4, 'AccessDenied'],
    [
      'an unknown key',
      'InvalidAccessKeyId: The OSS Access Key Id you provided does not exist in our records.',
      4,
      'InvalidAccessKeyId',
    ],
    [
      'an old token',
      'SecurityTokenExpired: The security token you provided has expired.',
      4,
      'SecurityTokenExpired',
    ],
    [
      'an unknown channel',
      'NoSuchLiveChannel: The specified live channel does not exist.',
      5,
      'NoSuchLiveChannel',
    ],
    ['a disabled channel', 'LiveChannelDisabled: The live channel is disabled.', 6, 'LiveChannelDisabled'],
    ['words that nobody knows', 'publish denied', 9, 'PublishRefused'],
  ])('%s', async (_, text, exitCode, code) => {
    const studio = await createStudio(1);
    fault(studio, { reject: { text } }, { times: 9 });
    const ended = await studio.events(['1.flv', 'cam', '--retry-for', '1m']);
    const { error } = JSON.parse(ended.stderr);
    expect([ended.exitCode, error]).toEqual([
      exitCode,
      expect.objectContaining({
        ...{ code, message: `The server refused the stream: ${text}`, retryable: false },
        // In words of their own for each: hints.test.ts and push-ffmpeg.test.ts.
        hint: expect.any(String),
      }),
    ]);
    // Freshly signed, and refused again.
    const patient = ['reconnecting', 'connecting'];
    const again = code === 'LiveChannelDisabled' ? [] : patient;
    expect(ended.names).toEqual(['preflight', 'connecting', ...again, 'ended']);
  });

  test('a busy channel, unless there is time', async () => {
    const studio = await createStudio(1);
    fault(studio, { reject: { text: 'ChannelStillLive: Somebody else is publishing.' } }, { times: 4 });
    const once = await studio.events(['1.flv', 'cam']);
    expect([once.exitCode, JSON.parse(once.stderr).error.code, once.names]).toEqual([
      ...[6, 'ChannelStillLive', ['preflight', 'connecting', 'ended']],
    ]);
    const patient = await studio.events(['1.flv', 'cam', '--retry-for', '1m']);
    expect([patient.exitCode, patient.event('ended')]).toMatchObject([0, { reconnects: 3, error: null }]);
  });

  test('a server that asks for patience, and gets it', async () => {
    const studio = await createStudio(1);
    fault(studio, { reject: { text: 'ServiceUnavailable: Please reduce your request rate.' } }, { times: 3 });
    const { exitCode, names } = await studio.events(['1.flv', 'cam', '--retry-for', '1m']);
    expect([exitCode, names.filter((name) => name === 'reconnecting')]).toEqual([
      ...[0, ['reconnecting', 'reconnecting', 'reconnecting']],
    ]);
  });

  test('a server that says nothing', async () => {
    const studio = await createStudio(1);
    fault(studio, { silent: true });
    const { exitCode, stderr } = await studio.run(['push', '1.flv', 'cam', '-q', '--stall-timeout', '1s']);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      7,
      'error: The server does not speak RTMP, or does not answer: Connection timed out.',
    ]);
  });
});
