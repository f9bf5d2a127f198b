import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpServer } from '../../../src/emulator/http/server.js';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';

const DATE = 'Tue, 05 Mar 2024 06:07:08 GMT';
const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-http-'));
let emulator: Emulator;
let port: number;

beforeAll(async () => {
  const now = () => new Date(DATE);
  emulator = createEmulator({ dataDir, buckets: ['examplebucket'], credentials: [KEY], now });
  ({ port } = await emulator.listen());
});

afterAll(async () => {
  await emulator.close();
  rmSync(dataDir, { recursive: true });
});

/** The head of a signed request as text; the body is up to the test. */
function head(method: string, path: string, lines: string[] = []): string {
  const { headers } = signedV1({ method, target: path, resource: `/examplebucket${path}` });
  return [
    `${method} ${path} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...lines,
    '',
    '',
  ].join('\r\n');
}

/** Everything that comes on a connection until it holds `until`, or ends. */
async function received(socket: Socket, until?: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (until?.test(text)) break;
  }
  return text;
}

async function answerTo(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  return received(socket);
}

function send(method: string, path: string, body?: Buffer, agent?: Agent): Promise<IncomingMessage> {
  const { headers } = signedV1({ method, target: path, resource: `/examplebucket${path}` });
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', method, path, headers: Object.fromEntries(headers), agent };
    httpRequest(options, resolve).on('error', reject).end(body);
  });
}

async function contentOf(message: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await message.toArray());
}

describe('bodies', () => {
  test('of many megabytes go in and out unchanged', async () => {
    const content = randomBytes(24 * 1024 * 1024);
    const stored = await send('PUT', '/large.bin', content);
    expect([stored.statusCode, stored.headers.etag]).toEqual([
      200,
      `"${createHash('md5').update(content).digest('hex').toUpperCase()}"`,
    ]);
    expect((await contentOf(await send('GET', '/large.bin'))).equals(content)).toBe(true);
  });

  test('that break off leave nothing behind', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end(`${head('PUT', '/broken', ['Content-Length: 100'])}half`);
    await received(socket);
    expect((await send('GET', '/broken')).statusCode).toBe(404);
  });

  test('may come in chunks', async () => {
    const answer = await answerTo(
      `${head('PUT', '/chunked', ['Transfer-Encoding: chunked', 'Connection: close'])}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect((await contentOf(await send('GET', '/chunked'))).toString()).toBe('abcde');
  });

  test('may come in chunks although a length is given, and are the last of their connection', async () => {
    const first = head('PUT', '/both', ['Content-Length: 2', 'Transfer-Encoding: chunked']);
    const behind = `${head('PUT', '/smuggled', ['Content-Length: 1'])}x${head('DELETE', '/both')}`;
    const answer = await answerTo(`${first}3\r\nabc\r\n0\r\n\r\n${behind}`);
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200']);
    expect(answer).toMatch(/^Connection: close\r$/m);
    expect((await contentOf(await send('GET', '/both'))).toString()).toBe('abc');
    expect((await send('GET', '/smuggled')).statusCode).toBe(404);
  });

  test('that nobody reads to the end do not disturb the server', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(head('GET', '/large.bin'));
    await received(socket, /\r\n\r\n/);
    socket.destroy();
    expect((await send('HEAD', '/large.bin')).statusCode).toBe(200);
  });
});

describe('a connection', () => {
  test('is kept over refusals, HEAD and answers without a body', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<number | undefined>();
    const statuses: (number | undefined)[] = [];
    for (const [method, path, body] of [
      ['PUT', '/kept', Buffer.from('kept')],
      ['HEAD', '/kept'],
      ['HEAD', '/missing'],
      ['PUT', '/%ff', randomBytes(1024 * 1024)],
      ['GET', '/kept'],
      ['DELETE', '/kept'],
      ['GET', '/kept'],
    ] as const) {
      const answer = await send(method, path, body, agent);
      sockets.add(answer.socket.localPort);
      statuses.push(answer.statusCode);
      await contentOf(answer);
    }
    agent.destroy();
    expect([statuses, sockets.size]).toEqual([[200, 200, 404, 400, 200, 204, 404], 1]);
  });

  test('carries out in their order the requests that come all at once', async () => {
    const wanted = ['PUT', 'GET', 'DELETE', 'GET', 'PUT', 'GET', 'DELETE'].map((method) =>
      method === 'PUT' ? `${head(method, '/line', ['Content-Length: 4'])}body` : head(method, '/line'),
    );
    const last = head('GET', '/line', ['Connection: close']);
    const answers = await answerTo([...wanted, last].join(''));
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))).toEqual([
      ...[200, 200, 204, 404, 200, 200, 204, 404],
    ]);
  });

  test('takes UTF-8 in the value of a signed header', async () => {
    const { headers } = signedV1({
      method: 'GET',
      target: '/c?live',
      resource: '/examplebucket/c?live',
      headers: { 'x-oss-meta-title': '频道' },
    });
    const lines = headers.map(([name, value]) => `${name}: ${value}`);
    const answer = await answerTo(
      ['GET /c?live HTTP/1.1', ...lines, 'Connection: close', '', ''].join('\r\n'),
    );
    expect(answer).toContain('<Code>NoSuchLiveChannel</Code>');
  });
});

describe('a client that asks before it sends', () => {
  test('is told to go on', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(head('PUT', '/asked', ['Expect: 100-continue', 'Content-Length: 4']));
    expect(await received(socket, /\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('body');
    expect(await received(socket, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.destroy();
  });

  test('is refused without being told to send', async () => {
    const text = head('PUT', '/asked', [
      'Expect: 100-continue',
      'Content-Length: 4',
      'x-oss-copy-source: /a/b',
    ]);
    const answer = await answerTo(text);
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(answer).toContain('\r\nConnection: close\r\n');
  });
});

describe('what is no request', () => {
  test.each([
    ['a line of text', 'hello\r\n\r\n', 400, 'BadRequest'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n', 400, 'BadRequest'],
    [
      'two lengths',
      'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'BadRequest',
    ],
    [
      'a length, chunks and another encoding',
      'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
      400,
      'BadRequest',
    ],
    [
      'two lengths and chunks',
      'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'BadRequest',
    ],
    [
      'a header of 40 KB',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      431,
      'RequestHeaderFieldsTooLarge',
    ],
  ])('%s is refused with an Error document', async (_, text, status, code) => {
    const answer = await answerTo(text);
    expect([answer.slice(0, 12), /<Code>(.*)<\/Code>/.exec(answer)?.[1]]).toEqual([
      `HTTP/1.1 ${status}`,
      code,
    ]);
  });

  test('a request that does not get on is given up', async () => {
    const http = createHttpServer(async () => ({ status: 200, headers: [], body: null }), {
      headSeconds: 0.2,
    });
    const server = createServer((socket) => http.emit('connection', socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    expect(await received(socket)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    server.close();
    http.close();
  });
});

test('health is told without a signature', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/_health`);
  expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toMatchObject([
    200,
    'application/json',
    { status: 'ok', dataDir },
  ]);
});
