import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import { ServiceError, UnreadableAnswerError } from '../../src/errors.js';
import type { HttpResponse } from '../../src/protocol/wire.js';
import vectors from '../vectors/error-xml.json' with { type: 'json' };

async function rejection(answer: HttpResponse): Promise<unknown> {
  const client = createClient({
    bucket: 'examplebucket',
    region: 'cn-hangzhou',
    credentials: { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' },
    now: () => new Date('2024-03-05T06:07:08Z'),
    retry: { attempts: 1 },
    transport: async () => answer,
  });
  return client.getLiveChannelInfo({ channelName: 'cam-42' }).then(
    () => 'resolved',
    (error: unknown) => error,
  );
}

describe('an error document is read whole', () => {
  const documented = vectors.cases.filter(({ expected }) => expected.code !== null);
  test('eleven of the vectors carry a document', () => expect(documented).toHaveLength(11));

  test.each(documented)('$name', async ({ input, expected }) => {
    const headers = Object.entries(input.headers) as [string, string][];
    const error = (await rejection({ status: input.status, headers, body: input.body })) as ServiceError;
    expect(error).toBeInstanceOf(ServiceError);
    const { code, message, requestId, hostId, ec, recommendDoc, extra, httpStatus } = error;
    expect({ status: httpStatus, code, message, requestId, hostId, ec, recommendDoc, extra }).toEqual(
      expected,
    );
  });
});

test('a refusal says which bucket and channel it is about', async () => {
  const body = '<Error><Code>NoSuchLiveChannel</Code></Error>';
  const error = await rejection({ status: 404, headers: [], body });
  expect(error).toMatchObject({ bucket: 'examplebucket', channelName: 'cam-42' });
});

test('a document without an EC and an id has those of the headers', async () => {
  const headers: [string, string][] = [
    ['X-Oss-Ec', '0026-00000021'],
    ['X-Oss-Request-Id', 'R1'],
  ];
  const body = '<Error><Code>NoSuchLiveChannel</Code></Error>';
  expect(await rejection({ status: 404, headers, body })).toMatchObject({
    code: 'NoSuchLiveChannel',
    message: 'The server answered 404 without saying why.',
    ec: '0026-00000021',
    requestId: 'R1',
  });
});

describe('an error without a document still says what is known', () => {
  const documentless = vectors.cases.filter(({ expected }) => expected.code === null);
  test('two of the vectors carry none', () => expect(documentless).toHaveLength(2));

  test.each(documentless)('$name', async ({ input, expected }) => {
    const headers = Object.entries(input.headers) as [string, string][];
    const error = await rejection({ status: input.status, headers, body: input.body });
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({
      code: `Http${expected.status}`,
      message: `The server answered ${expected.status} without saying why.`,
      httpStatus: expected.status,
      requestId: expected.requestId,
      hostId: null,
      ec: expected.ec,
      recommendDoc: null,
      extra: {},
      retryable: true,
      kind: 'network',
    });
  });

  test('an empty 403 is a refusal, not an unreadable answer', async () => {
    const error = await rejection({ status: 403, headers: [], body: null });
    expect(error).toMatchObject({ name: 'ServiceError', code: 'Http403', retryable: false, kind: 'denied' });
  });
});

describe('an answer that is no OSS answer', () => {
  const page = '<!DOCTYPE html><html><body>Welcome</body></html>';
  const utf8 = (text: string) => new TextEncoder().encode(text);
  async function* parts(...texts: string[]) {
    for (const text of texts) yield utf8(text);
  }
  async function* broken() {
    yield utf8('<LiveChannelConf');
    throw new Error('other side closed');
  }
  async function* endless() {
    for (;;) yield new Uint8Array(1024 * 1024);
  }

  test.each<[string, HttpResponse, string]>([
    [
      'a page instead of the document',
      { status: 200, headers: [], body: page },
      'The answer is not the XML asked for: the XML document has a DOCTYPE.',
    ],
    [
      'a page instead of an error document',
      { status: 404, headers: [], body: page },
      'The server answered 404 with something that is not an OSS error.',
    ],
    [
      'a redirect, which OSS would explain',
      { status: 301, headers: [['Location', 'https://login.example.com/']], body: null },
      'The server answered 301 with something that is not an OSS error.',
    ],
    [
      'another document',
      { status: 200, headers: [], body: utf8('<LiveChannelStat/>') },
      'The answer is <LiveChannelStat>, not <LiveChannelConfiguration>.',
    ],
    [
      'a document that ends early',
      { status: 200, headers: [], body: parts('<LiveChannelConfiguration>', '<Status>ena') },
      'The answer is not the XML asked for: not well-formed XML: Invalid \'[ "LiveChannelConfiguration", "Status"]\' found.',
    ],
    [
      'no body at all',
      { status: 200, headers: [], body: null },
      'The answer is not the XML asked for: not well-formed XML: Start tag expected.',
    ],
    [
      'a body that breaks off',
      { status: 200, headers: [], body: broken() },
      'The answer broke off after 16 bytes (other side closed).',
    ],
    [
      'a body that does not end',
      { status: 200, headers: [], body: endless() },
      'The answer is larger than 32 MiB.',
    ],
  ])('%s', async (_name, answer, message) => {
    const withId: HttpResponse = { ...answer, headers: [['X-OSS-Request-Id', 'R1']] };
    const error = await rejection(withId);
    expect(error).toBeInstanceOf(UnreadableAnswerError);
    expect(error).toMatchObject({
      message,
      code: 'UnreadableAnswer',
      httpStatus: answer.status,
      requestId: 'R1',
      retryable: true,
      kind: 'network',
      hint: expect.any(String),
    });
  });
});
