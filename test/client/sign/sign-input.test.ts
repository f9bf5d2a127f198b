import { describe, expect, it } from 'vitest';
import { type PresignOptions, presignUrl } from '../../../src/client/sign/presign.js';
import { signRequest } from '../../../src/client/sign/request.js';
import { type RtmpUrlInput, signRtmpUrl } from '../../../src/client/sign/rtmp-url.js';

const credentials = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};
const signTime = new Date('2024-03-05T06:07:08Z');
const options = { credentials, region: 'cn-hangzhou', signTime };
const request = {
  method: 'PUT',
  bucket: 'examplebucket',
  key: 'test-channel',
  query: { live: null, status: 'disabled' },
};

/** The worked example of the wire description, confirmed by five SDKs. */
const SIGNATURE = '5a185a3843eaf9d365151353e6cfaa1a84bf0b84859fe7c23b8d9e795dd24502';

function usageError(message: string) {
  return expect.objectContaining({ name: 'UsageError', kind: 'usage', message });
}

/** Input that the types forbid, as a caller in JavaScript may give it. */
function untyped<Value>(value: unknown): Value {
  return value as Value;
}

describe('what does not change a signature', () => {
  it.each([
    ['a method in small letters', { ...request, method: 'put' }, options],
    [
      'null for what is absent',
      { ...request, headers: null },
      { ...options, product: null, signatureVersion: null, additionalHeaders: null },
    ],
    [
      'headers and parameters without a value',
      { ...request, headers: { 'x-oss-meta-a': null }, query: { ...request.query, comp: undefined } },
      options,
    ],
    ['the region written as oss-cn-hangzhou', request, { ...options, region: 'oss-cn-hangzhou' }],
    ['an empty security token', request, { ...options, credentials: { ...credentials, securityToken: '' } }],
    ['a header that V4 does not cover', { ...request, headers: { 'User-Agent': 'x' } }, options],
    ['the headers of an earlier try', { ...request, headers: { 'X-Oss-Date': '20200101T000000Z' } }, options],
  ])('%s', (_, changedRequest, changedOptions) => {
    expect(signRequest(changedRequest, changedOptions).signature).toBe(SIGNATURE);
  });
});

describe('the headers of a signed request', () => {
  it('are those given and those added; one that is added takes the place of one given', () => {
    const headers = {
      'Content-Type': 'application/xml',
      'X-Oss-Date': '20200101T000000Z',
      'x-oss-meta-a': null,
    };
    expect(signRequest({ ...request, headers }, options).headers).toEqual({
      'Content-Type': 'application/xml',
      'x-oss-date': '20240305T060708Z',
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    });
  });

  it('keep the Date that a V1 request already has, and sign it', () => {
    const date = 'Tue, 05 Mar 2024 06:00:00 GMT';
    const { headers, stringToSign } = signRequest(
      { ...request, headers: { date } },
      { credentials, signTime, signatureVersion: 'v1' },
    );
    expect({ headers, stringToSign }).toEqual({
      headers: { date },
      stringToSign: `PUT\n\n\n${date}\n/examplebucket/test-channel?live&status=disabled`,
    });
  });

  it('join several values of one name', () => {
    const headers = { 'x-oss-meta-a': ' 1', 'X-Oss-Meta-A': '2 ' };
    expect(signRequest({ ...request, headers }, options).canonicalRequest).toContain('\nx-oss-meta-a:1,2\n');
  });
});

describe('bad input of signRequest', () => {
  it.each([
    [{ ...request, method: '' }, options, '"" is not an HTTP method.'],
    [{ ...request, bucket: null }, options, 'An object key needs a bucket.'],
    [
      { ...request, bucket: 'My_Bucket' },
      options,
      'A bucket name has 3-63 characters of a-z, 0-9 and "-", with no "-" at either end; got "My_Bucket".',
    ],
    [{ ...request, key: '\ud83c' }, options, '"/examplebucket/\\ud83c" is not well-formed Unicode.'],
    [
      { ...request, headers: { 'x-oss-a': 'b\r\nx-oss-c: d' } },
      options,
      'The header x-oss-a is not one line of text.',
    ],
    [
      untyped<typeof request>({ ...request, query: { live: true } }),
      options,
      'The query parameter live is neither a string nor null.',
    ],
    [request, { ...options, region: null }, 'Signature V4 needs a region.'],
    [request, { ...options, region: 'China' }, '"China" is not a region id.'],
    [request, { ...options, signTime: new Date(Number.NaN) }, 'signTime is not a valid Date.'],
    [
      request,
      { ...options, credentials: { ...credentials, accessKeyId: '' } },
      'The credentials have no accessKeyId.',
    ],
    [
      request,
      untyped<typeof options>({ ...options, credentials: { accessKeyId: 'a' } }),
      'The credentials have no accessKeySecret.',
    ],
    [
      request,
      untyped<typeof options>({ ...options, signatureVersion: 'v2' }),
      'A signature version is "v4" or "v1"; got "v2".',
    ],
    [untyped<typeof request>(null), options, 'The request must be an object; got nothing.'],
    [
      untyped<typeof request>({ ...request, query: 'live' }),
      options,
      'The query must be an object; got "live".',
    ],
    [
      untyped<typeof request>({ ...request, headers: [['a', 'b']] }),
      options,
      'The headers must be an object; got a,b.',
    ],
    [request, untyped<typeof options>(undefined), 'The signing options must be an object; got nothing.'],
    [request, untyped<typeof options>({ ...options, region: 7 }), '7 is not a region id.'],
    [request, untyped<typeof options>({ ...options, product: 7 }), 'A product is a string.'],
    [
      request,
      untyped<typeof options>({ ...options, additionalHeaders: 'host' }),
      'additionalHeaders is a list of header names.',
    ],
  ])('%o %o', (badRequest, badOptions, message) => {
    expect(() => signRequest(badRequest, badOptions)).toThrow(usageError(message));
  });
});

describe('bad input of presignUrl', () => {
  const presign: PresignOptions = {
    ...options,
    expiresSeconds: 60,
    endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  };

  it('takes the region from the endpoint', () => {
    expect(presignUrl(request, { ...presign, region: null })).toEqual(presignUrl(request, presign));
  });

  it.each<[Partial<typeof request>, Partial<PresignOptions>, string]>([
    [{}, { expiresSeconds: 0 }, 'The lifetime of a V4 URL (seconds) is an integer from 1 to 604800; got 0.'],
    [
      {},
      { expiresSeconds: 604_801 },
      'The lifetime of a V4 URL (seconds) is an integer from 1 to 604800; got 604801.',
    ],
    [
      {},
      { expiresSeconds: 0, signatureVersion: 'v1' },
      'An expiry is a whole number of seconds above 0; got 0.',
    ],
    [{}, { region: null, endpoint: 'https://oss-accelerate.aliyuncs.com' }, 'Signature V4 needs a region.'],
    [
      { query: { live: null, status: 'x', ...{ 'x-oss-date': 'x' } } },
      {},
      'The request already carries x-oss-date.',
    ],
    [
      untyped({ bucket: null, key: null }),
      { endpoint: 'examplebucket.oss-cn-hangzhou.aliyuncs.com' },
      'The endpoint belongs to the bucket examplebucket, but no bucket is asked for.',
    ],
  ])('%o %o', (changedRequest, changedOptions, message) => {
    expect(() => presignUrl({ ...request, ...changedRequest }, { ...presign, ...changedOptions })).toThrow(
      usageError(message),
    );
  });
});

describe('bad input of signRtmpUrl', () => {
  const input: RtmpUrlInput = {
    endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
    bucket: 'examplebucket',
    channelName: 'test-channel',
    expires: 1709600400,
    credentials,
  };
  const token = { ...credentials, securityToken: 'CAIS8' };

  it('leaves absent parameters out', () => {
    expect(
      signRtmpUrl({ ...input, params: { playlistName: null }, addressing: null, signToken: null }),
    ).toEqual(signRtmpUrl(input));
  });

  it.each<[Partial<RtmpUrlInput>, string]>([
    [{ channelName: 'a/b' }, 'A channel name contains no "/"; got "a/b".'],
    [{ bucket: '' }, 'An RTMP URL needs a bucket.'],
    [{ expires: 0 }, 'expires is a whole number of Unix seconds above 0; got 0.'],
    [{ expires: 1709600400.5 }, 'expires is a whole number of Unix seconds above 0; got 1709600400.5.'],
    [{ expires: 1709600400000 }, 'expires is in Unix seconds; 1709600400000 looks like milliseconds.'],
    [{ params: { playlistName: 'a.ts' } }, 'A playlist name has 6-128 bytes of UTF-8; got "a.ts".'],
    [{ params: { Expires: '1' } }, 'The parameter Expires is set by the signature.'],
    [
      { params: { 'security-token': 'x' }, credentials: token },
      'The parameter security-token is set by the signature.',
    ],
    [{ endpoint: '' }, 'Neither an endpoint nor a region is given.'],
  ])('%o', (change, message) => {
    expect(() => signRtmpUrl({ ...input, ...change })).toThrow(usageError(message));
  });
});
