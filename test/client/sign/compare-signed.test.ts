// Texts as OSS signs them (documentation, "Include a V4 signature in the header" and "Include a V1 signature").
import { describe, expect, test } from 'vitest';
import { compareSigned } from '../../../src/client/sign/compare-signed.js';

const V4 = 'OSS4-HMAC-SHA256\n20240305T060708Z\n20240305/cn-hangzhou/oss/aliyun_v4_request\nHASH-1';
const CANONICAL = [
  ...['PUT', '/examplebucket/a%2Bb', 'live&status=disabled'],
  ...['content-type:application/xml', 'x-oss-content-sha256:UNSIGNED-PAYLOAD'],
  ...['x-oss-date:20240305T060708Z', 'x-oss-security-token:CAIS-ours', '', '', 'UNSIGNED-PAYLOAD'],
].join('\n');
const V1 =
  'PUT\n\napplication/xml\nTue, 05 Mar 2024 06:07:08 GMT\nx-oss-security-token:CAIS-ours\n/examplebucket/a b?live';

test('the same texts leave the secret', () => {
  const same = { stringToSign: V4, canonicalRequest: CANONICAL };
  expect(compareSigned(same, { ...same, canonicalRequest: null })).toEqual({
    cause: { kind: 'secret' },
    line: null,
  });
});

describe('V4', () => {
  test.each<[string, string, object, number | null]>([
    ['OSS4-HMAC-SHA256', 'OSS4-HMAC-SHA512', { kind: 'algorithm' }, 13],
    ['20240305T060708Z', '20240305T070708Z', { kind: 'clock' }, 10],
    ['20240305/cn-hang', '20240304/cn-hang', { kind: 'clock' }, 7],
    ['/cn-hangzhou/', '/cn-shanghai/', { kind: 'region' }, 12],
    ['/oss/', '/oss-cloudbox/', { kind: 'product' }, 24],
    ['HASH-1', 'HASH-2', { kind: 'unseen' }, null],
  ])('%s against %s', (ours, theirs, cause, column) => {
    const found = compareSigned(
      { stringToSign: V4, canonicalRequest: CANONICAL },
      { stringToSign: V4.replace(ours, theirs), canonicalRequest: null },
    );
    expect([found.cause, found.line?.column ?? null]).toEqual([cause, column]);
  });

  test.each<[string, string, object, number | null]>([
    ['PUT', 'POST', { kind: 'method' }, 1],
    ['/a%2Bb', '/a%20b', { kind: 'encoding' }, 18],
    ['/a%2Bb', '/a%252Bb', { kind: 'encoding' }, 18],
    ['/examplebucket/', '/other-bucket/', { kind: 'path' }, 1],
    ['status=disabled', 'status=enabled', { kind: 'query' }, 12],
    ['application/xml', 'text/xml', { kind: 'header', name: 'content-type' }, 13],
    ['content-type:application/xml\n', '', { kind: 'header', name: 'content-type' }, 0],
    ['x-oss-date', 'x-oss-added:1\nx-oss-date', { kind: 'header', name: 'x-oss-added' }, 6],
    ['x-oss-date:2024', 'x-oss-date:2023', { kind: 'clock' }, 14],
    ['CAIS-ours', 'CAIS-theirs', { kind: 'token' }, null],
  ])('the canonical request: %s against %s', (ours, theirs, cause, column) => {
    const found = compareSigned(
      { stringToSign: V4, canonicalRequest: CANONICAL },
      { stringToSign: V4.replace('HASH-1', 'HASH-2'), canonicalRequest: CANONICAL.replace(ours, theirs) },
    );
    expect([found.cause, found.line?.column ?? null]).toEqual([cause, column]);
  });
});

test.each<[string, string, object, number | null]>([
  ['PUT', 'GET', { kind: 'method' }, 0],
  ['PUT\n\n', 'PUT\nrL0Y==\n', { kind: 'header', name: 'content-md5' }, 0],
  ['application/xml', '', { kind: 'header', name: 'content-type' }, 0],
  ['06:07', '06:08', { kind: 'clock' }, 21],
  ['CAIS-ours', 'CAIS', { kind: 'token' }, null],
  ['/examplebucket/a b', '/examplebucket/a%20b', { kind: 'encoding' }, 16],
  ['/examplebucket/', '/other-bucket/', { kind: 'path' }, 1],
  ['?live', '', { kind: 'query' }, 18],
])('V1: %s against %s', (ours, theirs, cause, column) => {
  const found = compareSigned(
    { stringToSign: V1, canonicalRequest: null },
    { stringToSign: V1.replace(ours, theirs), canonicalRequest: null },
  );
  expect([found.cause, found.line?.column ?? null]).toEqual([cause, column]);
});
