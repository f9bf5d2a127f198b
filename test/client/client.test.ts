import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import type { Attempt, ClientOptions } from '../../src/client/options.js';
import { type ClosableTransport, createTransport } from '../../src/client/transport.js';
import {
  ConfigurationError,
  InterruptedError,
  NetworkError,
  ServiceError,
  UsageError,
} from '../../src/errors.js';
import type { HttpRequest, HttpResponse } from '../../src/protocol/wire.js';

const IDLE = '<?xml version="1.0"?><LiveChannelStat><Status>Idle</Status></LiveChannelStat>';
const STAT = { status: 'Idle', connectedTime: null, remoteAddr: null, video: null, audio: null };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function port(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers the n-th request with the n-th listener, the last one for good. */
async function httpServer(...listeners: RequestListener[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    listeners[Math.min(requests.length, listeners.length) - 1]?.(request, response);
  });
  closing.push(() => server.closeAllConnections());
  return { endpoint: await port(server), requests, server };
}

async function tcpServer(onSocket: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  closing.push(() => sockets.forEach((socket) => void socket.destroy()));
  return { endpoint: await port(server), sockets };
}

function clientFor(endpoint: string, options: Partial<ClientOptions> & { readTimeoutSeconds?: number } = {}) {
  const { readTimeoutSeconds = 5, ...rest } = options;
  const transport: ClosableTransport = createTransport({ connectTimeoutSeconds: 5, readTimeoutSeconds });
  closing.push(() => transport.close());
  const attempts: Attempt[] = [];
  const client = createClient({
    endpoint,
    bucket: 'examplebucket',
    region: 'cn-hangzhou',
    credentials: { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' },
    transport,
    retry: { baseDelayMs: 0 },
    onAttempt: (attempt) => attempts.push(attempt),
    ...rest,
  });
  return { client, attempts, stat: () => client.getLiveChannelStat({ channelName: 'cam-42' }) };
}

const failed = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('resolved'),
    (error: Error) => error,
  );

const answer =
  (status: number, body: string | null, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

describe('an answer', () => {
  test('of the service becomes the result', async () => {
    const { endpoint, requests } = await httpServer(answer(200, IDLE, { 'x-oss-request-id': 'R1' }));
    expect(await clientFor(endpoint).stat()).toEqual({ ...STAT, requestId: 'R1' });
    expect(requests.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/examplebucket/cam-42?comp=stat&live'],
    ]);
  });

  test('is asked for on a connection that was kept alive', async () => {
    const { endpoint, requests } = await httpServer(answer(200, IDLE));
    const { stat } = clientFor(endpoint);
    await stat();
    await stat();
    await stat();
    expect(requests.map(({ socket }) => socket.remotePort)).toEqual(
      Array.from({ length: 3 }, () => requests[0]?.socket.remotePort),
    );
  });

  test('to a request with a body: Content-Length and Content-Type are sent, the body arrives whole', async () => {
    const bodies: string[] = [];
    const { endpoint, requests } = await httpServer((request, response) => {
      request.setEncoding('utf8').on('data', (text) => bodies.push(text));
      request.on('end', () => response.end('<CreateLiveChannelResult/>'));
    });
    await clientFor(endpoint).client.putLiveChannel({ channelName: '直播 a+b', description: '大厅 & <1>' });
    const body =
      '<LiveChannelConfiguration><Description>大厅 &amp; &lt;1&gt;</Description><Target><Type>HLS</Type></Target></LiveChannelConfiguration>';
    expect(bodies.join('')).toBe(body);
    expect(requests[0]?.url).toBe('/examplebucket/%E7%9B%B4%E6%92%AD%20a%2Bb?live');
    expect(requests[0]?.headers).toMatchObject({
      host: endpoint.slice('http://'.length),
      'content-type': 'application/xml',
      'content-length': String(Buffer.byteLength(body)),
    });
  });

  test('that goes on for ever in its middle ends with the time-out', async () => {
    const { endpoint } = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000', 'x-oss-request-id': 'R1' }).write('<Live');
    });
    const { stat } = clientFor(endpoint, { readTimeoutSeconds: 0.05, retry: { attempts: 1 } });
    expect(await failed(stat())).toMatchObject({
      name: 'UnreadableAnswerError',
      message: 'The answer broke off after 5 bytes (Body Timeout Error).',
      httpStatus: 200,
      requestId: 'R1',
      kind: 'network',
    });
  });

  test('that is cut short is asked for again', async () => {
    const { endpoint } = await httpServer(
      (_request, response) => {
        response.writeHead(200, { 'content-length': String(IDLE.length) });
        response.write(IDLE.slice(0, 20), () => response.destroy());
      },
      answer(200, IDLE),
    );
    const { stat, attempts } = clientFor(endpoint);
    expect(await stat()).toEqual({ ...STAT, requestId: null });
    expect(attempts.map(({ error }) => error?.message ?? null)).toEqual([
      'The answer broke off after 20 bytes (other side closed).',
      null,
    ]);
  });

  test('in HTML from something else is named as such', async () => {
    const { endpoint } = await httpServer(answer(200, '<html><body>Sign in</body></html>'));
    expect(await failed(clientFor(endpoint).stat())).toMatchObject({
      name: 'UnreadableAnswerError',
      message: 'The answer is <html>, not <LiveChannelStat>.',
      hint: 'Is the endpoint an OSS endpoint? A proxy or a login page on the way may have answered instead.',
    });
  });
});

describe('a failure that may pass', () => {
  test('503 and then 200 is a success', async () => {
    const { endpoint } = await httpServer(answer(503, null), answer(200, IDLE));
    const { stat, attempts } = clientFor(endpoint);
    expect(await stat()).toEqual({ ...STAT, requestId: null });
    expect(
      attempts.map(({ attempt, response, retryInMs }) => [attempt, response?.status, retryInMs]),
    ).toEqual([
      [1, 503, 0],
      [2, 200, null],
    ]);
  });

  test('500 without a body is tried three times, then told', async () => {
    const { endpoint, requests } = await httpServer(answer(500, null, { 'x-oss-request-id': 'R1' }));
    expect(await failed(clientFor(endpoint).stat())).toMatchObject({
      name: 'ServiceError',
      code: 'Http500',
      message: 'The server answered 500 without saying why.',
      requestId: 'R1',
      hint: 'Try again in a moment.',
      kind: 'network',
    });
    expect(requests).toHaveLength(3);
  });

  test('one attempt means one request', async () => {
    const { endpoint, requests } = await httpServer(answer(503, null));
    await failed(clientFor(endpoint, { retry: { attempts: 1 } }).stat());
    expect(requests).toHaveLength(1);
  });

  test('a refusal is not tried again', async () => {
    const body = '<Error><Code>NoSuchLiveChannel</Code><EC>0026-00000021</EC></Error>';
    const { endpoint, requests } = await httpServer(answer(404, body));
    expect(await failed(clientFor(endpoint).stat())).toMatchObject({
      code: 'NoSuchLiveChannel',
      kind: 'notFound',
    });
    expect(requests).toHaveLength(1);
  });

  test('429 is repeated no sooner than Retry-After says', async () => {
    const { endpoint } = await httpServer(answer(429, null, { 'retry-after': '1' }), answer(200, IDLE));
    const { stat, attempts } = clientFor(endpoint);
    await stat();
    expect(attempts.map(({ retryInMs }) => retryInMs)).toEqual([1000, null]);
  });

  test.each([503, 403])('too many calls are repeated, whatever the status: %i', async (status) => {
    const body =
      '<Error><Code>MetaOperationQpsLimitExceeded</Code><Message>Qps limit for the meta operation is exceeded.</Message></Error>';
    const { endpoint, requests } = await httpServer(answer(status, body));
    expect(await failed(clientFor(endpoint).stat())).toMatchObject({
      code: 'MetaOperationQpsLimitExceeded',
      kind: 'network',
      retryable: true,
      hint: 'Too many requests: try again more slowly.',
    });
    expect(requests).toHaveLength(3);
  });

  test('a Retry-After of an hour is left to the caller', async () => {
    for (const body of [null, '<Error><Code>SlowDown</Code></Error>']) {
      const { endpoint, requests } = await httpServer(answer(503, body, { 'retry-after': '3600' }));
      const error = await failed(clientFor(endpoint).stat());
      expect(error).toBeInstanceOf(ServiceError);
      expect(error).toMatchObject({ httpStatus: 503, retryAfterSeconds: 3600 });
      expect(requests).toHaveLength(1);
    }
  });

  test('a connection that is refused', async () => {
    const { endpoint, server } = await httpServer();
    await new Promise((resolve) => server.close(resolve));
    const { stat, attempts } = clientFor(endpoint);
    const error = await failed(stat());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({
      code: 'ConnectionRefused',
      message: `Nothing listens at ${endpoint.slice('http://'.length)}: the connection was refused.`,
      hint: 'Check the endpoint and its port, and that the server runs.',
      kind: 'network',
    });
    expect(attempts).toHaveLength(3);
  });

  test('a connection that is reset, and then answers', async () => {
    let connections = 0;
    const { endpoint } = await tcpServer((socket) => {
      connections++;
      socket.once('data', () => {
        if (connections === 1) socket.resetAndDestroy();
        else
          socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${IDLE.length}\r\nConnection: close\r\n\r\n${IDLE}`);
      });
    });
    const { stat, attempts } = clientFor(endpoint);
    expect(await stat()).toEqual({ ...STAT, requestId: null });
    expect(attempts.map(({ error }) => error?.code ?? null)).toEqual(['ConnectionReset', null]);
  });

  test('a server that stays silent', async () => {
    const { endpoint } = await tcpServer(() => {});
    const error = await failed(
      clientFor(endpoint, { readTimeoutSeconds: 0.05, retry: { attempts: 1 } }).stat(),
    );
    expect(error).toMatchObject({
      name: 'NetworkError',
      code: 'ReadTimeout',
      message: `No answer from ${endpoint.slice('http://'.length)} within 0.05s.`,
      kind: 'network',
    });
  });

  test('a server that is slow, but not too slow, is waited for', async () => {
    const { endpoint } = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-length': String(IDLE.length) });
      const write = (from: number): void => {
        response.write(IDLE.slice(from, from + 10));
        if (from + 10 < IDLE.length) setTimeout(write, 5, from + 10);
      };
      setTimeout(write, 20, 0);
    });
    expect(await clientFor(endpoint).stat()).toEqual({ ...STAT, requestId: null });
  });

  test('something that does not speak HTTP', async () => {
    const { endpoint } = await tcpServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await failed(clientFor(endpoint).stat())).toMatchObject({
      code: 'NotHttp',
      message: `What answers at ${endpoint.slice('http://'.length)} does not speak HTTP.`,
    });
  });

  test('a transport that throws something of its own', async () => {
    const transport = () => Promise.reject(new TypeError('fetch failed'));
    const error = await failed(clientFor('http://127.0.0.1', { transport }).stat());
    expect(error).toMatchObject({
      name: 'NetworkError',
      code: 'TransportFailed',
      message: 'The request could not be sent: fetch failed',
    });
  });
});

describe('a clock that is wrong', () => {
  const skewed = (extra: string, headers: Record<string, string> = {}) =>
    answer(403, `<Error><Code>RequestTimeTooSkewed</Code>${extra}<EC>0002-00000504</EC></Error>`, headers);
  const now = () => new Date('2024-03-05T05:00:00Z');
  const dates = (requests: IncomingMessage[]) => requests.map(({ headers }) => headers['x-oss-date']);

  test('is corrected once from ServerTime, for the life of the client', async () => {
    const { endpoint, requests } = await httpServer(
      skewed('<ServerTime>2024-03-05T06:07:08.000Z</ServerTime>'),
      answer(200, IDLE),
    );
    const { stat, attempts } = clientFor(endpoint, { now, retry: { attempts: 1 } });
    expect(await stat()).toEqual({ ...STAT, requestId: null });
    await stat();
    expect(dates(requests)).toEqual(['20240305T050000Z', '20240305T060708Z', '20240305T060708Z']);
    expect(attempts.map(({ attempt, retryInMs }) => [attempt, retryInMs])).toEqual([
      [1, 0],
      [2, null],
      [1, null],
    ]);
  });

  test('is corrected from the Date header when the document has no time', async () => {
    const { endpoint, requests } = await httpServer(
      skewed('', { date: 'Tue, 05 Mar 2024 06:07:08 GMT' }),
      answer(200, IDLE),
    );
    await clientFor(endpoint, { now }).stat();
    expect(dates(requests)).toEqual(['20240305T050000Z', '20240305T060708Z']);
  });

  test('is corrected again when the service says so again', async () => {
    const { endpoint, requests } = await httpServer(
      skewed('<ServerTime>2024-03-05T06:07:08.000Z</ServerTime>'),
      answer(200, IDLE),
      skewed('<ServerTime>2024-03-05T08:00:00.000Z</ServerTime>'),
      answer(200, IDLE),
    );
    const { stat } = clientFor(endpoint, { now });
    await stat();
    await stat();
    expect(dates(requests)).toEqual([
      '20240305T050000Z',
      '20240305T060708Z',
      '20240305T060708Z',
      '20240305T080000Z',
    ]);
  });

  test('is told when the correction does not help', async () => {
    const { endpoint, requests } = await httpServer(
      skewed('<ServerTime>2024-03-05T06:07:08.000Z</ServerTime>'),
    );
    expect(await failed(clientFor(endpoint, { now }).stat())).toMatchObject({
      code: 'RequestTimeTooSkewed',
      hint: 'The clock of this machine is more than 15 minutes off: set it right.',
      kind: 'denied',
    });
    expect(requests).toHaveLength(2);
  });
});

describe('an abort signal', () => {
  test('that is aborted already sends nothing', async () => {
    const { endpoint, requests } = await httpServer(answer(200, IDLE));
    const { client, attempts } = clientFor(endpoint);
    const error = await failed(
      client.getLiveChannelStat({ channelName: 'c' }, { signal: AbortSignal.abort() }),
    );
    expect(error).toBeInstanceOf(InterruptedError);
    expect(attempts).toEqual([]);
    expect(requests).toHaveLength(0);
  });

  test('ends a call that waits between two attempts', async () => {
    const { endpoint, requests } = await httpServer(answer(503, null, { 'retry-after': '20' }));
    const controller = new AbortController();
    const reason = new InterruptedError('SIGTERM');
    const { client } = clientFor(endpoint, {
      onAttempt: () => setImmediate().then(() => controller.abort(reason)),
    });
    const error = await failed(
      client.getLiveChannelStat({ channelName: 'c' }, { signal: controller.signal }),
    );
    expect(error).toBe(reason);
    expect(requests).toHaveLength(1);
  });

  test('ends a call that waits for the answer, and its connection', async () => {
    const controller = new AbortController();
    const { endpoint, sockets } = await tcpServer((socket) =>
      socket.once('data', () => controller.abort('stop')),
    );
    const { client } = clientFor(endpoint);
    const error = await failed(
      client.getLiveChannelStat({ channelName: 'c' }, { signal: controller.signal }),
    );
    expect(error).toMatchObject({ name: 'InterruptedError', kind: 'interrupted', cause: 'stop' });
    if (sockets[0]?.destroyed === false) await once(sockets[0], 'close');
  });

  test('ends a call whose transport knows nothing of signals', async () => {
    const controller = new AbortController();
    const transport = () => {
      controller.abort();
      return new Promise<HttpResponse>(() => {});
    };
    const { client } = clientFor('http://127.0.0.1', { transport });
    const error = await failed(
      client.getLiveChannelStat({ channelName: 'c' }, { signal: controller.signal }),
    );
    expect(error).toBeInstanceOf(InterruptedError);
  });
});

describe('credentials', () => {
  const ok: HttpResponse = { status: 200, headers: [], body: IDLE };

  test('from a function are asked for before each attempt and may change', async () => {
    const sent: HttpRequest[] = [];
    let asked = 0;
    const client = createClient({
      bucket: 'examplebucket',
      region: 'cn-hangzhou',
      credentials: async () => ({
        accessKeyId: `STS.${++asked}`,
        accessKeySecret: 's',
        securityToken: `t${asked}`,
      }),
      retry: { baseDelayMs: 0 },
      transport: async (request) => {
        sent.push(request);
        return sent.length === 1 ? { status: 500, headers: [], body: null } : ok;
      },
    });
    await client.getLiveChannelStat({ channelName: 'c' });
    expect(sent.map(({ headers }) => Object.fromEntries(headers)['x-oss-security-token'])).toEqual([
      't1',
      't2',
    ]);
    expect(sent.map(({ headers }) => /Credential=([^/]+)/.exec(String(headers.at(-1)))?.[1])).toEqual([
      'STS.1',
      'STS.2',
    ]);
  });

  test('that cannot be obtained are a configuration error', async () => {
    const credentials = () => Promise.reject(new Error('no role'));
    const error = await failed(clientFor('http://127.0.0.1', { credentials }).stat());
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toBe('The credentials could not be obtained: no role');
  });

  test('that lack their secret are refused before anything is sent', async () => {
    const credentials = { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: '' };
    const error = await failed(clientFor('http://127.0.0.1', { credentials }).stat());
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe('The credentials have no accessKeySecret.');
  });
});

describe('a request that is only prepared', () => {
  test('is signed and not sent', async () => {
    const { client } = clientFor('http://127.0.0.1:1', { now: () => new Date('2024-03-05T06:07:08Z') });
    const { canonicalRequest, ...prepared } = await client.prepare('PutLiveChannelStatus', {
      channelName: 'test-channel',
      status: 'disabled',
    });
    // The canonical request and the signature of this input: five signers gave these bytes.
    expect(canonicalRequest).toBe(
      'PUT\n/examplebucket/test-channel\nlive&status=disabled\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20240305T060708Z\n\n\nUNSIGNED-PAYLOAD',
    );
    expect(prepared).toEqual({
      operation: 'PutLiveChannelStatus',
      stringToSign:
        'OSS4-HMAC-SHA256\n20240305T060708Z\n20240305/cn-hangzhou/oss/aliyun_v4_request\n0ffa3883d73ff8e65b477fa3d29f45f77999f457cd4726179d2262e468368288',
      request: {
        method: 'PUT',
        origin: 'http://127.0.0.1:1',
        target: '/examplebucket/test-channel?live&status=disabled',
        headers: [
          ['Host', '127.0.0.1:1'],
          ['x-oss-date', '20240305T060708Z'],
          ['x-oss-content-sha256', 'UNSIGNED-PAYLOAD'],
          [
            'Authorization',
            'OSS4-HMAC-SHA256 Credential=LTAI5tExampleKeyId0001/20240305/cn-hangzhou/oss/aliyun_v4_request,Signature=5a185a3843eaf9d365151353e6cfaa1a84bf0b84859fe7c23b8d9e795dd24502',
          ],
        ],
        body: null,
      },
    });
  });

  test('has to be one of an operation that exists', async () => {
    const { client } = clientFor('http://127.0.0.1');
    const error = await failed(client.prepare('DropBucket' as 'PutLiveChannel', { channelName: 'c' }));
    expect(error).toMatchObject({ name: 'UsageError', message: 'There is no operation "DropBucket".' });
  });
});

describe('options that are wrong in themselves', () => {
  const credentials = { accessKeyId: 'a', accessKeySecret: 'b' };

  test.each([
    [{ bucket: '', region: 'cn-hangzhou' }, 'The client needs a bucket.'],
    [{ bucket: 'examplebucket' }, 'Neither an endpoint nor a region is given.'],
    [{ bucket: 'examplebucket', endpoint: 'ftp://x' }, '"ftp://x" is not an endpoint.'],
    [
      { bucket: 'examplebucket', region: 'cn-hangzhou', retry: { attempts: Number.NaN } },
      'retry.attempts is a number from 0; got NaN.',
    ],
  ])('%j', (options, message) => {
    expect(() => createClient({ credentials, ...options })).toThrow(
      expect.objectContaining({ name: 'UsageError', message }),
    );
  });

  test('a missing region is told when V4 needs one, and no matter to V1', async () => {
    const base = { endpoint: 'https://oss-accelerate.aliyuncs.com', bucket: 'examplebucket', credentials };
    expect(await failed(createClient(base).prepare('DeleteLiveChannel', { channelName: 'c' }))).toMatchObject(
      {
        name: 'UsageError',
        code: 'RegionRequired',
      },
    );
    const v1 = createClient({ ...base, signatureVersion: 'v1', now: () => new Date('2024-03-05T06:07:08Z') });
    const { canonicalRequest, stringToSign, request } = await v1.prepare('DeleteLiveChannel', {
      channelName: 'c',
    });
    expect({ canonicalRequest, stringToSign, target: request.target }).toEqual({
      canonicalRequest: null,
      stringToSign: 'DELETE\n\n\nTue, 05 Mar 2024 06:07:08 GMT\n/examplebucket/c?live',
      target: '/c?live',
    });
  });
});
