import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Client, createClient } from '../../src/client/client.js';
import type { OperationMethods } from '../../src/client/operation-methods.js';
import { type OperationName, type OperationNamed, operations } from '../../src/client/operations/index.js';
import { putLiveChannel } from '../../src/client/operations/put-live-channel.js';
import { UsageError } from '../../src/errors.js';
import type { HttpRequest, HttpResponse } from '../../src/protocol/wire.js';
import xmlRequests from '../vectors/xml-requests.json' with { type: 'json' };
import xmlResponses from '../vectors/xml-responses.json' with { type: 'json' };
import { readModel, readRequest, readResponse, refusalsOf } from '../wire/http-file.js';

/** The clock, key and bucket of every fixture. */
const settings = {
  bucket: 'examplebucket',
  region: 'cn-hangzhou',
  credentials: { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' },
  now: () => new Date('2024-03-05T06:07:08Z'),
};

type Call = (input: unknown) => Promise<unknown>;

/** Calls an operation against one canned answer. */
async function callWith(name: OperationName, input: unknown, answer: HttpResponse) {
  const requests: HttpRequest[] = [];
  const client = createClient({
    ...settings,
    transport: async (request) => {
      requests.push(request);
      return answer;
    },
  });
  const call = client[methodName(name)] as Call;
  const outcome = await call(input).catch((error: unknown) => ({ rejected: error }));
  return { outcome, requests };
}

const methodName = (name: OperationName) =>
  (name.charAt(0).toLowerCase() + name.slice(1)) as Exclude<keyof Client, 'prepare'>;

const byName = (headers: HttpRequest['headers']) =>
  Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));

describe.each(operations.map(({ name }) => name))('%s', (name) => {
  const { input, output } = readModel(name);

  test('sends the request of its fixture', async () => {
    const { requests } = await callWith(name, input, readResponse(name));
    const expected = readRequest(name);
    expect(requests).toHaveLength(1);
    const { method, origin, target, headers, body } = requests[0] as HttpRequest;
    const sent = byName(headers);
    const documented = byName(expected.headers);
    // The signature itself is judged by the vectors, and here where the documentation gives one for these values.
    if (documented.authorization === undefined) delete sent.authorization;
    expect({ method, origin, target, headers: sent, body: body ?? '' }).toEqual({
      method: expected.method,
      origin: 'https://examplebucket.oss-cn-hangzhou.aliyuncs.com',
      target: expected.target,
      headers: documented,
      body: expected.body,
    });
  });

  test('reads the answer of its fixture', async () => {
    const { outcome } = await callWith(name, input, readResponse(name));
    expect(outcome).toEqual(output);
  });

  test.each(refusalsOf(name))('turns %s into its error', async (refusal) => {
    const { outcome, requests } = await callWith(name, input, readResponse(name, refusal));
    const { rejected } = outcome as { rejected: Error };
    expect(rejected).toMatchObject({ name: 'ServiceError', ...readModel(name, refusal) });
    expect(requests).toHaveLength(1);
  });
});

describe('request bodies', () => {
  test.each(xmlRequests.cases)('PutLiveChannel writes the tree of "$name"', ({ input, expected }) => {
    const encoded = putLiveChannel.encode({ channelName: 'cam-42', ...(input as object) });
    expect(encoded).toEqual({ channelName: 'cam-42', body: expected.tree });
  });

  test.each(xmlRequests.cases)('PutLiveChannel sends the XML of "$name"', async ({ input, expected }) => {
    const answer = readResponse('PutLiveChannel');
    const { requests } = await callWith('PutLiveChannel', { channelName: 'cam-42', ...input }, answer);
    expect(requests.map(({ body }) => body)).toEqual([expected.xml]);
  });

  test.each([
    [{ fragDuration: 7 }, '<FragDuration>7</FragDuration><FragCount>3</FragCount>'],
    [{ fragCount: 7 }, '<FragDuration>5</FragDuration><FragCount>7</FragCount>'],
    [{ fragDuration: null, fragCount: null, type: null, playlistName: null }, ''],
  ])('a target of %j goes out with both fragment settings or neither', async (target, elements) => {
    const client = createClient({ ...settings });
    const { request } = await client.prepare('PutLiveChannel', { channelName: 'cam-42', target });
    expect(request.body).toBe(
      `<LiveChannelConfiguration><Target><Type>HLS</Type>${elements}</Target></LiveChannelConfiguration>`,
    );
  });
});

const operationOfType: Record<string, OperationName> = {
  create: 'PutLiveChannel',
  info: 'GetLiveChannelInfo',
  stat: 'GetLiveChannelStat',
  history: 'GetLiveChannelHistory',
  list: 'ListLiveChannel',
};

describe('answers', () => {
  test.each(xmlResponses.cases)('the values of "$name" come out', async ({ type, xml, expected }) => {
    const answer: HttpResponse = { status: 200, headers: [['x-oss-request-id', 'R1']], body: xml };
    const { outcome } = await callWith(operationOfType[type] as OperationName, { channelName: 'c' }, answer);
    expect(outcome).toEqual({ ...expected, requestId: 'R1' });
  });

  test('elements that are absent are null, lists are empty, unknown elements are ignored', async () => {
    const answer = (body: string): HttpResponse => ({ status: 200, headers: [], body });
    const list = answer('<ListLiveChannelResult><New>1</New><LiveChannel/></ListLiveChannelResult>');
    expect((await callWith('ListLiveChannel', {}, list)).outcome).toEqual({
      prefix: null,
      marker: null,
      maxKeys: null,
      isTruncated: false,
      nextMarker: '',
      channels: [
        { name: null, description: null, status: null, lastModified: null, publishUrls: [], playUrls: [] },
      ],
      requestId: null,
    });
    const info = answer(
      '<LiveChannelConfiguration><Target><FragCount>many</FragCount></Target></LiveChannelConfiguration>',
    );
    expect((await callWith('GetLiveChannelInfo', { channelName: 'c' }, info)).outcome).toEqual({
      description: null,
      status: null,
      target: { type: null, fragDuration: null, fragCount: null, playlistName: null },
      requestId: null,
    });
  });

  test('a channel called 007 keeps its zeros', async () => {
    const body = '<ListLiveChannelResult><LiveChannel><Name>007</Name></LiveChannel></ListLiveChannelResult>';
    const { outcome } = await callWith('ListLiveChannel', {}, { status: 200, headers: [], body });
    expect(outcome).toMatchObject({ channels: [{ name: '007' }] });
  });
});

describe('input that is wrong in itself', () => {
  const window = { startTime: 1709618400, endTime: 1709622000 };
  test.each<[OperationName, string, Record<string, unknown>, string | null]>([
    ['PutLiveChannel', 'an empty channel name', { channelName: '' }, '0017-00000257'],
    ['PutLiveChannel', 'a slash in the channel name', { channelName: 'a/b' }, null],
    ['PutLiveChannel', 'a channel name of 64 bytes', { channelName: 'a'.repeat(64) }, '0017-00000258'],
    [
      'PutLiveChannel',
      'a description of 129 bytes',
      { channelName: 'c', description: 'x'.repeat(129) },
      '0044-00000001',
    ],
    [
      'PutLiveChannel',
      'a control character in the description',
      { channelName: 'c', description: 'a\u0001b' },
      null,
    ],
    ['PutLiveChannel', 'another status', { channelName: 'c', status: 'on' }, '0044-00000002'],
    ['PutLiveChannel', 'another target type', { channelName: 'c', target: { type: 'hls' } }, null],
    ['PutLiveChannel', 'FragDuration 0', { channelName: 'c', target: { fragDuration: 0 } }, '0044-00000014'],
    ['PutLiveChannel', 'FragCount 101', { channelName: 'c', target: { fragCount: 101 } }, '0044-00000015'],
    [
      'PutLiveChannel',
      'a playlist name of 4 bytes',
      { channelName: 'c', target: { playlistName: 'a.ts' } },
      '0044-00000017',
    ],
    [
      'PutLiveChannel',
      'a playlist name without .m3u8',
      { channelName: 'c', target: { playlistName: 'list.ts' } },
      '0044-00000018',
    ],
    ['PutLiveChannel', 'half a snapshot', { channelName: 'c', snapshot: { roleName: 'r' } }, '0044-00000008'],
    ['ListLiveChannel', 'max-keys 1001', { maxKeys: 1001 }, '0044-00000101'],
    ['ListLiveChannel', 'a prefix of 1025 bytes', { prefix: 'x'.repeat(1025) }, '0044-00000102'],
    ['ListLiveChannel', 'a marker of 1025 bytes', { marker: 'x'.repeat(1025) }, '0044-00000103'],
    ['DeleteLiveChannel', 'no channel name', {}, '0017-00000257'],
    [
      'PutLiveChannelStatus',
      'a status in capitals',
      { channelName: 'c', status: 'Enabled' },
      '0017-00000255',
    ],
    ['GetLiveChannelInfo', 'null as channel name', { channelName: null }, '0017-00000257'],
    ['GetLiveChannelStat', 'a number as channel name', { channelName: 7 }, '0017-00000257'],
    ['GetLiveChannelHistory', 'a slash in the channel name', { channelName: 'a/b' }, null],
    ['GetVodPlaylist', 'a slash in the channel name', { channelName: 'a/b', ...window }, '0044-00000302'],
    [
      'GetVodPlaylist',
      'a start after the end',
      { channelName: 'c', startTime: 2, endTime: 1 },
      '0044-00000306',
    ],
    [
      'GetVodPlaylist',
      'a window of a day and a second',
      { channelName: 'c', startTime: 1709618400, endTime: 1709704801 },
      '0044-00000307',
    ],
    [
      'PostVodPlaylist',
      'a playlist name without .m3u8',
      { channelName: 'c', playlistName: 'vod.mp4', ...window },
      '0044-00000403',
    ],
    [
      'PostVodPlaylist',
      'no start',
      { channelName: 'c', playlistName: 'vod.m3u8', endTime: 1 },
      '0044-00000304',
    ],
  ])('%s refuses %s before anything is sent', async (name, _label, input, ec) => {
    const { outcome, requests } = await callWith(name, input, readResponse(name));
    const { rejected } = outcome as { rejected: unknown };
    expect(rejected).toBeInstanceOf(UsageError);
    expect(rejected).toMatchObject({ ec, kind: 'usage' });
    expect(requests).toEqual([]);
  });
});

/** What the list of operations says of the methods. */
type Listed = {
  [Name in OperationName as Uncapitalize<Name>]: {
    input: Parameters<OperationNamed<Name>['encode']>[0];
    result: ReturnType<OperationNamed<Name>['decode']>;
  };
};
type Written = {
  [Name in keyof OperationMethods]: {
    input: NonNullable<Parameters<OperationMethods[Name]>[0]>;
    result: Awaited<ReturnType<OperationMethods[Name]>>;
  };
};

test('the methods of the client are those of the list', () => {
  // The compiler compares.
  expectTypeOf<Written>().toEqualTypeOf<Listed>();
  const client = createClient({ ...settings, transport: () => Promise.reject(new Error('asks nothing')) });
  for (const { name } of operations) expect(client).toHaveProperty(methodName(name), expect.any(Function));
});
