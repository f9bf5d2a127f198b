import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Client, createClient } from '../../../src/client/client.js';
import { objectPages } from '../../../src/client/objects/object-pages.js';
import type { ClientOptions } from '../../../src/client/options.js';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

const MP2T = 'video/mp2t';
let emulator: Emulator;
let endpoint: string;

beforeAll(async () => {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY] });
  ({ url: endpoint } = await emulator.listen());
});

afterAll(() => emulator.close());

function clientWith(options: Partial<ClientOptions> = {}): Client {
  return createClient({ endpoint, region: 'cn-hangzhou', bucket: 'local', credentials: KEY, ...options });
}

/** A client of a server that answers anything. */
async function clientOf(answer: RequestListener): Promise<Client> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return clientWith({ endpoint: `http://127.0.0.1:${port}`, retry: { attempts: 2, baseDelayMs: 0 } });
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing was rejected',
    (error: unknown) => error,
  );

const SIGNATURES = ['v4', 'v1'] as const;

describe.each(SIGNATURES)('objects of the emulator, asked over its port with %s', (signatureVersion) => {
  const key = `${signatureVersion} 频道+&\u0001%/1709618828000.ts`;
  const etag = '"25F9E794323B453885F5181F1B624D0B"';

  test('are stored, listed and read', async () => {
    const client = clientWith({ signatureVersion });
    const stored = await client.putObject({ key, body: '123456789', contentType: MP2T });
    expect(stored).toEqual({ etag, requestId: expect.any(String) });
    const listed = await client.listObjects({ prefix: `${signatureVersion} ` });
    expect(listed).toEqual({
      objects: [{ key, size: 9, etag, lastModified: expect.any(String), storageClass: 'Standard' }],
      prefixes: [],
      date: expect.any(String),
      nextContinuationToken: null,
      requestId: expect.any(String),
    });
    const { body, ...head } = await client.getObject({ key });
    expect([head, await textOf(body)]).toEqual([
      {
        etag,
        // The check value of CRC-64/XZ, whose parameters are those of OSS.
        crc64: '11051210869376104954',
        size: 9,
        start: 0,
        contentLength: 9,
        requestId: expect.any(String),
      },
      '123456789',
    ]);
  });

  test.each([
    [{ start: 0, end: 0 }, '1'],
    [{ start: 3, end: 5 }, '456'],
    [{ start: 7 }, '89'],
    [{ start: 7, end: 1_000_000 }, '89'],
  ])('the range %j of 123456789 is %s', async (range, text) => {
    const { body, size, start, contentLength } = await clientWith({ signatureVersion }).getObject({
      key,
      range,
      ifMatch: etag,
    });
    expect([await textOf(body), size, start, contentLength]).toEqual([text, 9, range.start, text.length]);
  });

  test('are not overwritten when that is forbidden', async () => {
    const put = { key, body: 'other', contentType: MP2T, forbidOverwrite: true };
    const error = await rejection(clientWith({ signatureVersion }).putObject(put));
    expect(error).toMatchObject({ code: 'FileAlreadyExists', httpStatus: 409, kind: 'conflict' });
  });

  test('are listed page by page', async () => {
    const client = clientWith({ signatureVersion });
    const keys = [1, 2, 3, 4, 5].map((n) => `pages-${signatureVersion}/a+b ${n}`);
    for (const each of keys) await client.putObject({ key: each, body: '', contentType: MP2T });
    const prefix = `pages-${signatureVersion}/`;
    const found: (string | undefined)[][] = [];
    for (let continuationToken: string | null = null; ; ) {
      const page = await client.listObjects({ prefix, maxKeys: 2, startAfter: keys[0], continuationToken });
      found.push(page.objects.map((object) => object.key));
      continuationToken = page.nextContinuationToken;
      if (continuationToken === null) break;
    }
    expect(found).toEqual([keys.slice(1, 3), keys.slice(3)]);
  });
});

describe('an object that cannot be had', () => {
  test.each([
    ['is not there', { key: 'none' }, { code: 'NoSuchKey', kind: 'notFound' }],
    [
      'has another ETag',
      { key: 'other', ifMatch: '"00000000000000000000000000000000"' },
      { code: 'PreconditionFailed', httpStatus: 412 },
    ],
  ])('%s', async (_, input, expected) => {
    const client = clientWith();
    await client.putObject({ key: 'other', body: 'x', contentType: MP2T });
    expect(await rejection(client.getObject(input))).toMatchObject(expected);
  });

  test.each([
    ['oss:ListObjects', (client: Client) => client.listObjects()],
    ['oss:GetObject', (client: Client) => client.getObject({ key: 'a' })],
    ['oss:PutObject', (client: Client) => client.putObject({ key: 'a', body: '', contentType: MP2T })],
  ])('without %s, the hint names it', async (action, call) => {
    const client = await clientOf((_, response) => {
      response.statusCode = 403;
      response.end('<Error><Code>AccessDenied</Code><Message>No.</Message></Error>');
    });
    expect(await rejection(call(client))).toMatchObject({
      kind: 'denied',
      hint: `The key needs the RAM action ${action} on this bucket.`,
    });
  });

  test.each([
    ['a key', { key: '' }],
    ['a key', { key: 'a'.repeat(1024) }],
    ['a range', { key: 'a', range: { start: 5, end: 4 } }],
    ['a range', { key: 'a', range: { start: -1 } }],
    ['a range', { key: 'a', range: { start: 0.5 } }],
  ])('%s that is none is refused before anything is sent', async (_, input) => {
    const client = clientWith({ endpoint: 'http://127.0.0.1:1' });
    expect(await rejection(client.getObject(input))).toMatchObject({ kind: 'usage' });
  });
});

describe('the body of an object', () => {
  test('comes as it arrives, and ends with the signal', async () => {
    const client = await clientOf((_, response) => {
      response.setHeader('Content-Length', '10');
      response.write('01234');
    });
    const controller = new AbortController();
    const { body } = await client.getObject({ key: 'a' }, { signal: controller.signal });
    const chunks = body[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value).toString()).toBe('01234');
    const next = rejection(chunks.next());
    controller.abort();
    expect(await next).toMatchObject({ code: 'Interrupted', kind: 'interrupted' });
  });

  test('that breaks off says so', async () => {
    const client = await clientOf((_, response) => {
      response.setHeader('Content-Length', '10');
      response.write('01234', () => response.destroy());
    });
    const { body } = await client.getObject({ key: 'a' });
    expect(await rejection(textOf(body))).toMatchObject({ name: 'UnreadableAnswerError', retryable: true });
  });

  test('is asked for again when the answer does not begin', async () => {
    let asked = 0;
    const client = await clientOf((_, response) => {
      if (++asked === 1) response.destroy();
      else response.end('again');
    });
    const { body } = await client.getObject({ key: 'a' });
    expect([await textOf(body), asked]).toEqual(['again', 2]);
  });

  test('of a server that knows no ranges is the whole object, from its start', async () => {
    const client = await clientOf((_, response) => {
      response.setHeader('Content-Length', '10');
      response.end('0123456789');
    });
    const { body, ...head } = await client.getObject({ key: 'a', range: { start: 5 } });
    await textOf(body);
    expect(head).toMatchObject({ start: 0, size: 10, contentLength: 10, crc64: null, etag: null });
  });
});

describe('a list of objects', () => {
  const page = (token: string, keys: readonly string[]) =>
    `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
    <NextContinuationToken>${token}</NextContinuationToken>
    ${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`;

  async function all(client: Client): Promise<string[]> {
    const keys: string[] = [];
    for await (const objects of objectPages(client, { prefix: '' }, new AbortController().signal))
      keys.push(...objects.map(({ key }) => key));
    return keys;
  }

  test('is not followed in a circle', async () => {
    const client = await clientOf((_, response) => response.end(page('same', ['a'])));
    expect(await all(client)).toEqual(['a', 'a']);
  });

  test('without an end is given up', async () => {
    let count = 0;
    const client = clientWith({
      transport: async () => ({ status: 200, headers: [], body: page(String(++count), []) }),
    });
    expect(await rejection(all(client))).toMatchObject({
      message: 'The list of objects has no end: 1000 pages, and more to come.',
    });
  });

  test.each([
    ['an encoding that is none', '<Contents><Key>%E9</Key><Size>1</Size></Contents>'],
    ['no size', '<Contents><Key>a</Key></Contents>'],
    ['no key', '<Contents><Size>1</Size></Contents>'],
  ])('with %s is unreadable', async (_, contents) => {
    const body = `<ListBucketResult><EncodingType>url</EncodingType>${contents}</ListBucketResult>`;
    const client = clientWith({
      transport: async () => ({ status: 200, headers: [], body }),
      retry: { attempts: 1 },
    });
    expect(await rejection(client.listObjects())).toMatchObject({
      message: 'The list of objects has an entry without a readable key and size.',
    });
  });
});
