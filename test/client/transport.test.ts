import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as TcpServer,
} from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/client/answer.js';
import { networkError } from '../../src/client/network-error.js';
import { createTransport, type TransportSettings } from '../../src/client/transport.js';
import { ConfigurationError, NetworkError } from '../../src/errors.js';
import type { HttpRequest } from '../../src/protocol/wire.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listening(server: TcpServer) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => new Promise<unknown>((resolve) => server.close(resolve));
  closing.push(close);
  return { port: (server.address() as AddressInfo).port, close };
}

function transportFor(settings: TransportSettings) {
  const transport = createTransport(settings);
  closing.push(() => transport.close());
  return transport;
}

const get = (origin: string): HttpRequest => ({
  method: 'GET',
  origin,
  target: '/x?live',
  headers: [],
  body: null,
});

const failed = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('resolved'),
    (error: Error) => error,
  );

/** A proxy that notes what it is asked for and refuses it. */
async function refusingProxy(status = '403 Forbidden') {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
  });
  return { proxy: await listen(server), asked };
}

describe('a proxy', () => {
  test('is asked for https origins', async () => {
    const { proxy, asked } = await refusingProxy();
    const error = await failed(transportFor({ proxy: `http://${proxy}` })(get('https://oss.example.com')));
    expect(error).toMatchObject({ name: 'NetworkError', code: 'ProxyRefused', kind: 'network' });
    expect(asked).toEqual(['CONNECT oss.example.com:443']);
  });

  test('may be written without a scheme', async () => {
    const { proxy, asked } = await refusingProxy();
    await failed(transportFor({ proxy })(get('https://oss.example.com')));
    expect(asked).toEqual(['CONNECT oss.example.com:443']);
  });

  test('is not asked for http origins', async () => {
    const { proxy, asked } = await refusingProxy();
    const origin = await listen(createServer((_request, response) => void response.end('direct')));
    const { status } = await transportFor({ proxy })(get(`http://${origin}`));
    expect([status, asked]).toEqual([200, []]);
  });

  test.each([
    ['oss.example.invalid', 'example.com,example.invalid'],
    ['oss.example.invalid', '*'],
  ])('is not asked for %s when %s is excepted', async (host, noProxy) => {
    const { proxy, asked } = await refusingProxy();
    const error = await failed(transportFor({ proxy, noProxy })(get(`https://${host}`)));
    expect([error, asked]).toEqual([expect.objectContaining({ code: 'DnsNotFound' }), []]);
  });

  test.each(['127.0.0.1', 'localhost'])('is not asked for this machine, %s', async (host) => {
    const { proxy, asked } = await refusingProxy();
    const port = (await listen(createServer())).split(':')[1];
    // The server speaks no TLS: getting as far as that means that the proxy was passed by.
    const error = await failed(transportFor({ proxy })(get(`https://${host}:${port}`)));
    expect([error, asked]).toEqual([expect.objectContaining({ code: 'TlsFailed' }), []]);
  });

  test('that opens the way gives the server a TLS handshake for its own name', async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback(name, answer) {
        names.push(name);
        answer(null);
      },
    });
    const { port } = await listening(server);
    const proxy = createServer().on('connect', (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const onward = connect(port, '127.0.0.1');
      socket
        .on('error', () => onward.destroy())
        .pipe(onward)
        .on('error', () => socket.destroy())
        .pipe(socket);
    });
    const error = await failed(transportFor({ proxy: await listen(proxy) })(get('https://oss.example.com')));
    expect([error, names]).toEqual([expect.objectContaining({ code: 'TlsFailed' }), ['oss.example.com']]);
  });

  // tinyproxy answers 407 to nobody, and 401 to a wrong password.
  test.each([
    ['407 Proxy Authentication Required', 'it wants a user and password that it knows (407)'],
    ['401 Unauthorized', 'it wants a user and password that it knows (401)'],
    ['403 Forbidden', 'it answered 403'],
  ])('that answers %s says what it wants', async (status, words) => {
    const { proxy } = await refusingProxy(status);
    const sent = transportFor({ proxy: `http://me:geheim@${proxy}` })(get('https://oss.example.com'));
    expect(await failed(sent)).toMatchObject({
      code: 'ProxyRefused',
      message: `The proxy made no connection to oss.example.com: ${words}.`,
    });
  });

  test('that hangs up is asked once', async () => {
    let asked = 0;
    const server = createTcpServer((socket) => {
      asked++;
      socket.on('error', () => {}).once('data', () => socket.end());
    });
    const { port } = await listening(server);
    const error = await failed(transportFor({ proxy: `127.0.0.1:${port}` })(get('https://oss.example.com')));
    expect([error, asked]).toEqual([
      expect.objectContaining({
        code: 'ProxyRefused',
        message: `The proxy made no connection to oss.example.com: 127.0.0.1:${port} closed the connection before it answered.`,
      }),
      1,
    ]);
  });

  test('that says nothing is given up after the time to connect', async () => {
    const { port } = await listening(createTcpServer((socket) => void socket.on('error', () => {}).resume()));
    const transport = transportFor({ proxy: `127.0.0.1:${port}`, connectTimeoutSeconds: 1 });
    expect(await failed(transport(get('https://oss.example.com')))).toMatchObject({
      code: 'ProxyRefused',
      message: `The proxy made no connection to oss.example.com: No answer from 127.0.0.1:${port} within 1s.`,
    });
  });

  test('that is not there is what the message is about', async () => {
    const { port, close } = await listening(createTcpServer());
    await close();
    const error = await failed(transportFor({ proxy: `127.0.0.1:${port}` })(get('https://oss.example.com')));
    expect(error).toMatchObject({
      code: 'ProxyRefused',
      message: `The proxy made no connection to oss.example.com: Nothing listens at 127.0.0.1:${port}: the connection was refused.`,
    });
  });

  test('that cannot be read is a configuration error', () => {
    expect(() => createTransport({ proxy: 'http://[' })).toThrow(ConfigurationError);
  });
});

describe('a response', () => {
  test('keeps repeated headers apart and has its body', async () => {
    const origin = await listen(
      createServer((_request, response) => {
        response.writeHead(
          200,
          [
            ['X-One', '1'],
            ['Set-Cookie', 'a'],
            ['Set-Cookie', 'b'],
          ].flat(),
        );
        response.end('body');
      }),
    );
    const { status, headers, text } = await readAnswer(await transportFor({})(get(`http://${origin}`)));
    expect({ status, text }).toEqual({ status: 200, text: 'body' });
    expect(headers).toEqual(
      expect.arrayContaining([
        ['set-cookie', 'a'],
        ['set-cookie', 'b'],
        ['x-one', '1'],
      ]),
    );
  });

  test('arrives for a target that a URL parser would rewrite', async () => {
    const targets: (string | undefined)[] = [];
    const origin = await listen(
      createServer((request, response) => {
        targets.push(request.url);
        response.end();
      }),
    );
    const target = '/examplebucket/..?live&prefix=%7E';
    await transportFor({})({ ...get(`http://${origin}`), target });
    expect(targets).toEqual([target]);
  });
});

test('closing ends a request at work', async () => {
  const server = createTcpServer((socket) => void socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  const transport = createTransport();
  const connected = once(server, 'connection');
  const request = failed(transport(get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
  await connected;
  await transport.close();
  expect(await request).toBeInstanceOf(NetworkError);
});

describe('a failure is named', () => {
  const coded = (code: string, message = 'low-level words') => Object.assign(new Error(message), { code });
  const url = new URL('https://b.oss-cn-hangzhou.aliyuncs.com');

  test.each([
    [
      coded('ECONNREFUSED'),
      'ConnectionRefused',
      `Nothing listens at ${url.host}: the connection was refused.`,
    ],
    [
      new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
      'ConnectionRefused',
      `Nothing listens at ${url.host}: the connection was refused.`,
    ],
    [coded('ENOTFOUND'), 'DnsNotFound', `There is no address for the host name ${url.host}.`],
    [coded('EAI_AGAIN'), 'DnsNotFound', `There is no address for the host name ${url.host}.`],
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'ConnectTimeout', `No connection to ${url.host} within 3s.`],
    [coded('ETIMEDOUT'), 'ConnectTimeout', `No connection to ${url.host} within 3s.`],
    [coded('UND_ERR_HEADERS_TIMEOUT'), 'ReadTimeout', `No answer from ${url.host} within 7s.`],
    [coded('ENETUNREACH'), 'Unreachable', `There is no route to ${url.host}.`],
    [coded('ECONNRESET'), 'ConnectionReset', `${url.host} closed the connection before it answered.`],
    [coded('UND_ERR_SOCKET'), 'ConnectionReset', `${url.host} closed the connection before it answered.`],
    [
      coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
      'TlsFailed',
      `No secure connection to ${url.host}: self-signed certificate.`,
    ],
    [
      coded('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match\n certificate's altnames"),
      'TlsFailed',
      `No secure connection to ${url.host}: Hostname/IP does not match certificate's altnames.`,
    ],
    [
      Object.assign(coded('ERR_SSL_WRONG_VERSION_NUMBER', '80CC:error:0A00010B:SSL routines:a.c:350:\n'), {
        reason: 'wrong version number',
      }),
      'TlsFailed',
      `No secure connection to ${url.host}: wrong version number.`,
    ],
    [
      new Error('outer', { cause: coded('EPIPE') }),
      'ConnectionReset',
      `${url.host} closed the connection before it answered.`,
    ],
    [coded('EWHATEVER'), 'NetworkFailed', `The request to ${url.host} failed: low-level words.`],
    ['a string', 'NetworkFailed', `The request to ${url.host} failed: a string.`],
  ])('%s is %s', (cause, code, message) => {
    const error = networkError(cause, url, { connectTimeoutSeconds: 3, readTimeoutSeconds: 7 });
    expect(error).toMatchObject({
      name: 'NetworkError',
      code,
      message,
      cause,
      retryable: true,
      kind: 'network',
    });
    expect(error.hint).toMatch(/^[^\n]+\.$/);
  });
});
