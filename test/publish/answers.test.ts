// What a server answers, and what a publisher makes of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createPublisher, type Publisher, publish, type ServerStatus } from '../../src/publish/index.js';
import { amf, uint } from '../helpers/rtmp-client.js';
import { closedPort } from '../helpers/rtmp-peer.js';
import {
  type ScriptedServer,
  said,
  saying,
  scriptedServer,
  status,
  WELCOME,
} from '../helpers/scripted-server.js';

const servers: ScriptedServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function serverThat(script: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> {
  const server = await scriptedServer(script);
  servers.push(server);
  return server;
}

interface Opened {
  publisher: Publisher;
  notices: ServerStatus[];
  acknowledged: number[];
}

async function opened(host: string): Promise<Opened> {
  const [notices, acknowledged]: [ServerStatus[], number[]] = [[], []];
  const publisher = createPublisher({
    url: `rtmp://${host}/live/cam?Signature=topsecret`,
    onNotice: (notice) => notices.push(notice),
    onAcknowledged: (bytes) => acknowledged.push(bytes),
  });
  await publisher.open();
  return { publisher, notices, acknowledged };
}

const answering = (publishAnswer: Buffer) => ({ answers: { ...WELCOME, publish: publishAnswer } });

describe('a refusal is an error with its words and its code', () => {
  test.each<[string, Buffer, string, string, string]>([
    [
      'of the signature',
      status('error', 'NetStream.Publish.Denied', 'SignatureDoesNotMatch: The signature is not right.'),
      ...(['SignatureDoesNotMatch', 'denied'] as const),
      'The server refused the stream: SignatureDoesNotMatch: The signature is not right.',
    ],
    [
      'of a name that is taken',
      status('error', 'NetStream.Publish.BadName', 'Already publishing'),
      ...(['ChannelStillLive', 'conflict'] as const),
      'The server refused the stream: Already publishing',
    ],
    [
      'that OSS has a word for, whatever RTMP calls it',
      status('error', 'NetStream.Publish.BadName', 'NoSuchLiveChannel: No such channel.'),
      ...(['NoSuchLiveChannel', 'notFound'] as const),
      'The server refused the stream: NoSuchLiveChannel: No such channel.',
    ],
    [
      'that will pass',
      status('error', 'NetStream.Publish.Denied', 'ServiceUnavailable: Busy.'),
      ...(['ServiceUnavailable', 'network'] as const),
      'The server refused the stream: ServiceUnavailable: Busy.',
    ],
    [
      'without a description',
      status('error', 'NetStream.Publish.Denied', ''),
      ...(['PublishRefused', 'ffmpeg'] as const),
      'The server refused the stream: NetStream.Publish.Denied',
    ],
    [
      'with what a terminal should not be told',
      status('error', 'NetStream.Publish.Denied', 'No\u001b[2J\nSignature=topsecret'),
      ...(['PublishRefused', 'ffmpeg'] as const),
      'The server refused the stream: No [2J Signature=***',
    ],
  ])('%s', async (_, answer, code, kind, message) => {
    const { host } = await serverThat(answering(answer));
    await expect(opened(host)).rejects.toMatchObject({ code, kind, message });
  });

  test('of `connect`', async () => {
    const info = { level: 'error', code: 'NetConnection.Connect.Rejected', description: 'AccessDenied: No.' };
    const { host } = await serverThat({ answers: { connect: saying('_error', 1, null, info) } });
    await expect(opened(host)).rejects.toMatchObject({ code: 'AccessDenied', kind: 'denied' });
  });
});

describe('no stream', () => {
  test('where nobody listens', async () => {
    const host = await closedPort();
    const message = `No connection to ${host} for RTMP: Connection refused.`;
    await expect(opened(host)).rejects.toMatchObject({ code: 'ConnectionFailed', kind: 'network', message });
  });

  test.each<[string, Parameters<typeof scriptedServer>[0], string]>([
    ['HTTP', { greeting: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') }, 'it sends no greeting of RTMP'],
    [
      'a message that would be larger than any',
      { answers: { connect: Buffer.from('03000000ffffff1400000000', 'hex') } },
      'it sends a message of 16777215 bytes',
    ],
    [
      'a command that is none',
      { answers: { connect: said(20, Buffer.of(0xff)) } },
      'it sends an AMF value of kind 255',
    ],
  ])('where somebody speaks otherwise: %s', async (_, script, reason) => {
    const { host } = await serverThat(script);
    await expect(opened(host)).rejects.toMatchObject({ message: expect.stringContaining(reason) });
  });

  test('of a URL that is none, which is not repeated', () => {
    const given = [
      'http://host/live/cam?Signature=topsecret',
      'rtmp://host/cam',
      'rtmp://host:99999/a/b',
      '',
    ];
    for (const url of given) {
      const create = () => createPublisher({ url });
      expect(create).toThrow(expect.objectContaining({ kind: 'usage', message: 'That is no publish URL.' }));
    }
  });

  test('when nobody wants it any more', async () => {
    const { host, sockets } = await serverThat({ greeting: null });
    const stop = new AbortController();
    const opening = createPublisher({ url: `rtmp://${host}/live/cam`, signal: stop.signal }).open();
    while (sockets.length === 0) await sleep(5);
    stop.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });
});

describe('a stream that is on its way', () => {
  test('is ended by the server with a notice: it says so, and its words', async () => {
    const { host, sockets } = await serverThat({});
    const { publisher, notices } = await opened(host);
    const description = '[ReqId:5A2B00000000000000000001] publish end';
    sockets[0]!.write(status('status', 'NetStream.Publish.Notify', description));
    expect(await publisher.ended).toMatchObject({
      code: 'PushEnded',
      message: `The server ended the stream: ${description}`,
    });
    expect(notices).toEqual([{ level: 'status', code: 'NetStream.Publish.Notify', description }]);
  });

  test.each<[string, (server: ScriptedServer) => unknown, string]>([
    ['closed', ({ sockets }) => sockets[0]!.end(), 'End of file'],
    ['reset', ({ sockets }) => sockets[0]!.resetAndDestroy(), 'Connection reset by peer'],
  ])('is lost when the connection is %s', async (_, cut, reason) => {
    const server = await serverThat({});
    const { publisher } = await opened(server.host);
    cut(server);
    const message = `The connection to the server was lost: ${reason}.`;
    expect(await publisher.ended).toMatchObject({ code: 'ConnectionLost', kind: 'network', message });
    expect(publisher.send({ type: 'video', timestampMs: 0, payload: Buffer.of(0x17) })).toBe(false);
  });

  test('hears acknowledgements, other chunk sizes and aborted messages, answers pings, and acknowledges', async () => {
    const server = await serverThat({});
    const { publisher, acknowledged } = await opened(server.host);
    const [socket] = server.sockets;
    const chunkStream = 2;
    // Larger chunks; a message that is given up in the middle; a window of 100 bytes.
    socket!.write(said(1, uint(1000, 4), { chunkStream }));
    socket!.write(Buffer.concat([Buffer.from('050000000007d01400000000', 'hex'), Buffer.alloc(1000)]));
    socket!.write(said(2, uint(5, 4), { chunkStream }));
    socket!.write(said(3, uint(4711, 4), { chunkStream }));
    socket!.write(said(5, uint(100, 4), { chunkStream }));
    socket!.write(said(4, Buffer.from('000612345678', 'hex'), { chunkStream }));
    const pong = Buffer.from('000712345678', 'hex');
    while (!server.heard.includes(pong)) await sleep(5);
    expect(acknowledged).toEqual([4711]);
    // On chunk stream 2, after the chunk size: type 3, four bytes.
    const acknowledgement = Buffer.from('42000000000004 03'.replace(' ', ''), 'hex');
    expect(server.heard.includes(acknowledgement)).toBe(true);
    publisher.destroy();
    expect(await publisher.ended).toBeNull();
  });

  test('ends in order, whatever the server says then', async () => {
    const ending = { FCUnpublish: status('error', 'NetStream.Unpublish.Success', 'gone') };
    const { host } = await serverThat({ answers: { ...WELCOME, ...ending } });
    const { publisher } = await opened(host);
    expect(await publisher.close()).toBe(true);
    expect(await publisher.ended).toBeNull();
  });

  test('that nobody reads says so, and holds no more than a socket does', async () => {
    const server = await serverThat({});
    const { publisher } = await opened(server.host);
    server.sockets[0]!.pause();
    const payload = Buffer.alloc(64 * 1024, 0x27);
    let sent = 0;
    while (publisher.send({ type: 'video', timestampMs: sent, payload })) sent++;
    expect([publisher.isBlocked, sent < 1000]).toEqual([true, true]);
    publisher.destroy('reset');
  });
});

test('`publish` reads no more than the server takes, and gives up on one that takes nothing', async () => {
  const server = await serverThat({});
  let read = 0;
  async function* source() {
    for (;;) {
      read += 65_536;
      yield { type: 'video' as const, timestampMs: read, payload: Buffer.alloc(65_536, 0x27) };
    }
  }
  const events = publish({ url: `rtmp://${server.host}/live/cam`, source: source() });
  const began = await events.next();
  server.sockets[0]!.pause();
  const rest = async () => {
    for await (const _ of events);
  };
  await expect(rest()).rejects.toMatchObject({ code: 'Stalled', message: 'Nothing could be sent for 10s.' });
  expect([began.value, read < 64 * 2 ** 20]).toEqual([{ event: 'publishing' }, true]);
});

test('`publish` ends in order when nobody reads its events any more', async () => {
  const server = await serverThat({});
  async function* endless() {
    for (let timestampMs = 0; ; timestampMs += 40) {
      await sleep(5);
      yield { type: 'video' as const, timestampMs, payload: Buffer.of(0x27, 1, 0, 0, 0) };
    }
  }
  for await (const { event } of publish({ url: `rtmp://${server.host}/live/cam`, source: endless() }))
    if (event === 'progress') break;
  expect(server.heard.includes(amf('deleteStream'))).toBe(true);
});

test('a source that is no FLV is said to be none', async () => {
  const { host } = await serverThat({});
  const source = [Buffer.from('this is no FLV at all')] as unknown as AsyncIterable<Uint8Array>;
  const all = async () => {
    for await (const _ of publish({ url: `rtmp://${host}/live/cam`, source }));
  };
  await expect(all()).rejects.toMatchObject({
    kind: 'usage',
    message: 'The source has a stream that is no FLV.',
  });
});
