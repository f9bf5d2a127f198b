import { getEventListeners, once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import { Exchange } from '../../src/client/exchange.js';
import { createTransport } from '../../src/client/transport.js';
import type { HttpRequest } from '../../src/protocol/wire.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function originOf(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function openTransport() {
  const transport = createTransport();
  closing.push(() => transport.close());
  return transport;
}

const get = (origin: string, target = '/x'): HttpRequest => ({
  method: 'GET',
  origin,
  target,
  headers: [],
  body: null,
});

/** Asks, and gives the body with what the server does of it still in its hands. */
async function streamOf(begin: (response: ServerResponse) => void) {
  let sent: ServerResponse | null = null;
  const origin = await originOf((_, response) => {
    sent = response;
    begin(response);
  });
  const { body } = await openTransport()(get(origin));
  const response = sent as unknown as ServerResponse;
  const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  return { response, chunks, socket: response.socket as Socket };
}

const text = ({ value }: IteratorResult<Uint8Array>): string => Buffer.from(value).toString();

test('a dispatcher that takes no request at all fails the call, and nothing is left waiting for it', async () => {
  const thrown = new Error('no more requests');
  const dispatcher = {
    dispatch() {
      throw thrown;
    },
  } as unknown as Dispatcher;
  let ends = 0;
  const { response } = new Exchange(dispatcher, get('http://127.0.0.1:1'), () => ends++);
  await expect(response).rejects.toBe(thrown);
  expect(ends).toBe(1);
});

describe('a body', () => {
  test('is handed on as it comes', async () => {
    const { response, chunks } = await streamOf((response) => void response.write('one'));
    const first = text(await chunks.next());
    response.end('two');
    expect([first, text(await chunks.next()), (await chunks.next()).done]).toEqual(['one', 'two', true]);
  });

  test('is told to break off only behind what has come', async () => {
    const { response, chunks } = await streamOf((response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('part');
    });
    const first = text(await chunks.next());
    response.destroy();
    await expect(chunks.next()).rejects.toMatchObject({ message: 'other side closed' });
    expect(first).toBe('part');
  });

  test('that is left before its end closes the connection', async () => {
    const { chunks, socket } = await streamOf((response) => void response.write('one'));
    await chunks.next();
    const closed = once(socket, 'close');
    await chunks.return?.();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  test('that nobody reads makes the server wait', async () => {
    const size = 64 * 1024 * 1024;
    let big: Socket | null = null;
    const origin = await originOf(({ url, socket }, response) => {
      if (url === '/big') big = socket;
      response.end(url === '/big' ? Buffer.alloc(size) : 'small');
    });
    const transport = openTransport();
    const { body } = await transport(get(origin, '/big'));
    // Time enough for all of it, if anybody took it.
    for (let round = 0; round < 200; round++) await transport(get(origin, '/small'));
    const unsent = (big as unknown as Socket).writableLength;
    let read = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) read += chunk.length;
    expect(read).toBe(size);
    expect(unsent).toBeGreaterThan(0);
  });
});

test('many calls with one signal are one listener of it, and none in the end', async () => {
  const waiting: ServerResponse[] = [];
  const origin = await originOf((_, response) => {
    waiting.push(response);
    if (waiting.length < 16) return;
    counts.push(getEventListeners(signal, 'abort').length);
    for (const one of waiting) one.end('<LiveChannelStat><Status>Idle</Status></LiveChannelStat>');
  });
  const { signal } = new AbortController();
  const counts: number[] = [];
  const client = createClient({
    endpoint: origin,
    region: 'cn-hangzhou',
    bucket: 'examplebucket',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    transport: openTransport(),
  });
  const calls = Array.from({ length: 16 }, () => client.getLiveChannelStat({ channelName: 'c' }, { signal }));
  expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set(['Idle']));
  counts.push(getEventListeners(signal, 'abort').length);
  expect(counts).toEqual([1, 0]);
});
