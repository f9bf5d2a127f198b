import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { createDelivery } from '../../src/watch/delivery.js';
import type { ChannelEvent } from '../../src/watch/event.js';
import { postEvent, type Webhook } from '../../src/watch/webhook.js';
import { ownPort } from '../helpers/own-port.js';

const event = (channelName: string): ChannelEvent => ({
  ...{ event: 'started', time: '2024-03-05T06:07:08.000Z', bucket: 'b', channelName, state: 'live' },
  ...{ connectedTime: null, remoteAddr: null, video: null, audio: null, changes: [], message: null },
});

/** A receiver that answers as the function says, and the channels whose events it was sent. */
async function receiver(answer: (attempt: number) => RequestListener, port = 0) {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push(JSON.parse(body).channelName);
    answer(received.length)(request, response);
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  function close() {
    server.closeAllConnections();
    server.close();
  }
  onTestFinished(close);
  return { received, close, port: (server.address() as AddressInfo).port };
}

const status =
  (code: number, headers = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(code, headers).end();

function webhookAt(port: number, more: Partial<Webhook> = {}) {
  const told: string[] = [];
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const webhook: Webhook = {
    ...{ url: new URL(`http://127.0.0.1:${port}/hook?key=hidden`), secret: null, transport },
    ...{ now: () => new Date(), signal: new AbortController().signal, baseDelayMs: 10 },
    onFailed: (message) => void told.push(message.replace(`127.0.0.1:${port}`, 'receiver')),
    ...more,
  };
  return { told, webhook };
}

test('a receiver that is down for a while gets every event, in order, and is told of once', async () => {
  const gone = await receiver(() => status(200), await ownPort());
  gone.close();
  const { told, webhook } = webhookAt(gone.port);
  const delivery = createDelivery(
    (one: ChannelEvent) => postEvent(one, webhook),
    () => expect.unreachable(),
  );
  for (const name of ['one', 'two', 'three']) delivery.push(event(name));
  await expect.poll(() => told.length).toBe(1);
  const { received } = await receiver(() => status(204), gone.port);
  await expect.poll(() => received).toEqual(['one', 'two', 'three']);
  expect(told).toEqual([
    expect.stringMatching(/^started of one did not reach http:\/\/receiver: .*refused\. Trying again\.$/),
  ]);
});

test('a receiver that does not answer is asked again', async () => {
  const { received, port } = await receiver((attempt) => (attempt === 1 ? () => undefined : status(200)));
  const { told, webhook } = webhookAt(port, { attemptMs: 2000 });
  await postEvent(event('cam'), webhook);
  expect([received, told]).toEqual([['cam', 'cam'], []]);
});

test('an answer that never ends has taken the event', async () => {
  const { received, port } = await receiver(() => (_request, response) => {
    const dripping = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(dripping));
    response.writeHead(200);
  });
  const { told, webhook } = webhookAt(port, { attemptMs: 2000 });
  await postEvent(event('cam'), webhook);
  expect([received, told]).toEqual([['cam'], []]);
});

test('a busy receiver is asked again when it wants to be', async () => {
  const times: number[] = [];
  const { port } = await receiver((attempt) => {
    times.push(performance.now());
    return attempt === 1 ? status(429, { 'Retry-After': '1' }) : status(200);
  });
  const { told, webhook } = webhookAt(port);
  await postEvent(event('cam'), webhook);
  expect([times.length, told]).toEqual([2, []]);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(999);
});

test('an event is given up in the end, without showing the path', async () => {
  const { received, port } = await receiver(() => status(500));
  const { told, webhook } = webhookAt(port, { retryForMs: 0 });
  await postEvent(event('cam'), webhook);
  expect([received, told]).toEqual([
    ['cam'],
    ['started of cam did not reach http://receiver: it answered 500.'],
  ]);
});

test('no more than a thousand events wait for a receiver', async () => {
  const delivered: number[] = [];
  const dropped: number[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const delivery = createDelivery<number>(
    async (item) => {
      await gate;
      delivered.push(item);
    },
    (item) => void dropped.push(item),
  );
  for (let item = 1; item <= 1003; item++) delivery.push(item);
  expect(await delivery.drain(0)).toBe(1000);
  open();
  expect(await delivery.drain(60_000)).toBe(0);
  expect(delivered).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  expect(dropped).toEqual([1001, 1002, 1003]);
});
