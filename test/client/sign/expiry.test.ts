// presignUrl and signRtmpUrl understand both ways to say until when a URL is good.
import { describe, expect, test } from 'vitest';
import { type Expiry, presignUrl, signRtmpUrl, UsageError } from '../../../src/index.js';

const credentials = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};
const endpoint = 'https://oss-cn-hangzhou.aliyuncs.com';
/** 1709618828 in Unix seconds. */
const signTime = new Date('2024-03-05T06:07:08Z');
const [bucket, channelName] = ['examplebucket', 'test-channel'];

const presigned = (expiry: Expiry, signatureVersion: 'v4' | 'v1') =>
  new URL(
    presignUrl(
      { method: 'GET', bucket, key: 'a.ts' },
      { credentials, endpoint, region: 'cn-hangzhou', signTime, signatureVersion, ...expiry },
    ).url,
  ).searchParams;
const published = (expiry: Expiry) =>
  new URL(signRtmpUrl({ credentials, endpoint, bucket, channelName, signTime, ...expiry }).url).searchParams;

describe.each<[string, Expiry]>([
  ['a time in seconds', { expiresSeconds: 3600 }],
  ['a moment', { expires: 1709622428 }],
  ['a moment, and null for the other', { expires: 1709622428, expiresSeconds: null }],
])('%s', (_name, expiry) => {
  test('is the expiry of a URL of any kind', () => {
    expect(presigned(expiry, 'v4').get('x-oss-expires')).toBe('3600');
    expect(presigned(expiry, 'v1').get('Expires')).toBe('1709622428');
    expect(published(expiry).get('Expires')).toBe('1709622428');
  });
});

test('who says both is understood as before', () => {
  const both = { expires: 1709619000, expiresSeconds: 60 };
  expect(presigned(both, 'v4').get('x-oss-expires')).toBe('60');
  expect(presigned(both, 'v1').get('Expires')).toBe('1709618888');
  expect(published(both).get('Expires')).toBe('1709619000');
});

test('a publish URL counts from now when nothing else is said', () => {
  const before = Math.floor(Date.now() / 1000);
  const expires = Number(published({ expiresSeconds: 60, ...{ signTime: null } }).get('Expires'));
  expect(expires).toBeGreaterThanOrEqual(before + 60);
  expect(expires).toBeLessThanOrEqual(Math.floor(Date.now() / 1000) + 60);
});

test.each<[string, Expiry, string]>([
  ['none', {}, 'An expiry is missing: expiresSeconds, or expires, the moment in Unix seconds.'],
  [
    'milliseconds',
    { expires: 1709622428000 },
    'expires is in Unix seconds; 1709622428000 looks like milliseconds.',
  ],
  [
    'a part of a second',
    { expires: 1709622428.5 },
    'expires is a whole number of Unix seconds above 0; got 1709622428.5.',
  ],
])('%s is refused by both', (_name, expiry, message) => {
  for (const sign of [
    () => presigned(expiry, 'v4'),
    () => presigned(expiry, 'v1'),
    () => published(expiry),
  ]) {
    expect(sign).toThrow(UsageError);
    expect(sign).toThrow(message);
  }
});

test('a moment that is past has no lifetime in V4', () => {
  const message = 'The lifetime of a V4 URL (seconds) is an integer from 1 to 604800; got -60.';
  expect(() => presigned({ expires: 1709618768 }, 'v4')).toThrow(message);
});
