import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Listening,
} from '../../../src/emulator/index.js';
import { UsageError } from '../../../src/errors.js';
import {
  asking,
  askingPort,
  channelXml,
  createChannel,
  eventually,
  publishUrl,
} from '../../helpers/emulator.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip, codedFrames, decodingErrors, probeStreams } from '../../helpers/media.js';
import { PUBLISH_END, publish } from '../../helpers/rtmp-publisher.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

let dataDir: string;
let emulator: Emulator;
let listening: Listening;
let ask: ReturnType<typeof asking>;

async function start(options: Partial<EmulatorOptions> = {}): Promise<void> {
  emulator = createEmulator({ dataDir, credentials: [KEY], ...options });
  listening = await emulator.listen();
  ask = asking(emulator);
}

beforeEach(() => {
  dataDir = temporaryFolder();
});

afterEach(() => emulator.close());

const urlFor = (channel: string): string => publishUrl({ base: listening.rtmpUrl, channel });
const statusOf = async (channel: string): Promise<string | undefined> =>
  /<Status>(\w+)</.exec((await ask({ target: `/${channel}?comp=stat&live` })).text)?.[1];
const historyOf = async (channel: string): Promise<number> =>
  (await ask({ target: `/${channel}?comp=history&live` })).text.match(/<LiveRecord>/g)?.length ?? 0;
const recorded = (channel: string, pushes: number): Promise<unknown> =>
  eventually(
    () => historyOf(channel),
    (records) => records === pushes,
  );
const idle = (channel: string): Promise<unknown> =>
  eventually(
    () => statusOf(channel),
    (s) => s !== 'Live',
  );

describe('an emulator without a port', () => {
  beforeEach(() => {
    emulator = createEmulator({ dataDir, credentials: [KEY] });
    ask = asking(emulator);
  });

  test('keeps a channel over a restart', async () => {
    await createChannel(ask, 'cam', channelXml({ fragDuration: 7, fragCount: 4 }));
    const before = await ask({ target: '/cam?live' });
    await emulator.close();
    await emulator.close();
    emulator = createEmulator({ dataDir, credentials: [KEY] });
    ask = asking(emulator);
    const after = await ask({ target: '/cam?live' });
    expect(before.text).toContain('<FragDuration>7</FragDuration>');
    expect([after.status, after.text]).toEqual([200, before.text]);
  });

  test('is ready to be asked for its health at once', async () => {
    const { status, body } = await emulator.handle({ method: 'GET', target: '/_health', headers: [] });
    expect([status, JSON.parse(String(body))]).toEqual([
      200,
      {
        status: 'ok',
        version: '0.0.0-test',
        uptimeMs: expect.any(Number),
        buckets: ['local'],
        channels: 0,
        live: 0,
        faults: 0,
        dataDir,
      },
    ]);
  });

  test('tells what a publisher would be told', async () => {
    await createChannel(ask, 'cam');
    const base = 'rtmp://127.0.0.1';
    const good = publishUrl({ base, channel: 'cam' });
    expect(await emulator.authorizePublish(good)).toEqual({ accept: true, reason: null });
    expect(await emulator.authorizePublish(publishUrl({ base, channel: 'cam', expires: 1 }))).toEqual({
      accept: false,
      reason: 'expired',
    });
    expect(await emulator.authorizePublish(publishUrl({ base, channel: 'dog' }))).toEqual({
      accept: false,
      reason: 'channel',
    });
  });

  test.each([
    [
      { acl: 'public' as 'public-read' },
      'The acl of an emulator is private, public-read or public-read-write, not public.',
    ],
    [{ buckets: [] }, 'An emulator needs at least one bucket.'],
    [
      { buckets: ['Local'] },
      'Bucket name "Local" must be 3 to 63 lower-case letters, digits and inner hyphens.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => createEmulator({ dataDir, ...options })).toThrow(new UsageError(message));
  });

  test('refuses work after it was closed', async () => {
    await emulator.close();
    const request = { method: 'GET', target: '/_health', headers: [] };
    await expect(emulator.handle(request)).rejects.toMatchObject({ code: 'Closed' });
    await expect(emulator.listen()).rejects.toMatchObject({ code: 'Closed' });
  });

  test('shares its data folder with no other', async () => {
    await createChannel(ask, 'cam');
    const second = createEmulator({ dataDir, credentials: [KEY] });
    await expect(asking(second)({ target: '/cam?live' })).rejects.toMatchObject({ code: 'DataFolderInUse' });
    await expect(second.listen()).rejects.toMatchObject({ code: 'DataFolderInUse' });
    await second.close();
    expect((await ask({ target: '/cam?live' })).status).toBe(200);
  });

  test.each(['ab', 'Upper', 'a_b', '../up', '-abc'])('refuses the bucket name %s', (name) => {
    expect(() => createEmulator({ dataDir, buckets: [name] })).toThrow(`Bucket name "${name}" must be`);
  });
});

describe('one port', () => {
  beforeEach(() => start());

  test('answers HTTP, and RTMP beside it', async () => {
    const overPort = askingPort(listening);
    await createChannel(overPort, 'cam');
    const publisher = await publish(urlFor('cam'));
    expect(await statusOf('cam')).toBe('Live');
    await publisher.unpublish();
    await idle('cam');
    expect((await overPort({ target: '/cam?comp=history&live' })).text).toContain('<LiveRecord>');
  });

  test('takes HTTP that comes byte by byte', async () => {
    const socket = connect(listening.port, '127.0.0.1');
    socket.setNoDelay(true);
    for (const byte of 'GET /_health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      await new Promise((resolve) => socket.write(byte, resolve));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"status":"ok"/);
  });

  test('says that it is starting while what was stored is read', async () => {
    await createChannel(ask, 'cam');
    await emulator.close();
    // Whoever opens a pipe for reading waits until somebody writes.
    const channelFile = join(dataDir, '.oss-live/local/channels/cam.json');
    const content = readFileSync(channelFile);
    rmSync(channelFile);
    execFileSync('mkfifo', [channelFile]);
    emulator = createEmulator({ dataDir, credentials: [KEY] });
    const { port } = listening;
    const listens = emulator.listen({ port });
    const health = await eventually(
      () => fetch(`http://127.0.0.1:${port}/_health`).catch(() => null),
      (response) => response !== null,
    );
    expect([health?.status, await health?.json()]).toMatchObject([503, { status: 'starting' }]);
    await writeFile(channelFile, content);
    await listens;
    expect((await fetch(`http://127.0.0.1:${port}/_health`)).status).toBe(200);
    expect((await asking(emulator)({ target: '/cam?live' })).status).toBe(200);
  });

  test('that is taken is an error of its own', async () => {
    const other = createEmulator({ dataDir: temporaryFolder() });
    await expect(other.listen({ port: listening.port })).rejects.toMatchObject({
      code: 'PortInUse',
      message: `Port ${listening.port} on 127.0.0.1 is in use.`,
      kind: 'conflict',
    });
    await other.close();
  });

  test('may have another one for RTMP beside it', async () => {
    await createChannel(ask, 'cam');
    const probe = createEmulator({ dataDir: temporaryFolder() });
    const { port } = await probe.listen();
    await probe.close();
    await emulator.listen({ rtmpPort: port });
    const publisher = await publish(publishUrl({ base: `rtmp://127.0.0.1:${port}`, channel: 'cam' }));
    await publisher.unpublish();
    await recorded('cam', 1);
  });

  test('closes connections that are open when the emulator closes', async () => {
    await createChannel(ask, 'cam');
    const silent = connect(listening.port, '127.0.0.1');
    await once(silent, 'connect');
    const publisher = await publish(urlFor('cam'));
    const closed = once(silent, 'close');
    await emulator.close();
    await closed;
    expect(await publisher.closed).toEqual(PUBLISH_END);
    await expect(publish(urlFor('cam'))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a push', () => {
  test('by ffmpeg is stored frame by frame, and shown while it runs', async () => {
    await start();
    await createChannel(ask, 'cam', channelXml({ fragDuration: 1, fragCount: 2 }));
    const source = await clip({ seconds: 6, gop: 25 });
    const args = ['-v', 'error', '-re', '-i', source, '-c', 'copy', '-f', 'flv', urlFor('cam')];
    const ffmpeg = execa('ffmpeg', args, { reject: false });
    const live = await eventually(
      () => ask({ target: '/cam?comp=stat&live' }),
      ({ text }) => text.includes('<Height>'),
    );
    expect(live.text).toMatch(/<Status>Live<.*<ConnectedTime>20.*<RemoteAddr>127\.0\.0\.1:\d+</s);
    expect(live.text).toMatch(/<Width>320<.*<Height>180<.*<FrameRate>25<.*<SampleRate>44100</s);
    expect((await ffmpeg).exitCode).toBe(0);
    await idle('cam');

    const folder = join(dataDir, 'local/cam');
    const playlist = readFileSync(join(folder, 'playlist.m3u8'), 'utf8');
    expect(playlist.match(/^\d+\.ts$/gm)).toHaveLength(2);
    expect(playlist).toContain('#EXT-X-MEDIA-SEQUENCE:4\n');
    const now = Math.ceil(Date.now() / 1000);
    const vod = await ask({ target: `/cam?endTime=${now}&startTime=${now - 3600}&vod` });
    const names = vod.text.match(/^\d+\.ts$/gm) ?? [];
    expect(names).toHaveLength(6);
    const whole = join(temporaryFolder(), 'whole.ts');
    const parts = names.map((name) => readFileSync(join(folder, name)));
    writeFileSync(whole, Buffer.concat(parts));
    const hashes = (frames: { hash: string }[]): string[] => frames.map(({ hash }) => hash);
    const [expected, found] = [await codedFrames(source), await codedFrames(whole)];
    expect(hashes(found.video)).toEqual(hashes(expected.video));
    expect(hashes(found.audio)).toEqual(hashes(expected.audio));
    expect(await decodingErrors(whole)).toBe('');
    expect((await probeStreams(join(folder, 'playlist.m3u8'))).map(({ codec_name }) => codec_name)).toEqual([
      'h264',
      'aac',
    ]);
  });

  test('under another playlist name is listed there', async () => {
    await start();
    await createChannel(ask, 'cam 42');
    const messages = readFlvFile(await clip({ seconds: 2, gop: 25 }));
    const publisher = await publish(
      publishUrl({ base: listening.rtmpUrl, channel: 'cam 42', playlistName: 'other.m3u8' }),
    );
    await publisher.sendAll(messages);
    await publisher.unpublish();
    await idle('cam%2042');
    const { text } = await ask({ target: '/?prefix=cam' });
    expect(text).toContain('<Key>cam 42/other.m3u8</Key>');
    expect(text).not.toContain('playlist.m3u8');
  });

  test('is refused while another one runs, which goes on', async () => {
    await start();
    await createChannel(ask, 'cam');
    const results = await Promise.allSettled([publish(urlFor('cam')), publish(urlFor('cam'))]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refused] = results.filter((result) => result.status === 'rejected');
    expect(refused?.reason.status).toEqual({
      level: 'error',
      code: 'NetStream.Publish.BadName',
      description: 'ChannelStillLive: Somebody else is publishing to this live channel.',
    });
    expect(await emulator.authorizePublish(urlFor('cam'))).toEqual({ accept: false, reason: 'busy' });
    expect(await statusOf('cam')).toBe('Live');
    const [accepted] = results.filter((result) => result.status === 'fulfilled');
    await accepted?.value.unpublish();
    await idle('cam');
    await (await publish(urlFor('cam'))).unpublish();
    await recorded('cam', 2);
  });

  test('begins anew at once after the last one has left, however it left', async () => {
    await start();
    await createChannel(ask, 'cam');
    const messages = readFlvFile(await clip({ seconds: 2, gop: 25 }));
    for (const leave of ['unpublish', 'disconnect', 'reset'] as const) {
      const publisher = await publish(urlFor('cam'));
      await publisher.sendAll(messages);
      await publisher[leave]();
    }
    await (await publish(urlFor('cam'))).unpublish();
    await recorded('cam', 4);
  });

  test('is cut some time after its channel was disabled, and stored', async () => {
    await start({ disableDelayMs: 200 });
    await createChannel(ask, 'cam');
    const publisher = await publish(urlFor('cam'));
    await publisher.sendAll(readFlvFile(await clip({ seconds: 2, gop: 25 })));
    await publisher.arrived();
    await ask({ method: 'PUT', target: '/cam?live&status=disabled' });
    expect(await publisher.closed).toEqual(PUBLISH_END);
    expect(await statusOf('cam')).toBe('Disabled');
    await recorded('cam', 1);
    await expect(publish(urlFor('cam'))).rejects.toThrow('LiveChannelDisabled');
    const { text } = await ask({ target: '/?prefix=cam' });
    expect(text.match(/<Key>cam\/\d+\.ts</g)).toHaveLength(2);
  });

  test('is ended, finished and recorded by the end of the emulator', async () => {
    await start();
    await createChannel(ask, 'cam');
    const publisher = await publish(urlFor('cam'));
    await publisher.sendAll(readFlvFile(await clip({ seconds: 3, gop: 25 })));
    await eventually(
      () => ask({ target: '/?prefix=cam' }),
      ({ text }) => text.match(/<Key>cam\/\d+\.ts</g)?.length === 2,
    );
    await emulator.close();
    await start();
    const { text } = await ask({ target: '/?prefix=cam' });
    expect(text.match(/<Key>cam\/\d+\.ts</g)).toHaveLength(3);
    expect(await historyOf('cam')).toBe(1);
    expect(await statusOf('cam')).toBe('Idle');
  });
});

describe('a push that is over', () => {
  beforeEach(async () => {
    await start();
    await createChannel(ask, 'cam');
  });

  const replaced = { method: 'PUT', target: '/cam?live', body: channelXml({ fragCount: 7 }) };
  const enabled = { method: 'PUT', target: '/cam?live&status=enabled' };
  const deleted = { method: 'DELETE', target: '/cam?live' };

  test.each([
    ['replaced', replaced, 200],
    ['enabled', enabled, 200],
    ['deleted', deleted, 204],
  ])(
    'does not keep its channel from being %s, though it is still to be stored',
    async (_, request, status) => {
      emulator.control.addFault({ match: { layer: 'media' }, effect: { writeDelayMs: 300 } });
      const publisher = await publish(urlFor('cam'));
      await publisher.sendAll(readFlvFile(await clip({ seconds: 2, gop: 25 })));
      publisher.client.socket.end();
      expect((await ask(request)).status).toBe(status);
      expect((await ask({ target: '/?prefix=cam' })).text.match(/<Key>cam\/\d+\.ts</g)).toHaveLength(2);
    },
  );

  test('does not keep a publisher from coming back', async () => {
    const first = await publish(urlFor('cam'));
    await first.sendAll(readFlvFile(await clip({ seconds: 1 })));
    first.client.socket.end();
    await (await publish(urlFor('cam'))).unpublish();
    await recorded('cam', 2);
  });

  test('by ffmpeg leaves a channel that can be deleted at once', async () => {
    const file = await clip({ seconds: 4, gop: 25 });
    await execa('ffmpeg', ['-v', 'error', '-i', file, '-c', 'copy', '-f', 'flv', urlFor('cam')]);
    expect((await ask(deleted)).status).toBe(204);
  });

  test('is told from one that goes on', async () => {
    const publisher = await publish(urlFor('cam'));
    for (const request of [replaced, enabled, deleted]) expect((await ask(request)).status).toBe(409);
    expect(await statusOf('cam')).toBe('Live');
    await publisher.unpublish();
    await recorded('cam', 1);
  });
});
