import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/client.js';
import { listPages } from '../../src/client/list-pages.js';
import { createTransport } from '../../src/client/transport.js';
import { NetworkError, ServiceError, UnreadableAnswerError } from '../../src/errors.js';
import type { HttpResponse } from '../../src/protocol/wire.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A client of a server that answers everything like this. */
async function clientOf(listener: RequestListener): Promise<Client> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const transport = createTransport({ readTimeoutSeconds: 0.4 });
  closing.push(
    () => transport.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return clientWith(transport, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function clientWith(
  transport: ReturnType<typeof createTransport> | (() => Promise<HttpResponse>),
  endpoint = 'http://127.0.0.1',
): Client {
  return createClient({
    ...{ endpoint, bucket: 'examplebucket', region: 'cn-hangzhou', transport, retry: { attempts: 1 } },
    credentials: { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' },
  });
}

function answering(status: number, body: string, headers: HttpResponse['headers'] = []): Client {
  return clientWith(async () => ({ status, headers, body: Buffer.from(body) }));
}

const stat = (client: Client): Promise<unknown> => client.getLiveChannelStat({ channelName: 'cam' });

async function failure<Kind extends Error>(
  kind: abstract new (...args: never[]) => Kind,
  call: Promise<unknown>,
): Promise<Kind> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(kind);
  return error as Kind;
}

/** Ten bytes a second, without end: never silent for as long as the time-out. */
function drip(response: ServerResponse): void {
  const drops = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(drops));
}

describe('a server that sends a byte now and then', () => {
  test('gives an answer in time, or none', async () => {
    const client = await clientOf((_, response) => drip(response));
    expect(await failure(NetworkError, stat(client))).toMatchObject({
      code: 'ReadTimeout',
      message: expect.stringMatching(/^The answer of 127\.0\.0\.1:\d+ was not complete within 2s\.$/),
      retryable: true,
    });
  });

  test('is left when the caller has waited long enough', async () => {
    const client = await clientOf((_, response) => drip(response));
    const call = client.getLiveChannelStat({ channelName: 'cam' }, { signal: AbortSignal.timeout(50) });
    await expect(call).rejects.toMatchObject({ name: 'InterruptedError' });
  });
});

describe('a list without end', () => {
  const page = (nextMarker: string): string =>
    `<ListLiveChannelResult><IsTruncated>true</IsTruncated><NextMarker>${nextMarker}</NextMarker></ListLiveChannelResult>`;

  async function pagesOf(markers: () => string): Promise<number> {
    const client = clientWith(async () => ({ status: 200, headers: [], body: page(markers()) }));
    let pages = 0;
    for await (const _ of listPages(client, {}, new AbortController().signal)) pages++;
    return pages;
  }

  test('ends when it goes round in a circle', async () => {
    const markers = ['a', 'b', 'a'];
    expect(await pagesOf(() => markers.shift() ?? 'b')).toBe(3);
  });

  test('is given up after a thousand pages', async () => {
    let count = 0;
    const error = await failure(
      UnreadableAnswerError,
      pagesOf(() => String(count++).padStart(9, '0')),
    );
    expect([error.message, count]).toEqual([
      'The list of channels has no end: 1000 pages, and more to come.',
      1000,
    ]);
  });
});

describe('what a server says in an error', () => {
  test('is on one line, and shows nothing but text', async () => {
    const client = answering(
      403,
      '<Error><Code>Access&#10;Denied</Code><Message>No.&#10;2024-03-05T06:07:08Z  cam  started&#27;[2J&#x202e;</Message><RequestId>R&#13;1</RequestId></Error>',
    );
    expect(await failure(ServiceError, stat(client))).toMatchObject({
      code: 'Access Denied',
      message: 'No. 2024-03-05T06:07:08Z  cam  started [2J',
      requestId: 'R 1',
    });
  });

  test('is cut', async () => {
    const long = 'x'.repeat(50_000);
    const client = answering(
      403,
      `<Error><Code>${long}</Code><Message>${long}</Message><EC>${long}</EC><StringToSign>${long}</StringToSign></Error>`,
    );
    const { code, message, ec, extra } = await failure(ServiceError, stat(client));
    expect([code, message, ec, extra.StringToSign].map((text) => text?.length)).toEqual([
      201, 1001, 201, 16_385,
    ]);
  });

  test('has no more details than anybody reads', async () => {
    const details = Array.from({ length: 10_000 }, (_, index) => `<D${index}>x</D${index}>`).join('');
    const client = answering(403, `<Error><Code>AccessDenied</Code>${details}</Error>`);
    expect(Object.keys((await failure(ServiceError, stat(client))).extra)).toHaveLength(32);
  });

  test('is not read to its end when it has none', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(500);
      // Whether it can be written to is not told by `writable`, which stays true when the client has left.
      const more = (): void =>
        void response.write(Buffer.alloc(65_536, 'x'), (error) => {
          if (!error) more();
        });
      more();
    });
    expect(await failure(UnreadableAnswerError, stat(client))).toMatchObject({
      message: 'The answer is larger than 256 KiB.',
    });
  });
});

describe('an answer that is not what was asked for', () => {
  test.each([
    ['bad XML of 15 MB', `<${'x'.repeat(15_000_000)}`, 'the XML document is too long'],
    ['an endless name', `<a><${'x'.repeat(3_000_000)}></a>`, 'not well-formed XML: '],
    ['another root', `<${'x'.repeat(3_000_000)}/>`, 'The answer is <xxx'],
  ])('is named in few words: %s', async (_, body, words) => {
    const { message } = await failure(UnreadableAnswerError, stat(answering(200, body)));
    expect(message).toContain(words);
    expect(message.length).toBeLessThan(400);
  });

  test.each(['&#0;', '&#xd800;', '&#x110000;'])(
    '%s is no character, and is left as it is',
    async (reference) => {
      const client = answering(200, `<LiveChannelStat><Status>${reference}</Status></LiveChannelStat>`);
      expect(await client.getLiveChannelStat({ channelName: 'cam' })).toMatchObject({ status: reference });
    },
  );
});
