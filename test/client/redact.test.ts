import { describe, expect, it } from 'vitest';
import { maskKeyId, redact } from '../../src/client/redact.js';

const signature = '0a7lrcrjIDvkeV01b7L4/QCpkdU=';

describe('redact', () => {
  it.each([
    [
      'rtmp://b.oss-cn-hangzhou.aliyuncs.com/live/ch?Expires=1709600400&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=COi5izGc5tedqZJsJGL98%2FXIXIM%3D&playlistName=playlist.m3u8',
      'rtmp://b.oss-cn-hangzhou.aliyuncs.com/live/ch?Expires=1709600400&OSSAccessKeyId=LTAI****0001&Signature=***&playlistName=playlist.m3u8',
    ],
    [
      'rtmp://h/live/ch?Expires=1&Signature=abc%3D&security-token=CAIS8AF1q6Ft5B2%2Fexample: Input/output error',
      'rtmp://h/live/ch?Expires=1&Signature=***&security-token=***: Input/output error',
    ],
    [
      'https://h/ch?live&x-oss-credential=LTAI5tExampleKeyId0001%2F20240305%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-security-token=CAIS8%3D&x-oss-signature=f51a96&x-oss-signature-version=OSS4-HMAC-SHA256',
      'https://h/ch?live&x-oss-credential=LTAI****0001%2F20240305%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-security-token=***&x-oss-signature=***&x-oss-signature-version=OSS4-HMAC-SHA256',
    ],
    [
      'authorization: OSS4-HMAC-SHA256 Credential=LTAI5tExampleKeyId0001/20240305/cn-hangzhou/oss/aliyun_v4_request,Signature=5a185a3843eaf9d3',
      'authorization: OSS4-HMAC-SHA256 Credential=LTAI****0001/20240305/cn-hangzhou/oss/aliyun_v4_request,Signature=***',
    ],
    [`Authorization: OSS LTAI5tExampleKeyId0001:${signature}`, 'Authorization: OSS LTAI****0001:***'],
    ['Authorization: Bearer abcdef', 'Authorization: ***'],
    [
      `["authorization","OSS LTAI5tExampleKeyId0001:${signature}"]`,
      '["authorization","OSS LTAI****0001:***"]',
    ],
    [
      'x-oss-date:20240305T060708Z\nx-oss-security-token:CAIS8AF1q6/a+b==\n',
      'x-oss-date:20240305T060708Z\nx-oss-security-token:***\n',
    ],
    ['1709600400\nsecurity-token:CAIS8/=&x=1\n/b/ch', '1709600400\nsecurity-token:***\n/b/ch'],
    [
      '{"accessKeyId":"LTAI5tExampleKeyId0001","accessKeySecret":"Example","securityToken":"CAIS8"}',
      '{"accessKeyId":"LTAI****0001","accessKeySecret":"***","securityToken":"***"}',
    ],
    [
      `<OSSAccessKeyId>STS.NUexampleTempKey</OSSAccessKeyId><SignatureProvided>${signature}</SignatureProvided>`,
      '<OSSAccessKeyId>STS.****pKey</OSSAccessKeyId><SignatureProvided>***</SignatureProvided>',
    ],
    ['The Signature does not match. No token.', 'The Signature does not match. No token.'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it('masks the secrets it is given, also percent-encoded, and ignores absent ones', () => {
    expect(redact('key p+q/r=s and p%2Bq%2Fr%3Ds.', ['p+q/r=s', null, undefined, ''])).toBe(
      'key *** and ***.',
    );
  });

  it('does not look for a secret so short that it stands in ordinary words', () => {
    expect(redact('The key does not exist: abcdef.', ['x', 'exist', 'abcdef'])).toBe(
      'The key does not exist: ***.',
    );
  });

  it('leaves what is already masked as it is', () => {
    const once = redact(`Authorization: OSS LTAI5tExampleKeyId0001:${signature}`);
    expect(redact(once)).toBe(once);
  });
});

describe('maskKeyId', () => {
  it.each([
    ['LTAI5tExampleKeyId0001', 'LTAI****0001'],
    ['123456789', '1234****6789'],
    ['12345678', '****'],
    ['', '****'],
  ])('%j is shown as %j', (id, shown) => {
    expect(maskKeyId(id)).toBe(shown);
  });
});
