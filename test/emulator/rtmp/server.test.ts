import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { EndReason, MediaMessage, Verdict } from '../../../src/emulator/rtmp/publishing.js';
import { amf, RtmpClient, uint, type Value } from '../../helpers/rtmp-client.js';
import {
  PUBLISH_END,
  type PublishRefused,
  publish,
  type RtmpPublisher,
} from '../../helpers/rtmp-publisher.js';
import {
  type RecordedPush,
  startRtmpServer,
  type TestServer,
  type TestServerOptions,
} from '../../helpers/rtmp-server.js';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startRtmpServer(options);
  cleanUps.push(server.close);
  return server;
}

const urlOf = (server: TestServer, path = 'live/cam') => `rtmp://127.0.0.1:${server.port}/${path}`;

async function publishing(options: TestServerOptions = {}): Promise<{
  server: TestServer;
  publisher: RtmpPublisher;
  push: RecordedPush;
}> {
  const server = await start(options);
  const publisher = await publish(urlOf(server));
  return { server, publisher, push: server.pushes[0]! };
}

async function opened(server: TestServer): Promise<RtmpClient> {
  const client = await RtmpClient.connect(server.port);
  await client.open('live', urlOf(server, 'live'));
  return client;
}

const video = (timestampMs: number, text: string): MediaMessage => ({
  type: 'video',
  timestampMs,
  payload: Buffer.from(text),
});

const signal = () => {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
};

const refusal = (publisher: Promise<RtmpPublisher>) =>
  publisher.then(
    () => null,
    (error: PublishRefused) => error.status,
  );

describe('a push', () => {
  it('passes on what is sent, from the attempt to the end', async () => {
    const server = await start();
    const publisher = await publish(urlOf(server, 'bucket/live/cam%2042?Expires=1&Signature=a%2Bb'));
    const messages: MediaMessage[] = [
      { type: 'data', timestampMs: 0, payload: amf('onMetaData', { width: 320 }) },
      video(0, 'header'),
      { type: 'audio', timestampMs: 23, payload: Buffer.alloc(10_000, 1) },
      video(2 ** 24 - 1, 'late'),
      { type: 'video', timestampMs: 2 ** 32 - 1, payload: Buffer.alloc(70_000, 2) },
      video(5, ''),
    ];
    const { localPort } = publisher.client.socket;
    await publisher.sendAll(messages);
    await publisher.unpublish();
    const [push] = server.pushes;
    expect(push?.attempt).toMatchObject({
      app: 'bucket/live',
      name: 'cam%2042?Expires=1&Signature=a%2Bb',
      tcUrl: urlOf(server, 'bucket/live'),
      remoteAddress: `127.0.0.1:${localPort}`,
    });
    expect({ messages: push?.messages, ends: push?.ends, log: server.log }).toEqual({
      messages,
      ends: ['unpublished'],
      log: [],
    });
  });

  const departures: [
    how: string,
    leave: (publisher: RtmpPublisher) => Promise<unknown>,
    reason: EndReason,
  ][] = [
    ['FCUnpublish', (publisher) => said(publisher, 0, 'FCUnpublish', 6, null, 'cam'), 'unpublished'],
    ['deleteStream', (publisher) => said(publisher, 0, 'deleteStream', 6, null, 1), 'unpublished'],
    ['closeStream', (publisher) => said(publisher, 1, 'closeStream', 6, null), 'unpublished'],
    ['a closed connection', (publisher) => publisher.disconnect(), 'disconnected'],
    ['a reset connection', (publisher) => publisher.reset(), 'disconnected'],
  ];
  const said = async (publisher: RtmpPublisher, streamId: number, ...command: Value[]) => {
    publisher.client.command(streamId, ...command);
    await publisher.client.answer(command[1] as number);
  };
  for (const [how, leave, reason] of departures) {
    it(`ends as ${reason} by ${how}, once`, async () => {
      const { publisher, push, server } = await publishing();
      await publisher.send(video(0, 'frame'));
      await leave(publisher);
      await push.ended;
      await publisher.disconnect();
      await server.close();
      expect({ ends: push.ends, frames: push.messages.length }).toEqual({ ends: [reason], frames: 1 });
    });
  }

  it('may follow another on the same connection', async () => {
    const { publisher, server } = await publishing();
    const { client } = publisher;
    await publisher.send(video(0, 'first'));
    client.command(0, 'deleteStream', 6, null, 1);
    await publisher.send(video(1, 'between'));
    client.command(0, 'createStream', 7, null);
    const [, , , streamId] = await client.answer(7);
    client.command(2, 'publish', 8, null, 'again', 'live');
    await client.until(({ command }) => command[0] === 'onStatus');
    await publisher.send(video(2, 'second'));
    await publisher.disconnect();
    await server.pushes[1]?.ended;
    expect({
      streamId,
      pushes: server.pushes.map(({ attempt, messages, ends }) => ({
        name: attempt.name,
        messages: messages.map(({ payload }) => payload.toString()),
        ends,
      })),
    }).toEqual({
      streamId: 2,
      pushes: [
        { name: 'cam', messages: ['first'], ends: ['unpublished'] },
        { name: 'again', messages: ['second'], ends: ['disconnected'] },
      ],
    });
  });

  it('takes aggregates apart', async () => {
    const { publisher, push } = await publishing();
    const tag = (type: number, timestampMs: number, body: string) =>
      Buffer.concat([
        Buffer.of(type),
        uint(body.length, 3),
        uint(timestampMs, 3),
        Buffer.alloc(4),
        Buffer.from(body),
        uint(11 + body.length, 4),
      ]);
    publisher.client.message(22, 1, Buffer.concat([tag(9, 100, 'v'), tag(8, 107, 'a')]), 40);
    await publisher.unpublish();
    expect(push.messages).toEqual([
      video(40, 'v'),
      { type: 'audio', timestampMs: 47, payload: Buffer.from('a') },
    ]);
  });
});

describe('the verdict', () => {
  const denied: Verdict = {
    accept: false,
    code: 'NetStream.Publish.Denied',
    description: 'SignatureDoesNotMatch: It does not.',
  };

  it('is told to a client that is refused, which is then disconnected', async () => {
    const server = await start({ decide: () => denied });
    expect(await refusal(publish(urlOf(server)))).toEqual({
      level: 'error',
      code: 'NetStream.Publish.Denied',
      description: 'SignatureDoesNotMatch: It does not.',
    });
  });

  /** A client that sends its media without waiting to be let in. */
  async function impatient(server: TestServer): Promise<RtmpClient> {
    const client = await opened(server);
    client.command(0, 'createStream', 2, null);
    client.command(1, 'publish', 3, null, 'cam', 'live');
    for (let index = 0; index < 100; index++) client.message(9, 1, Buffer.alloc(1000, index), index);
    client.command(0, 'FCUnpublish', 4, null, 'cam');
    return client;
  }

  it('comes before anything is stored or answered, and what was sent meanwhile is kept', async () => {
    const { give, given } = signal();
    const asked = signal();
    const server = await start({
      decide: async (push) => {
        asked.give();
        await given;
        return push.verdict();
      },
    });
    const client = await impatient(server);
    await asked.given;
    await client.answer(2);
    const statuses = client.received.filter(({ command }) => command[0] === 'onStatus');
    expect({ statuses, messages: server.pushes[0]?.messages }).toEqual({ statuses: [], messages: [] });
    give();
    await server.pushes[0]?.ended;
    expect(server.pushes[0]?.messages.map(({ timestampMs }) => timestampMs)).toEqual([...Array(100).keys()]);
  });

  it('keeps out everything that a refused client has sent already', async () => {
    const { give, given } = signal();
    const server = await start({
      decide: async () => {
        await given;
        return denied;
      },
    });
    const client = await impatient(server);
    give();
    await client.closed;
    expect({ messages: server.pushes[0]?.messages, ends: server.pushes[0]?.ends, log: server.log }).toEqual({
      messages: [],
      ends: [],
      log: [],
    });
  });

  it('that lets in somebody who has left ends the push at once', async () => {
    const { give, given } = signal();
    const asked = signal();
    const server = await start({
      decide: async (push) => {
        asked.give();
        await given;
        return push.verdict();
      },
    });
    const client = await opened(server);
    client.command(1, 'publish', 3, null, 'cam', 'live');
    await asked.given;
    client.socket.resetAndDestroy();
    await client.closed;
    give();
    expect(await server.pushes[0]?.ended).toBe('disconnected');
  });

  it('that never comes because of a fault in the server ends that connection only', async () => {
    const server = await start({
      decide: (push) => {
        if (push.attempt.name === 'bad') throw new Error('out of order');
        return push.verdict();
      },
    });
    await expect(publish(urlOf(server, 'live/bad'))).rejects.toThrow('closed without a word');
    const publisher = await publish(urlOf(server));
    await publisher.unpublish();
    expect(server.log).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+: Error: out of order$/)]);
  });
});

describe('a push that the server ends', () => {
  for (const reason of ['disabled', 'kicked', 'storage', 'fault'] as const) {
    it(`is told that, and not why: ${reason}`, async () => {
      const { publisher, push } = await publishing();
      await publisher.send(video(0, 'frame'));
      push.cut(reason);
      expect(await publisher.closed).toEqual(PUBLISH_END);
      expect(push.ends).toEqual([reason]);
    });
  }

  it('is cut although it was cut before it began', async () => {
    const server = await start({
      decide: (push) => {
        push.cut('disabled');
        return push.verdict();
      },
    });
    const publisher = await publish(urlOf(server));
    expect(await publisher.closed).toEqual(PUBLISH_END);
    expect(server.pushes[0]?.ends).toEqual(['disabled']);
  });

  it('is not stored any further', async () => {
    const { publisher, push } = await publishing({ limits: { noticeSeconds: 0.1, lingerSeconds: 0.1 } });
    await publisher.send(video(0, 'before'));
    push.cut('kicked');
    while (!publisher.client.socket.destroyed) {
      await publisher.send(video(1, 'after'));
      await new Promise(setImmediate);
    }
    expect(push.messages.every(({ payload }) => payload.toString() === 'before')).toBe(true);
  });

  it('is dropped when the client does not leave by itself', async () => {
    const { server, publisher, push } = await publishing({
      limits: { noticeSeconds: 0, lingerSeconds: 0.05 },
    });
    publisher.client.socket.allowHalfOpen = true;
    push.cut('kicked');
    await once(publisher.client.socket, 'end');
    await expect.poll(() => server.connections()).toBe(0);
    publisher.client.socket.destroy();
  });

  const failures: [how: string, write: () => Promise<void>][] = [
    ['cannot be stored', () => Promise.reject(new Error('disk full'))],
    [
      'is not even taken',
      () => {
        throw new Error('disk full');
      },
    ],
  ];
  it.each(failures)('ends as storage when a message %s', async (_, write) => {
    const { server, publisher, push } = await publishing({ write });
    await publisher.send(video(0, 'frame'));
    expect(await publisher.closed).toEqual(PUBLISH_END);
    expect({ ends: push.ends, log: server.log }).toEqual({
      ends: ['storage'],
      log: [expect.stringMatching(/^127\.0\.0\.1:\d+: Error: disk full$/)],
    });
  });

  it('ends as idle when nothing is sent', async () => {
    const { publisher, push } = await publishing({ limits: { idleSeconds: 0.1 } });
    expect(await publisher.closed).toEqual(PUBLISH_END);
    expect(push.ends).toEqual(['idle']);
  });

  it('is not idle while the server is what it waits for', async () => {
    const stored = signal();
    const { publisher, push } = await publishing({
      limits: { idleSeconds: 1 },
      write: () => stored.given,
    });
    await publisher.send(video(0, 'frame'));
    setTimeout(stored.give, 2500);
    await stored.given;
    expect(push.ends).toEqual([]);
    expect(await push.ended).toBe('idle');
  });
});

describe('back-pressure', () => {
  it('gives one message at a time and reads little ahead', async () => {
    let underWay = 0;
    let most = 0;
    const { give, given } = signal();
    const { publisher, push } = await publishing({
      write: async () => {
        most = Math.max(most, ++underWay);
        await given;
        underWay--;
      },
    });
    const frame = Buffer.alloc(256 * 1024);
    let sent = 0;
    const sending = (async () => {
      for (; sent < 400; sent++) await publisher.send({ type: 'video', timestampMs: sent, payload: frame });
    })();
    // The publisher's own buffer is full and stays so: the server has stopped reading.
    await expect.poll(() => publisher.client.socket.writableLength > 0 && sent < 400).toBe(true);
    await expect.poll(() => push.messages.length).toBe(1);
    give();
    await sending;
    await publisher.unpublish();
    expect({ most, stored: push.messages.length, ends: push.ends }).toEqual({
      most: 1,
      stored: 400,
      ends: ['unpublished'],
    });
  });
});

describe('commands', () => {
  const answers = (client: RtmpClient) =>
    client.received.filter(({ type }) => type === 20).map(({ command }) => command);

  it('are answered as publishers expect', async () => {
    const server = await start();
    const client = await opened(server);
    client.command(0, 'releaseStream', 2, null, 'cam');
    client.command(0, 'FCPublish', 3, null, 'cam');
    client.command(0, 'createStream', 4, null);
    client.command(0, '_checkbw', 5, null);
    client.command(0, 'getStreamLength', 6, null, 'cam');
    client.command(1, 'publish', 7, null, 'cam', 'live');
    await client.until(({ command }) => command[0] === 'onStatus');
    client.command(0, 'FCUnpublish', 8, null, 'cam');
    await client.answer(8);
    // What comes before was captured: captured.test.ts.
    expect(answers(client).slice(6)).toEqual([
      [
        '_error',
        6,
        null,
        {
          level: 'error',
          code: 'NetConnection.Call.Failed',
          description: 'Method not found (getStreamLength).',
        },
      ],
      [
        'onStatus',
        0,
        null,
        { level: 'status', code: 'NetStream.Publish.Start', description: 'cam is now published' },
      ],
      [
        'onStatus',
        0,
        null,
        {
          level: 'status',
          code: 'NetStream.Unpublish.Success',
          description: 'The stream is no longer published.',
        },
      ],
      ['_result', 8, null],
    ]);
  });

  it('with transaction id 0 are done and not answered, publish included', async () => {
    const server = await start();
    const client = await opened(server);
    client.command(0, 'releaseStream', 0, null, 'cam');
    client.command(0, 'getStreamLength', 0, null, 'cam');
    client.command(0, 'createStream', 2, null);
    client.command(1, 'publish', 0, null, 'cam', 'live');
    await client.until(({ command }) => command[0] === 'onStatus');
    expect(answers(client).map(([word, id]) => `${word} ${id}`)).toEqual([
      '_result 1',
      'onBWDone 0',
      '_result 2',
      'onStatus 0',
    ]);
  });

  it('are understood in AMF 3 messages', async () => {
    const server = await start();
    const client = await opened(server);
    client.message(17, 0, Buffer.concat([Buffer.of(0), amf('createStream', 2, null)]));
    client.message(17, 1, Buffer.concat([Buffer.of(0), amf('publish', 3, null, 'cam', 'live')]));
    await client.until(({ command }) => command[0] === 'onStatus');
    client.message(15, 1, Buffer.concat([Buffer.of(0), amf('@setDataFrame', 'onMetaData', { width: 1 })]));
    client.command(0, 'FCUnpublish', 4, null, 'cam');
    await client.answer(4);
    expect(server.pushes[0]?.messages).toEqual([
      { type: 'data', timestampMs: 0, payload: amf('onMetaData', { width: 1 }) },
    ]);
  });

  it('to play are refused', async () => {
    const server = await start();
    const client = await opened(server);
    client.command(1, 'play', 3, null, 'cam');
    const { command } = await client.until((message) => message.command[0] === 'onStatus');
    await client.closed;
    expect(command).toEqual([
      'onStatus',
      0,
      null,
      {
        level: 'error',
        code: 'NetStream.Play.Failed',
        description:
          'NotImplemented: A LiveChannel takes RTMP in and gives HLS out; it cannot be played over RTMP.',
      },
    ]);
  });

  it('need neither application nor tcUrl', async () => {
    const server = await start();
    const client = await RtmpClient.connect(server.port);
    await client.handshake();
    client.command(0, 'connect', 1, {});
    await client.answer(1);
    client.command(1, 'publish', 2, null, 'live/cam', 'live');
    await client.until(({ command }) => command[0] === 'onStatus');
    expect(server.pushes[0]?.attempt).toMatchObject({ app: '', name: 'live/cam', tcUrl: null });
  });
});

describe('control messages', () => {
  const isType = (wanted: number) => (message: { type: number }) => message.type === wanted;

  it('acknowledge a window of bytes as the client sized it', async () => {
    const { publisher, push } = await publishing();
    const { client } = publisher;
    const acknowledgement = client.until(isType(3));
    client.message(5, 0, uint(10_000, 4));
    await publisher.send({ type: 'video', timestampMs: 0, payload: Buffer.alloc(10_000) });
    const { payload } = await acknowledgement;
    expect({ acknowledged: payload.readUInt32BE(), frames: push.messages.length }).toEqual({
      acknowledged: client.socket.bytesWritten,
      frames: 1,
    });
  });

  it('answer a ping', async () => {
    const client = await opened(await start());
    const pong = client.until(isType(4));
    client.message(4, 0, Buffer.concat([uint(6, 2), uint(0xabcdef, 4)]));
    expect((await pong).payload.toString('hex')).toBe('000700abcdef');
  });
});

describe('closing the server', () => {
  it('ends every push and waits until it is stored', async () => {
    const { give, given } = signal();
    const { server, publisher, push } = await publishing({ end: () => given });
    let closed = false;
    const closing = server.close().then(() => {
      closed = true;
    });
    expect(await publisher.closed).toEqual(PUBLISH_END);
    expect({ closed, ends: push.ends }).toEqual({ closed: false, ends: ['shutdown'] });
    give();
    await closing;
    await expect(publish(urlOf(server))).rejects.toThrow('ECONNREFUSED');
  });

  it('waits for a verdict that is on its way, and ends what it lets in', async () => {
    const { give, given } = signal();
    const asked = signal();
    const server = await start({
      decide: async (push) => {
        asked.give();
        await given;
        return push.verdict();
      },
    });
    const publisher = publish(urlOf(server)).catch((error: Error) => error.message);
    await asked.given;
    const closing = server.close();
    give();
    await closing;
    expect({ publisher: await publisher, ends: server.pushes[0]?.ends }).toEqual({
      publisher: 'closed without a word',
      ends: ['shutdown'],
    });
  });

  it('may be asked for twice', async () => {
    const { server, push } = await publishing();
    await Promise.all([server.close(), server.close()]);
    expect(push.ends).toEqual(['shutdown']);
  });

  it('drops sockets that come later', async () => {
    const server = await start();
    await server.rtmp.close();
    const client = await RtmpClient.connect(server.port);
    await client.closed;
  });
});

describe('a socket', () => {
  it('may have been looked at and put back', async () => {
    const accept = (socket: Socket, rtmp: TestServer['rtmp']) => {
      socket.once('data', (bytes) => {
        socket.pause();
        socket.unshift(bytes);
        rtmp.handle(socket);
      });
    };
    const { publisher, push } = await publishing({ accept });
    await publisher.send(video(0, 'frame'));
    await publisher.unpublish();
    expect(push.messages).toEqual([video(0, 'frame')]);
  });

  it('may be held half open by its server', async () => {
    const server = await start();
    const listener = createServer({ allowHalfOpen: true }, (socket) => server.rtmp.handle(socket));
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    cleanUps.push(async () => listener.close());
    const { port } = listener.address() as { port: number };
    const publisher = await publish(`rtmp://127.0.0.1:${port}/live/cam`);
    await publisher.disconnect();
    expect(await server.pushes[0]?.ended).toBe('disconnected');
  });

  it('may speak TLS', async () => {
    const server = await start();
    const key = Buffer.from('0123456789abcdef');
    const listener = createTlsServer({ ciphers: 'PSK', pskCallback: () => key }, (socket) =>
      server.rtmp.handle(socket),
    );
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    cleanUps.push(async () => listener.close());
    const { port } = listener.address() as { port: number };
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      ciphers: 'PSK',
      checkServerIdentity: () => undefined,
      pskCallback: () => ({ psk: key, identity: 'test' }),
    });
    await once(socket, 'secureConnect');
    const client = new RtmpClient(socket);
    await client.open('live', 'rtmps://127.0.0.1/live');
    client.command(1, 'publish', 2, null, 'cam', 'live');
    await client.until(({ command }) => command[0] === 'onStatus');
    client.message(9, 1, Buffer.from('frame'), 40);
    socket.end();
    expect(await server.pushes[0]?.ended).toBe('disconnected');
    expect(server.pushes[0]?.messages).toEqual([video(40, 'frame')]);
  });
});
