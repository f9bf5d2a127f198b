import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../../src/emulator/http/message.js';
import { createEmulator, type Emulator } from '../../../src/emulator/index.js';
import { Crc64 } from '../../../src/emulator/service/operations/crc64.js';
import type { Acl } from '../../../src/emulator/store/contents.js';
import { type Answered, answered, element } from '../../helpers/emulator-http.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';

const NOW = '2024-03-05T06:07:08Z';
const CONTENT = '123456789';
// The check value of CRC-64/XZ, and md5sum, of 123456789.
const CRC64 = '11051210869376104954';
const ETAG = '"25F9E794323B453885F5181F1B624D0B"';
const MD5 = 'JfnnlDI7RTiF9RgfG2JNCw==';

let now = new Date(NOW);
const folders: string[] = [];
const emulators: Emulator[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-objects-'));
  folders.push(folder);
  return folder;
}

function emulatorWith(acl: Acl | null, dataDir = newFolder()): Emulator {
  const emulator = createEmulator({
    dataDir,
    buckets: ['examplebucket'],
    credentials: [KEY],
    acl,
    now: () => now,
  });
  emulators.push(emulator);
  return emulator;
}

let emulator: Emulator;

beforeAll(() => {
  emulator = emulatorWith('private');
});
beforeEach(() => {
  now = new Date(NOW);
});
afterAll(async () => {
  await Promise.all(emulators.map((each) => each.close()));
  for (const folder of folders) rmSync(folder, { recursive: true });
});

interface Options {
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  query?: string;
  signedQuery?: string;
}

/** A signed request for an object; keys in the tests need no encoding unless they say so. */
async function call(method: string, key: string, options: Options = {}): Promise<Answered> {
  const { query = '', signedQuery = '', ...rest } = options;
  const target = `/${key}${query === '' ? '' : `?${query}`}`;
  const resource = `/examplebucket/${decodeURIComponent(key)}${signedQuery === '' ? '' : `?${signedQuery}`}`;
  return answered(
    await emulator.handle(signedV1({ method, target, resource, date: now.toUTCString(), ...rest })),
  );
}

const put = (key: string, body: string | Uint8Array = CONTENT, headers: Record<string, string> = {}) =>
  call('PUT', key, { body, headers });

function refusal({ status, text }: Answered): [number, string | null, string | null] {
  return [status, element(text, 'Code'), element(text, 'EC')];
}

/** The headers that are about the object. */
function about({ headers }: Answered): Record<string, string | undefined> {
  const ofEvery = ['server', 'date', 'x-oss-request-id', 'x-oss-server-time', 'x-oss-live-emulator'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofEvery.includes(name)));
}

test('CRC-64 agrees with the check value of CRC-64/XZ, however the bytes come', () => {
  const bytes = Buffer.from(CONTENT);
  expect(new Crc64().update(bytes).digest()).toBe(CRC64);
  expect(new Crc64().update(bytes.subarray(0, 4)).update(bytes.subarray(4)).digest()).toBe(CRC64);
  expect(new Crc64().digest()).toBe('0');
});

describe('an object', () => {
  test('is stored, read and deleted', async () => {
    const stored = await put('a/1.ts', CONTENT, { 'Content-Type': 'video/mp2t', 'Content-MD5': MD5 });
    expect({ status: stored.status, text: stored.text, ...about(stored) }).toEqual({
      status: 200,
      text: '',
      etag: ETAG,
      'x-oss-hash-crc64ecma': CRC64,
      'content-md5': MD5,
      'content-length': '0',
    });
    const headers = {
      'content-type': 'video/mp2t',
      'content-length': '9',
      etag: ETAG,
      'last-modified': 'Tue, 05 Mar 2024 06:07:08 GMT',
      'accept-ranges': 'bytes',
      'x-oss-object-type': 'Normal',
      'x-oss-storage-class': 'Standard',
      'x-oss-hash-crc64ecma': CRC64,
    };
    const read = await call('GET', 'a/1.ts');
    expect({ status: read.status, text: read.text, headers: about(read) }).toEqual({
      status: 200,
      text: CONTENT,
      headers,
    });
    const head = await call('HEAD', 'a/1.ts');
    expect({ status: head.status, text: head.text, headers: about(head) }).toEqual({
      status: 200,
      text: '',
      headers,
    });
    expect([(await call('DELETE', 'a/1.ts')).status, (await call('DELETE', 'a/1.ts')).status]).toEqual([
      204, 204,
    ]);
    expect(refusal(await call('GET', 'a/1.ts'))).toEqual([404, 'NoSuchKey', '0026-00000001']);
  });

  test('that is missing is told in a header when the answer has no body', async () => {
    const { status, text, headers } = await call('HEAD', 'missing');
    const document = Buffer.from(headers['x-oss-err'] ?? '', 'base64').toString();
    expect([status, text, headers['x-oss-ec'], element(document, 'Code'), element(document, 'EC')]).toEqual([
      404,
      '',
      '0026-00000001',
      'NoSuchKey',
      '0026-00000001',
    ]);
  });

  test('tells its size, ETag and age, and nothing else, when only these are asked for', async () => {
    await put('asked', CONTENT, { 'Content-Type': 'video/mp2t' });
    const asked = await call('HEAD', 'asked', { query: 'objectMeta', signedQuery: 'objectMeta' });
    expect({ status: asked.status, text: asked.text, headers: about(asked) }).toEqual({
      status: 200,
      text: '',
      headers: { 'content-length': '9', etag: ETAG, 'last-modified': 'Tue, 05 Mar 2024 06:07:08 GMT' },
    });
    const missing = await call('HEAD', 'missing', { query: 'objectMeta', signedQuery: 'objectMeta' });
    expect([missing.status, missing.headers['x-oss-ec']]).toEqual([404, '0026-00000001']);
    const versioned = { query: 'objectMeta&versionId=1', signedQuery: 'objectMeta&versionId=1' };
    expect((await call('HEAD', 'asked', versioned)).status).toBe(501);
  });

  test('without a Content-Type is a stream of bytes', async () => {
    await put('untyped');
    expect((await call('GET', 'untyped')).headers['content-type']).toBe('application/octet-stream');
  });

  test.each([
    ['a wrong Content-MD5', { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, [400, 'InvalidDigest', null]],
    ['fewer bytes than announced', { 'Content-Length': '10' }, [400, 'IncompleteBody', null]],
    ['a source to copy from', { 'x-oss-copy-source': '/examplebucket/b' }, [501, 'NotImplemented', null]],
  ])('with %s is not stored', async (_, headers, expected) => {
    await put('kept', 'before');
    expect(refusal(await put('kept', CONTENT, headers))).toEqual(expected);
    expect((await call('GET', 'kept')).text).toBe('before');
  });

  test('is not overwritten when that is forbidden', async () => {
    const forbid = { 'x-oss-forbid-overwrite': 'true' };
    expect((await put('once', 'first', forbid)).status).toBe(200);
    expect(refusal(await put('once', 'second', forbid))).toEqual([409, 'FileAlreadyExists', null]);
    expect((await call('GET', 'once')).text).toBe('first');
  });

  test.each(['%2Ffirst', '%5Cfirst', 'k'.repeat(1024)])('cannot be called %.10s', async (key) => {
    expect(refusal(await put(key))).toEqual([400, 'InvalidObjectName', null]);
  });

  test('has a space in its name where the path has a +', async () => {
    const plus = { target: '/sp+ace+%2B', resource: '/examplebucket/sp ace +', date: now.toUTCString() };
    expect((await emulator.handle(signedV1({ method: 'PUT', body: CONTENT, ...plus }))).status).toBe(200);
    expect((await call('GET', 'sp%20ace%20%2B')).text).toBe(CONTENT);
  });

  test('may be called almost anything, and stays inside the bucket', async () => {
    for (const key of ['..%2F..%2Fescape', 'a%20b%2Bc%25', '%E7%9B%B4%E6%92%AD', 'd/./e', 'CON', 'a%00b']) {
      await put(key, key);
      expect((await call('GET', key)).text).toBe(key);
    }
  });
});

test.each(['%0D%0ASet-Cookie%3Aa', '%01', '%7F'])('a response header of %s is refused', async (text) => {
  await put('k');
  const query = `response-cache-control=no-cache${text}`;
  const answer = await call('GET', 'k', { query, signedQuery: decodeURIComponent(query) });
  expect(refusal(answer)).toEqual([400, 'InvalidArgument', null]);
});

describe('a part of an object', () => {
  test.each([
    ['bytes=0-2', 206, '123', 'bytes 0-2/9'],
    ['bytes=6-', 206, '789', 'bytes 6-8/9'],
    ['bytes=-2', 206, '89', 'bytes 7-8/9'],
    ['bytes=0-', 206, CONTENT, 'bytes 0-8/9'],
    ['bytes=8-8', 206, '9', 'bytes 8-8/9'],
    ['bytes=1-2,4-5', 206, '23', 'bytes 1-2/9'],
    // Outside, or no range at all: OSS sends everything.
    ['bytes=0-9', 200, CONTENT, undefined],
    ['bytes=9-', 200, CONTENT, undefined],
    ['bytes=-10', 200, CONTENT, undefined],
    ['bytes=3-1', 200, CONTENT, undefined],
    ['bytes=-', 200, CONTENT, undefined],
    ['byte=0-2', 200, CONTENT, undefined],
    ['bytes=a-b', 200, CONTENT, undefined],
  ])('%s', async (range, status, text, contentRange) => {
    await put('ranged');
    const answer = await call('GET', 'ranged', { headers: { Range: range } });
    expect([
      answer.status,
      answer.text,
      answer.headers['content-range'],
      answer.headers['content-length'],
    ]).toEqual([status, text, contentRange, String(text.length)]);
  });

  test.each([
    ['bytes=6-20', 206, '789'],
    ['bytes=-20', 206, CONTENT],
    ['bytes=3-1', 200, CONTENT],
  ])('%s by the rules of HTTP, when they are asked for', async (range, status, text) => {
    await put('ranged');
    const headers = { Range: range, 'x-oss-range-behavior': 'standard' };
    const answer = await call('GET', 'ranged', { headers });
    expect([answer.status, answer.text]).toEqual([status, text]);
  });

  test('of no bytes at the end cannot be had', async () => {
    await put('ranged');
    const answer = await call('GET', 'ranged', { headers: { Range: 'bytes=-0' } });
    expect([refusal(answer), element(answer.text, 'ActualObjectSize')]).toEqual([
      [416, 'InvalidRange', null],
      '9',
    ]);
  });

  test.each(['bytes=9-', 'bytes=100-200', 'bytes=-0'])(
    '%s cannot be had by the rules of HTTP',
    async (range) => {
      await put('ranged');
      const headers = { Range: range, 'x-oss-range-behavior': 'standard' };
      expect(refusal(await call('GET', 'ranged', { headers }))).toEqual([416, 'InvalidRange', null]);
    },
  );
});

describe('a condition', () => {
  const SAME = 'Tue, 05 Mar 2024 06:07:08 GMT';
  const EARLIER = 'Tue, 05 Mar 2024 06:07:07 GMT';

  test.each([
    [{ 'If-None-Match': ETAG }, 304],
    [{ 'If-None-Match': ETAG.toLowerCase() }, 304],
    [{ 'If-None-Match': `"other", W/${ETAG}` }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': '"other"' }, 200],
    [{ 'If-None-Match': '"other"', 'If-Modified-Since': SAME }, 200],
    [{ 'If-Modified-Since': SAME }, 304],
    [{ 'If-Modified-Since': EARLIER }, 200],
    [{ 'If-Modified-Since': 'yesterday' }, 200],
    [{ 'If-Match': ETAG }, 200],
    [{ 'If-Match': '"other"' }, 412],
    [{ 'If-Unmodified-Since': SAME }, 200],
    [{ 'If-Unmodified-Since': EARLIER }, 412],
  ])('%j answers %i', async (headers, status) => {
    await put('conditional');
    const answer = await call('GET', 'conditional', { headers: headers as Record<string, string> });
    expect(answer.status).toBe(status);
    if (status === 304) expect([answer.text, answer.headers.etag]).toEqual(['', ETAG]);
    if (status === 412) expect(refusal(answer)).toEqual([412, 'PreconditionFailed', null]);
  });
});

describe('listing', () => {
  beforeAll(async () => {
    now = new Date(NOW);
    emulator = emulatorWith('private');
    for (const key of [
      'b.txt',
      'cam/1.ts',
      'cam/2.ts',
      'cam/playlist.m3u8',
      '%E7%9B%B4%E6%92%AD/1.ts',
      'a%26b',
    ])
      await put(key);
  });

  test('version 2 writes what the documentation shows', async () => {
    const { text } = await call('GET', '', { query: 'list-type=2&prefix=b&fetch-owner=true' });
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult>
  <Name>examplebucket</Name>
  <Prefix>b</Prefix>
  <MaxKeys>100</MaxKeys>
  <Delimiter></Delimiter>
  <IsTruncated>false</IsTruncated>
  <Contents>
    <Key>b.txt</Key>
    <LastModified>2024-03-05T06:07:08.000Z</LastModified>
    <ETag>${ETAG}</ETag>
    <Type>Normal</Type>
    <Size>9</Size>
    <StorageClass>Standard</StorageClass>
    <Owner>
      <ID>0000000000000000</ID>
      <DisplayName>0000000000000000</DisplayName>
    </Owner>
  </Contents>
  <KeyCount>1</KeyCount>
</ListBucketResult>
`);
  });

  const names = (text: string, name: string): string[] =>
    text.match(new RegExp(`(?<=<${name}>)[^<]+(?=</${name}>)`, 'g')) ?? [];

  test.each([
    [
      'list-type=2',
      ['a&amp;b', 'b.txt', 'cam/1.ts', 'cam/2.ts', 'cam/playlist.m3u8', '直播/1.ts'],
      [],
      'false',
      '6',
    ],
    ['list-type=2&delimiter=%2F', ['a&amp;b', 'b.txt'], ['cam/', '直播/'], 'false', '4'],
    [
      'list-type=2&delimiter=%2F&encoding-type=url',
      ['a%26b', 'b.txt'],
      ['cam%2F', '%E7%9B%B4%E6%92%AD%2F'],
      'false',
      '4',
    ],
    [
      'list-type=2&prefix=cam%2F&delimiter=%2F',
      ['cam/1.ts', 'cam/2.ts', 'cam/playlist.m3u8'],
      [],
      'false',
      '3',
    ],
    ['list-type=2&start-after=b.txt&max-keys=2', ['cam/1.ts', 'cam/2.ts'], [], 'true', '2'],
    ['list-type=2&delimiter=%2F&max-keys=3', ['a&amp;b', 'b.txt'], ['cam/'], 'true', '3'],
    ['list-type=2&prefix=nothing', [], [], 'false', '0'],
  ])('%s', async (query, keys, prefixes, isTruncated, keyCount) => {
    const { text } = await call('GET', '', { query });
    expect({
      keys: names(text, 'Key'),
      prefixes: text.match(/(?<=<CommonPrefixes>\s*<Prefix>)[^<]+/g) ?? [],
      isTruncated: element(text, 'IsTruncated'),
      keyCount: element(text, 'KeyCount'),
    }).toEqual({ keys, prefixes, isTruncated, keyCount });
  });

  test.each([1, 2, 3, 4])('gives every name once in pages of %i', async (maxKeys) => {
    const seen: string[] = [];
    let token: string | null = null;
    do {
      const continuation: string = token === null ? '' : `&continuation-token=${encodeURIComponent(token)}`;
      const { text } = await call('GET', '', {
        query: `list-type=2&delimiter=%2F&max-keys=${maxKeys}${continuation}`,
        signedQuery: token === null ? '' : `continuation-token=${token}`,
      });
      seen.push(...names(text, 'Key'), ...names(text, 'Prefix'));
      token = element(text, 'NextContinuationToken');
    } while (token !== null);
    expect(seen).toEqual(['a&amp;b', 'b.txt', 'cam/', '直播/']);
  });

  test.each([
    ['list-type=2&max-keys=0', 400, 'InvalidArgument'],
    ['list-type=2&max-keys=1001', 400, 'InvalidArgument'],
    ['list-type=2&encoding-type=base64', 400, 'InvalidArgument'],
    ['list-type=3', 501, 'NotImplemented'],
  ])('%s is refused', async (query, status, code) => {
    expect(refusal(await call('GET', '', { query })).slice(0, 2)).toEqual([status, code]);
  });

  test('refuses a continuation token that it did not make', async () => {
    const query = 'list-type=2&continuation-token=%3F';
    expect(refusal(await call('GET', '', { query, signedQuery: 'continuation-token=?' }))).toEqual([
      400,
      'InvalidArgument',
      null,
    ]);
  });
});

describe('deleting several objects', () => {
  function remove(
    body: string,
    query = 'delete',
    headers: Record<string, string> | null = null,
  ): Promise<Answered> {
    const md5 = createHash('md5').update(body).digest('base64');
    return call('POST', '', {
      query,
      signedQuery: 'delete',
      body,
      headers: headers ?? { 'Content-MD5': md5 },
    });
  }

  test('tells which and how they are encoded, and takes names that never were', async () => {
    await put('x%26y');
    const { status, text } = await remove(
      '<Delete><Object><Key>x&amp;y</Key></Object><Object><Key>never</Key></Object></Delete>',
      'delete&encoding-type=url',
    );
    expect([status, text]).toEqual([
      200,
      `<?xml version="1.0" encoding="UTF-8"?>
<DeleteResult>
  <EncodingType>url</EncodingType>
  <Deleted>
    <Key>x%26y</Key>
  </Deleted>
  <Deleted>
    <Key>never</Key>
  </Deleted>
</DeleteResult>
`,
    ]);
    expect((await call('GET', 'x%26y')).status).toBe(404);
  });

  test('takes a name with a control character, and writes it so that it can be read', async () => {
    await put('ff%0C');
    const body = '<Delete><Object><Key>ff&#x0C;</Key></Object></Delete>';
    const { status, text } = await remove(body, 'delete&encoding-type=url');
    expect([status, element(text, 'Key')]).toEqual([200, 'ff%0C']);
    expect((await call('GET', 'ff%0C')).status).toBe(404);
  });

  test('takes the white space around a name for a part of it', async () => {
    for (const key of ['w', '%20w', 'w%20']) await put(key);
    await remove('<Delete>\n  <Object>\n    <Key> w</Key>\n  </Object>\n</Delete>');
    const statuses = await Promise.all(
      ['w', '%20w', 'w%20'].map(async (key) => (await call('GET', key)).status),
    );
    expect(statuses).toEqual([200, 404, 200]);
  });

  test('says nothing when asked to be quiet', async () => {
    const { status, text } = await remove(
      '<Delete><Quiet>true</Quiet><Object><Key>x</Key></Object></Delete>',
    );
    expect([status, text]).toEqual([200, '']);
  });

  test.each([
    ['no name', '<Delete><Quiet>true</Quiet></Delete>', 400, 'MalformedXML'],
    ['an empty name', '<Delete><Object><Key></Key></Object></Delete>', 400, 'MalformedXML'],
    ['another root', '<Remove><Object><Key>x</Key></Object></Remove>', 400, 'MalformedXML'],
    [
      'too many names',
      `<Delete>${'<Object><Key>x</Key></Object>'.repeat(1001)}</Delete>`,
      400,
      'MalformedXML',
    ],
    [
      'a version',
      '<Delete><Object><Key>x</Key><VersionId>1</VersionId></Object></Delete>',
      501,
      'NotImplemented',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    expect(refusal(await remove(body)).slice(0, 2)).toEqual([status, code]);
  });

  test('takes a Content-MD5 with four zeros behind it, as the C SDK writes it', async () => {
    const body = '<Delete><Object><Key>x</Key></Object></Delete>';
    const digest = createHash('md5').update(body).digest();
    const padded = (rest: number[]) => Buffer.concat([digest, Buffer.from(rest)]).toString('base64');
    const answers = [
      [0, 0, 0, 0],
      [0, 0, 0],
      [0, 0, 0, 1],
    ].map((rest) => remove(body, 'delete', { 'Content-MD5': padded(rest) }));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 400, 400]);
  });

  test('refuses a body without Content-MD5', async () => {
    const body = '<Delete><Object><Key>x</Key></Object></Delete>';
    expect(refusal(await remove(body, 'delete', {}))).toEqual([400, 'MissingArgument', '0016-00000606']);
  });
});

describe('who may do what without a signature', () => {
  const anonymous = (method: string, target: string): IncomingRequest => ({
    method,
    target,
    headers: [['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com']],
    body: method === 'PUT' ? 'new' : null,
  });
  const DENIED = [403, 'AccessDenied', '0003-00000001'];
  const requests: [string, string][] = [
    ['GET', '/open'],
    ['PUT', '/open'],
    ['DELETE', '/other'],
    ['GET', '/'],
    ['GET', '/?list-type=2'],
    ['GET', '/?live'],
    ['GET', '/c?vod&startTime=1&endTime=2'],
    ['PUT', '/c?live'],
    ['GET', '/?acl'],
    ['PUT', '/?acl'],
    ['GET', '/open?response-content-type=text%2Fhtml'],
  ];

  test.each<[Acl, string[]]>([
    ['private', []],
    ['public-read', ['GET /open']],
    ['public-read-write', ['GET /open', 'PUT /open', 'DELETE /other']],
  ])('%s allows %j', async (acl, allowed) => {
    emulator = emulatorWith(acl);
    await put('open');
    const answers = await Promise.all(
      requests.map(async ([method, target]) => {
        const answer = await answered(await emulator.handle(anonymous(method, target)));
        if (answer.status >= 400) expect(refusal(answer)).toEqual(DENIED);
        return answer.status < 400 ? [`${method} ${target}`] : [];
      }),
    );
    expect(answers.flat()).toEqual(allowed);
  });
});

describe('the ACL of a bucket', () => {
  const ACL = { query: 'acl', signedQuery: 'acl' };
  const reading = async (): Promise<number> =>
    (await emulator.handle({ method: 'GET', target: '/k', headers: [['Host', 'examplebucket.example']] }))
      .status;
  const setTo = async (acl: string): Promise<Answered> =>
    call('PUT', '', { ...ACL, headers: { 'x-oss-acl': acl } });

  test('is told, changed, and in force at once', async () => {
    emulator = emulatorWith('private');
    await put('k');
    expect(await reading()).toBe(403);
    const { status, text } = await setTo('public-read');
    expect([status, text, await reading()]).toEqual([200, '', 200]);
    expect((await call('GET', '', ACL)).text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<AccessControlPolicy>
  <Owner>
    <ID>0000000000000000</ID>
    <DisplayName>0000000000000000</DisplayName>
  </Owner>
  <AccessControlList>
    <Grant>public-read</Grant>
  </AccessControlList>
</AccessControlPolicy>
`);
  });

  test('is one of three', async () => {
    emulator = emulatorWith('private');
    for (const acl of ['', 'public', 'default'])
      expect(refusal(await setTo(acl))).toEqual([400, 'InvalidArgument', null]);
  });

  test('stays as it is when none is given', async () => {
    emulator = emulatorWith('public-read');
    expect((await call('PUT', '', ACL)).status).toBe(200);
    expect(element((await call('GET', '', ACL)).text, 'Grant')).toBe('public-read');
  });

  test('stays over a restart, unless the next one wants another', async () => {
    emulator = emulatorWith(null);
    const dataDir = folders.at(-1);
    await setTo('public-read-write');
    for (const [wanted, acl] of [
      [null, 'public-read-write'],
      ['public-read', 'public-read'],
      [null, 'public-read-write'],
    ] as const) {
      await emulator.close();
      emulator = emulatorWith(wanted, dataDir);
      expect(element((await call('GET', '', ACL)).text, 'Grant')).toBe(acl);
    }
    await emulator.close();
    writeFileSync(join(dataDir ?? '', '.oss-live/examplebucket/bucket.json'), '{"acl":"public');
    emulator = emulatorWith(null, dataDir);
    expect(element((await call('GET', '', ACL)).text, 'Grant')).toBe('private');
  });
});

describe('players in a browser', () => {
  const origin: [string, string] = ['Origin', 'https://player.example'];
  const host: [string, string] = ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'];

  beforeAll(async () => {
    now = new Date(NOW);
    emulator = emulatorWith('public-read');
    await put('cam/playlist.m3u8', '#EXTM3U\n', { 'Content-Type': 'application/x-mpegURL' });
  });

  test('may read from another origin', async () => {
    const target = '/cam/playlist.m3u8';
    const { status, headers } = await answered(
      await emulator.handle({ method: 'GET', target, headers: [host, origin] }),
    );
    expect([status, headers['access-control-allow-origin'], headers['content-type']]).toEqual([
      200,
      '*',
      'application/x-mpegURL',
    ]);
  });

  test('may read what went wrong, too', async () => {
    const { status, headers } = await answered(
      await emulator.handle({ method: 'GET', target: '/nothing', headers: [host, origin] }),
    );
    expect([status, headers['access-control-allow-origin']]).toEqual([404, '*']);
  });

  test('may not write, even with a signature', async () => {
    const answer = await put('cam/playlist.m3u8', 'spoiled', { Origin: 'http://examplebucket.example' });
    expect(refusal(answer)).toEqual([403, 'AccessForbidden', null]);
    expect((await call('GET', 'cam/playlist.m3u8')).text).toBe('#EXTM3U\n');
  });

  test.each([
    ['GET', 200, '*'],
    ['HEAD', 200, '*'],
    ['PUT', 403, undefined],
    ['DELETE', 403, undefined],
  ])('that ask whether they may %s are answered %i', async (method, status, allowed) => {
    const answer = await answered(
      await emulator.handle({
        method: 'OPTIONS',
        target: '/cam/playlist.m3u8',
        headers: [
          host,
          origin,
          ['Access-Control-Request-Method', method],
          ['Access-Control-Request-Headers', 'range'],
        ],
      }),
    );
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, allowed]);
  });
});

describe('what else OSS has', () => {
  test.each([
    ['DELETE', '', 'acl'],
    ['GET', '', 'acl&location'],
    ['GET', '', 'bucketInfo&location'],
    ['PUT', '', 'versioning'],
    ['GET', '', 'uploads'],
    ['PUT', '', 'website'],
    ['GET', 'k', 'acl'],
    ['POST', 'k', 'uploads'],
    ['POST', 'k', 'append&position=0'],
    ['PUT', 'k', 'partNumber=1&uploadId=2'],
    ['PUT', 'k', 'tagging'],
    ['GET', 'k', 'versionId=1'],
    ['GET', 'k', 'live&comp=other'],
    ['POST', 'k', 'live'],
    ['POST', 'k', ''],
  ])('%s /%s?%s is not implemented rather than answered wrongly', async (method, key, query) => {
    const signedQuery = query.split('&').sort().join('&');
    expect(refusal(await call(method, key, { query, signedQuery }))).toEqual([501, 'NotImplemented', null]);
  });
});
