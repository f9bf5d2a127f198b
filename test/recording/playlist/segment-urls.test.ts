import { describe, expect, test } from 'vitest';
import { absoluteUrls, signedUrls, validityOf } from '../../../src/recording/playlist/segment-urls.js';

const now = new Date('2024-03-05T06:07:08.900Z');
const key = { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' };
const sts = { ...key, securityToken: 'CAISExampleToken/+=' };
const signer = {
  ...{ endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', bucket: 'examplebucket', region: 'cn-hangzhou' },
  ...{ credentials: key, credentialsExpireAt: null, now },
};

describe('signed URLs are good for', () => {
  const [inAnHour, past] = [new Date('2024-03-05T07:07:08.500Z'), new Date('2024-03-05T06:07:08Z')];

  test.each([
    ['as long as asked', 3600, {}, 3600, '2024-03-05T07:07:08.000Z', null],
    ['seven days', 604_800, {}, 604_800, '2024-03-12T06:07:08.000Z', null],
    ['seven days at most', 604_801, {}, 604_800, '2024-03-12T06:07:08.000Z', 'sevenDays'],
    ['more with V1', 1_000_000, { signatureVersion: 'v1' }, 1_000_000, '2024-03-16T19:53:48.000Z', null],
    [
      'no longer than their token',
      7200,
      { credentials: sts, credentialsExpireAt: inAnHour },
      3600,
      '2024-03-05T07:07:08.000Z',
      'token',
    ],
    [
      'no longer than their token with V1',
      1_000_000,
      { credentials: sts, credentialsExpireAt: inAnHour, signatureVersion: 'v1' },
      3600,
      '2024-03-05T07:07:08.000Z',
      'token',
    ],
    [
      'as long as asked, where nobody says when a token ends',
      7200,
      { credentials: sts },
      7200,
      '2024-03-05T08:07:08.000Z',
      null,
    ],
    [
      'as long as asked with a key that has no token',
      7200,
      { credentialsExpireAt: inAnHour },
      7200,
      '2024-03-05T08:07:08.000Z',
      null,
    ],
  ] as const)('%s', (_, asked, more, expiresSeconds, expiresAt, cutBy) => {
    const validity = validityOf(asked, { ...signer, ...more });
    expect(validity).toEqual({ expiresSeconds, expiresAt: new Date(expiresAt), cutBy });
  });

  test('nothing, once the token has expired', () => {
    const expired = { ...signer, credentials: sts, credentialsExpireAt: past };
    expect(() => validityOf(60, expired)).toThrow('The security token of the credentials has expired.');
  });

  test.each([0, -1, 1.5, Number.NaN])('%s seconds is refused', (seconds) => {
    expect(() => validityOf(seconds, signer)).toThrow('An expiry is a whole number of seconds above 0');
  });
});

const segment = { key: '直播 a+b/1709618400064.ts' };

test('full URLs are encoded', () => {
  expect(absoluteUrls(signer)(segment)).toBe(
    'https://examplebucket.oss-cn-hangzhou.aliyuncs.com/%E7%9B%B4%E6%92%AD%20a%2Bb/1709618400064.ts',
  );
  expect(absoluteUrls({ endpoint: 'http://127.0.0.1:8787', bucket: 'local' })({ key: 'cam/1.ts' })).toBe(
    'http://127.0.0.1:8787/local/cam/1.ts',
  );
});

test('a signed URL carries the token and how long it is good for', () => {
  const validity = validityOf(3600, { ...signer, credentials: sts });
  const url = new URL(signedUrls({ ...signer, credentials: sts }, validity)(segment));
  expect([url.origin + url.pathname, Object.fromEntries(url.searchParams)]).toEqual([
    'https://examplebucket.oss-cn-hangzhou.aliyuncs.com/%E7%9B%B4%E6%92%AD%20a%2Bb/1709618400064.ts',
    {
      'x-oss-credential': 'LTAI5tExampleKeyId0001/20240305/cn-hangzhou/oss/aliyun_v4_request',
      'x-oss-date': '20240305T060708Z',
      'x-oss-expires': '3600',
      'x-oss-security-token': 'CAISExampleToken/+=',
      'x-oss-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
      'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    },
  ]);
});
