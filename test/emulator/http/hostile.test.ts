import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../../src/emulator/http/message.js';
import { type Answered, element, handlerFor } from '../../helpers/emulator-http.js';
import { createMemoryBackend } from '../../helpers/memory-backend.js';
import { KEY, signedV1 } from '../../helpers/sign-v1.js';

const HOST: [string, string] = ['Host', 'examplebucket.oss-cn-hangzhou.aliyuncs.com'];
const DATE: [string, string] = ['Date', 'Tue, 05 Mar 2024 06:07:08 GMT'];
const OSS_DATE: [string, string] = ['x-oss-date', '20240305T060708Z'];
const PAYLOAD: [string, string] = ['x-oss-content-sha256', 'UNSIGNED-PAYLOAD'];
const SCOPE = '20240305/cn-hangzhou/oss/aliyun_v4_request';
const CREDENTIAL = `${KEY.accessKeyId}/${SCOPE}`;
const HEX = '0'.repeat(64);

const handle = handlerFor(createMemoryBackend({ credentials: [KEY] }));

/** An Error document, well-formed, that repeats its EC and request id in the headers. */
function checkedRefusal({ status, headers, text }: Answered): [number, string | null, string | null] {
  expect(XMLValidator.validate(text)).toBe(true);
  expect(element(text, 'EC')).toBe(headers['x-oss-ec'] ?? null);
  expect(element(text, 'RequestId')).toBe(headers['x-oss-request-id']);
  return [status, element(text, 'Code'), element(text, 'EC')];
}

function get(target: string, ...headers: [string, string][]): IncomingRequest {
  return { method: 'GET', target, headers: [HOST, ...headers], body: null };
}

const authorized = (authorization: string, ...headers: [string, string][]): IncomingRequest =>
  get('/c?live', ['Authorization', authorization], ...headers);
const v4 = (fields: string, ...headers: [string, string][]): IncomingRequest =>
  authorized(`OSS4-HMAC-SHA256 ${fields}`, PAYLOAD, ...(headers.length === 0 ? [OSS_DATE] : headers));
const presigned = (parameters: Record<string, string | null>): IncomingRequest => {
  const all: Record<string, string | null> = {
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': CREDENTIAL,
    'x-oss-date': '20240305T060708Z',
    'x-oss-expires': '60',
    'x-oss-signature': HEX,
    ...parameters,
  };
  const pairs = Object.entries(all).filter(([, value]) => value !== null);
  return get(
    `/c?live&${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&')}`,
  );
};

describe('a request that cannot be right', () => {
  test.each<[string, IncomingRequest, number, string, string | null]>([
    ['a path with bad percent-encoding', get('/c%zz'), 400, 'InvalidArgument', null],
    ['a path that is cut off', get('/c%E7%9'), 400, 'InvalidArgument', null],
    ['a channel that is no UTF-8', get('/%C0%AF?live'), 400, 'InvalidChannelName', '0017-00000259'],
    ['a query with bad percent-encoding', get('/?prefix=%'), 400, 'InvalidURI', null],
    ['a query that is no UTF-8', get('/?live&prefix=%FF'), 400, 'InvalidURI', null],
    ['a repeated parameter', get('/c?live&comp=stat&comp=history'), 400, 'InvalidArgument', null],
    ['the same parameter twice, once encoded', get('/c?live&l%69ve'), 400, 'InvalidArgument', null],
    ['no path', get(''), 400, 'InvalidURI', null],
    ['an asterisk', get('*'), 400, 'InvalidURI', null],
    ['a name for a path', get('c?live'), 400, 'InvalidURI', null],
    ['a Host that is none', { ...get('/'), headers: [['Host', 'a b']] }, 400, 'InvalidArgument', null],
    ['a Host with a path', { ...get('/'), headers: [['Host', 'x/../y']] }, 400, 'InvalidArgument', null],
    ['two Hosts', get('/', ['Host', 'other.example']), 400, 'InvalidArgument', null],
    ['no Host', { ...get('/'), headers: [] }, 400, 'InvalidArgument', null],
    [
      'a huge header',
      get('/', ['x-oss-meta-a', 'a'.repeat(40_000)]),
      400,
      'RequestHeaderSectionTooLarge',
      null,
    ],
    ['a huge target', get(`/${'a'.repeat(40_000)}`), 400, 'RequestHeaderSectionTooLarge', null],
    [
      'too many headers',
      get('/', ...Array.from({ length: 3000 }, (_, index): [string, string] => [`x-${index}`, 'value'])),
      400,
      'RequestHeaderSectionTooLarge',
      null,
    ],
    [
      'a bucket name that is none',
      { ...get('/A_B/c?live'), headers: [['Host', '127.0.0.1']] },
      400,
      'InvalidBucketName',
      null,
    ],
    [
      'an unknown bucket',
      { ...get('/other/c'), headers: [['Host', '127.0.0.1']] },
      404,
      'NoSuchBucket',
      '0015-00000101',
    ],
    [
      'an unknown bucket of the service',
      { ...get('/c'), headers: [['Host', 'other.oss-cn-hangzhou.aliyuncs.com']] },
      404,
      'NoSuchBucket',
      '0015-00000101',
    ],
    [
      'the bucket in the path of a host of the service',
      { ...get('/examplebucket/c'), headers: [['Host', 'oss-cn-hangzhou.aliyuncs.com']] },
      403,
      'SecondLevelDomainForbidden',
      null,
    ],
    [
      'the list of buckets',
      { ...get('/'), headers: [['Host', '127.0.0.1']] },
      403,
      'AccessDenied',
      '0003-00000001',
    ],
    ['a preflight without an origin', { ...get('/c'), method: 'OPTIONS' }, 403, 'AccessForbidden', null],
  ])('%s', async (_, request, ...expected) => {
    expect(checkedRefusal(await handle(request))).toEqual(expected);
  });

  test.each(['PATCH', 'TRACE', 'CONNECT', 'BREW'])('with the method %s', async (method) => {
    const request = signedV1({ method, target: '/c?live', resource: '/examplebucket/c?live' });
    expect(checkedRefusal(await handle(request))).toEqual([405, 'MethodNotAllowed', null]);
  });
});

describe('a signature that cannot be right', () => {
  test.each<[string, IncomingRequest, number, string, string | null]>([
    ['an empty Authorization', authorized('', DATE), 400, 'InvalidArgument', null],
    ['another scheme', authorized('Basic YTpi', DATE), 400, 'InvalidArgument', null],
    [
      'the scheme of AWS',
      authorized(`AWS4-HMAC-SHA256 Credential=${CREDENTIAL}`, DATE),
      400,
      'InvalidArgument',
      null,
    ],
    ['signature V2', authorized('OSS2 AccessKeyId:a,Signature:b', DATE), 400, 'InvalidArgument', null],
    ['the scheme alone', authorized('OSS', DATE), 400, 'InvalidArgument', null],
    ['V1 without a colon', authorized(`OSS ${KEY.accessKeyId}`, DATE), 400, 'InvalidArgument', null],
    ['V1 without a key', authorized('OSS :abc', DATE), 400, 'InvalidArgument', '0002-00000064'],
    ['V1 with a key with a space', authorized('OSS a b:abc', DATE), 400, 'InvalidArgument', '0002-00000064'],
    ['V1 without a date', authorized(`OSS ${KEY.accessKeyId}:abc`), 403, 'AccessDenied', '0002-00000503'],
    [
      'V1 with a date that is none',
      authorized(`OSS ${KEY.accessKeyId}:abc`, ['Date', 'today']),
      403,
      'AccessDenied',
      '0002-00000502',
    ],
    [
      'V1 with 30 February',
      authorized(`OSS ${KEY.accessKeyId}:abc`, ['Date', 'Fri, 30 Feb 2024 06:07:08 GMT']),
      403,
      'AccessDenied',
      '0002-00000502',
    ],
    [
      'V1 with an unknown key',
      authorized('OSS nobody:abc', DATE),
      403,
      'InvalidAccessKeyId',
      '0002-00000902',
    ],
    [
      'V1 with a wrong signature',
      authorized(`OSS ${KEY.accessKeyId}:abc`, DATE),
      403,
      'SignatureDoesNotMatch',
      '0002-00000040',
    ],
    [
      'V1 with a token nobody gave',
      authorized(`OSS ${KEY.accessKeyId}:abc`, DATE, ['x-oss-security-token', 't']),
      403,
      'InvalidAccessKeyId',
      '0002-00000902',
    ],
    [
      'Signature V2',
      authorized(`OSS2 AccessKeyId:${KEY.accessKeyId},Signature:abc`, DATE),
      400,
      'InvalidArgument',
      null,
    ],
    [
      'Signature V2 in a URL',
      presigned({ 'x-oss-signature-version': 'OSS2', 'x-oss-credential': null }),
      400,
      'InvalidArgument',
      null,
    ],
    ['V4 with nothing', v4(''), 400, 'InvalidArgument', '0002-00000203'],
    ['V4 without equals signs', v4('Credential'), 400, 'InvalidArgument', '0002-00000203'],
    [
      'V4 with a field twice',
      v4(`Credential=${CREDENTIAL},Credential=${CREDENTIAL},Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000203',
    ],
    ['V4 without Credential', v4(`Signature=${HEX}`), 400, 'InvalidArgument', '0002-00000205'],
    ['V4 without Signature', v4(`Credential=${CREDENTIAL}`), 403, 'AccessDenied', '0002-00000207'],
    [
      'V4 with an empty Signature',
      v4(`Credential=${CREDENTIAL},Signature=`),
      403,
      'AccessDenied',
      '0002-00000207',
    ],
    [
      'V4 with a Signature that is no hex',
      v4(`Credential=${CREDENTIAL},Signature=é`),
      403,
      'SignatureDoesNotMatch',
      '0002-00000201',
    ],
    [
      'V4 with empty AdditionalHeaders',
      v4(`Credential=${CREDENTIAL},AdditionalHeaders=,Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000209',
    ],
    [
      'V4 with a short scope',
      v4(`Credential=${KEY.accessKeyId}/20240305,Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000213',
    ],
    [
      'V4 with a long scope',
      v4(`Credential=${CREDENTIAL}/more,Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000213',
    ],
    [
      'V4 for another product',
      v4(`Credential=${CREDENTIAL.replace('/oss/', '/s3/')},Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000213',
    ],
    [
      'V4 without a key',
      v4(`Credential=/${SCOPE},Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000206',
    ],
    [
      'V4 scoped to 30 February',
      v4(`Credential=${CREDENTIAL.replace('0305', '0230')},Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000212',
    ],
    [
      'V4 scoped to the day before',
      v4(`Credential=${CREDENTIAL.replace('0305', '0304')},Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000212',
    ],
    [
      'V4 with the date of a Date header in x-oss-date',
      v4(`Credential=${CREDENTIAL},Signature=${HEX}`, ['x-oss-date', DATE[1]]),
      403,
      'AccessDenied',
      '0002-00000502',
    ],
    [
      'V4 with the date of x-oss-date in a Date header',
      v4(`Credential=${CREDENTIAL},Signature=${HEX}`, ['Date', OSS_DATE[1]]),
      403,
      'AccessDenied',
      '0002-00000502',
    ],
    [
      'V4 of an hour ago, for another region and by an unknown key',
      v4(`Credential=nobody/20240305/cn-shanghai/oss/aliyun_v4_request,Signature=${HEX}`, [
        'x-oss-date',
        '20240305T050708Z',
      ]),
      403,
      'RequestTimeTooSkewed',
      '0002-00000504',
    ],
    [
      'V4 for another region by an unknown key',
      v4(`Credential=nobody/20240305/cn-shanghai/oss/aliyun_v4_request,Signature=${HEX}`),
      400,
      'InvalidArgument',
      '0002-00000226',
    ],
    [
      'V4 without the payload header',
      authorized(`OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=${HEX}`, OSS_DATE),
      400,
      'InvalidArgument',
      '0002-00000214',
    ],
    [
      'a signature in the header and in the URL',
      get('/c?live&OSSAccessKeyId=a&Expires=1&Signature=b', ['Authorization', 'OSS a:b'], DATE),
      400,
      'InvalidArgument',
      null,
    ],
    [
      'a V4 URL without its version',
      presigned({ 'x-oss-signature-version': null }),
      400,
      'InvalidArgument',
      null,
    ],
    [
      'a V4 URL with another version',
      presigned({ 'x-oss-signature-version': 'OSS2' }),
      400,
      'InvalidArgument',
      null,
    ],
    ['a V4 URL with a wrong signature', presigned({}), 403, 'SignatureDoesNotMatch', '0002-00000201'],
    ['a V4 URL without a date', presigned({ 'x-oss-date': null }), 403, 'AccessDenied', '0002-00000503'],
    [
      'a V4 URL with a date that is none',
      presigned({ 'x-oss-date': '20240230T000000Z' }),
      403,
      'AccessDenied',
      '0002-00000502',
    ],
    [
      'a V4 URL that expires never',
      presigned({ 'x-oss-expires': '9'.repeat(40) }),
      400,
      'InvalidArgument',
      '0002-00000232',
    ],
    [
      'a V4 URL with a word for a time',
      presigned({ 'x-oss-expires': '1h' }),
      400,
      'InvalidArgument',
      '0002-00000232',
    ],
    [
      'a V4 URL with empty additional headers',
      presigned({ 'x-oss-additional-headers': '' }),
      400,
      'InvalidArgument',
      '0002-00000209',
    ],
    [
      'a V4 URL with a bad day',
      presigned({ 'x-oss-credential': CREDENTIAL.replace('20240305', '2024-03-05') }),
      400,
      'InvalidArgument',
      '0002-00000223',
    ],
    [
      'a V4 URL for another region',
      presigned({ 'x-oss-credential': CREDENTIAL.replace('hangzhou', 'shanghai') }),
      400,
      'InvalidArgument',
      '0002-00000228',
    ],
    [
      'a V4 URL without a key',
      presigned({ 'x-oss-credential': `/${SCOPE}` }),
      400,
      'InvalidArgument',
      '0002-00000222',
    ],
    [
      'a V4 URL by an unknown key',
      presigned({ 'x-oss-credential': `nobody/${SCOPE}` }),
      403,
      'InvalidAccessKeyId',
      '0002-00000902',
    ],
    [
      'a V1 URL without a key',
      get('/c?live&Expires=1709618888&Signature=a'),
      403,
      'AccessDenied',
      '0002-00000071',
    ],
    [
      'a V1 URL with a blank key',
      get('/c?live&OSSAccessKeyId&Expires=1709618888&Signature=a'),
      400,
      'InvalidArgument',
      '0002-00000072',
    ],
    [
      'a V1 URL without a signature',
      get('/c?live&OSSAccessKeyId=a&Expires=1709618888'),
      403,
      'AccessDenied',
      '0002-00000074',
    ],
    [
      'a V1 URL that expires never',
      get(`/c?live&OSSAccessKeyId=a&Expires=${'9'.repeat(40)}&Signature=a`),
      400,
      'InvalidArgument',
      '0002-00000070',
    ],
  ])('%s', async (_, request, ...expected) => {
    expect(checkedRefusal(await handle(request))).toEqual(expected);
  });

  test('shows what was signed, in text that any parser reads', async () => {
    const name = encodeURIComponent('<a>&\u0001\ufffe');
    const { text } = await handle(
      get(`/${name}?live`, DATE, ['Authorization', `OSS ${KEY.accessKeyId}:abc`]),
    );
    expect([
      XMLValidator.validate(text),
      element(text, 'OSSAccessKeyId'),
      element(text, 'SignatureProvided'),
      element(text, 'StringToSign'),
      element(text, 'StringToSignBytes'),
    ]).toEqual([
      true,
      KEY.accessKeyId,
      'abc',
      'GET\n\n\nTue, 05 Mar 2024 06:07:08 GMT\n/examplebucket/&lt;a&gt;&amp;\ufffd\ufffd?live',
      '47 45 54 0A 0A 0A 54 75 65 2C 20 30 35 20 4D 61 72 20 32 30 32 34 20 30 36 3A 30 37 3A 30 38 20 47 4D 54 0A ' +
        '2F 65 78 61 6D 70 6C 65 62 75 63 6B 65 74 2F 3C 61 3E 26 01 EF BF BE 3F 6C 69 76 65',
    ]);
  });
});

describe('anything at all', () => {
  /** Deterministic, so that a failure can be seen again. */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }

  const PIECES = [
    '%',
    '%00',
    '%FF',
    '&',
    '=',
    '?',
    '/',
    '//',
    '..',
    '#',
    'live',
    'vod',
    'é',
    '\ud800',
    ',',
    ':',
    ' ',
    '\t',
    '<',
    '"',
    '9'.repeat(30),
    'x-oss-',
    '\u0000',
  ];
  const SEEDS: IncomingRequest[] = [
    signedV1({
      method: 'PUT',
      target: '/c?live',
      resource: '/examplebucket/c?live',
      body: '<LiveChannelConfiguration/>',
    }),
    signedV1({ method: 'GET', target: '/?live&prefix=a', resource: '/examplebucket/?live' }),
    signedV1({ method: 'HEAD', target: '/a/b.ts', resource: '/examplebucket/a/b.ts' }),
    v4(`Credential=${CREDENTIAL},AdditionalHeaders=host,Signature=${HEX}`),
    presigned({}),
    get(`/c?live&OSSAccessKeyId=${KEY.accessKeyId}&Expires=1709618888&Signature=abc`),
  ];

  test('is answered, and never with a 500', async () => {
    const next = random(42);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
    const mutate = (text: string): string => {
      const at = Math.floor(next() * (text.length + 1));
      return text.slice(0, at) + pick(PIECES) + text.slice(at + Math.floor(next() * 4));
    };
    const statuses = new Set<number>();
    for (let round = 0; round < 5000; round++) {
      const seed = pick(SEEDS);
      const request = {
        ...seed,
        target: next() < 0.7 ? mutate(seed.target) : seed.target,
        headers: seed.headers.map(([name, value]): [string, string] => [
          next() < 0.1 ? mutate(name) : name,
          next() < 0.2 ? mutate(value) : value,
        ]),
      };
      const { status, text } = await handle(request);
      if (text.includes('<Error>')) expect(XMLValidator.validate(text)).toBe(true);
      statuses.add(status);
    }
    expect([...statuses].filter((status) => status >= 500 && status !== 501)).toEqual([]);
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 403, 404]));
  });
});
