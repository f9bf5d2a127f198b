import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { presignUrl } from '../src/sign/presign.js';
import { signRequest } from '../src/sign/request.js';
import { signRtmpUrl } from '../src/sign/rtmp-url.js';
import { scope, signingKey } from '../src/sign/v4.js';
import rtmpUrls from './vectors/rtmp-url.json' with { type: 'json' };
import v1Headers from './vectors/v1-header.json' with { type: 'json' };
import v1Urls from './vectors/v1-url.json' with { type: 'json' };
import v4Headers from './vectors/v4-header.json' with { type: 'json' };
import v4Urls from './vectors/v4-presign.json' with { type: 'json' };

type Named = { name: string };
type Texts = Record<string, string | null>;

function byName<Vector extends Named>(vectors: readonly Vector[]): [string, Vector][] {
  return vectors.map((vector) => [vector.name, vector]);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('signature V4 in the header', () => {
  it.each(byName(v4Headers.cases))('%s', (_, { input, expected }) => {
    const { credentials, region, product, signTime, additionalHeaders, ...request } = input;
    const signed = signRequest(
      { ...request, query: request.query as Texts, headers: request.headers as Texts },
      { credentials, region, product, signTime: new Date(signTime), additionalHeaders },
    );
    expect(signed).toEqual({
      headers: { ...request.headers, ...expected.addedHeaders },
      canonicalRequest: expected.canonicalRequest,
      stringToSign: expected.stringToSign,
      signature: expected.signature,
      authorization: expected.authorization,
    });
    expect(sha256(signed.canonicalRequest ?? '')).toBe(expected.canonicalRequestSha256);
    expect(scope(expected.datetime, region, product)).toBe(expected.scope);
    expect(signingKey(credentials.accessKeySecret, expected.scope).toString('hex')).toBe(
      expected.signingKeyHex,
    );
  });
});

describe('signature V4 in the URL', () => {
  it.each(byName(v4Urls.cases))('%s', (_, { input, expected }) => {
    const { method, bucket, key, query, headers, signTime, addressing, ...options } = input;
    const signed = presignUrl(
      { method, bucket, key, query: query as Texts, headers: headers as Texts },
      { ...options, signTime: new Date(signTime), addressing: addressing as 'virtual' },
    );
    expect(signed).toEqual({
      url: expected.url,
      canonicalRequest: expected.canonicalRequest,
      stringToSign: expected.stringToSign,
      signature: expected.signature,
    });
    expect(sha256(signed.canonicalRequest ?? '')).toBe(expected.canonicalRequestSha256);
    expect(signingKey(input.credentials.accessKeySecret, expected.scope).toString('hex')).toBe(
      expected.signingKeyHex,
    );
    const parameters = Object.fromEntries(new URL(signed.url).searchParams);
    expect(parameters).toMatchObject(expected.addedQuery);
  });
});

describe('signature V1 in the header', () => {
  it.each(byName(v1Headers.cases))('%s', (_, { input, expected }) => {
    const { method, bucket, key, query, headers, credentials, signTime } = input;
    const signed = signRequest(
      { method, bucket, key, query: query as Texts, headers: headers as Texts },
      { credentials, signTime: new Date(signTime), signatureVersion: 'v1' },
    );
    expect(signed).toEqual({
      headers: { ...headers, ...expected.addedHeaders },
      stringToSign: expected.stringToSign,
      signature: expected.signature,
      authorization: expected.authorization,
    });
  });
});

describe('signature V1 in the URL', () => {
  it.each(byName(v1Urls.cases))('%s', (_, { input, expected }) => {
    const { method, bucket, key, query, headers, credentials, endpoint } = input;
    const signTime = new Date(input.signTime);
    const signed = presignUrl(
      { method, bucket, key, query: query as Texts, headers: headers as Texts },
      {
        credentials,
        endpoint,
        signTime,
        expiresSeconds: input.expires - signTime.getTime() / 1000,
        signatureVersion: 'v1',
      },
    );
    expect(signed).toEqual(expected);
  });
});

describe('RTMP publish URLs', () => {
  it.each(byName(rtmpUrls.cases))('%s', (_, { input, expected }) => {
    const { channel, stsMode, params, addressing, ...rest } = input as typeof input & { stsMode?: string };
    const signed = signRtmpUrl({
      ...rest,
      channelName: channel,
      params: params as Record<string, string>,
      addressing: addressing as 'virtual',
      signToken: stsMode !== 'unsigned',
    });
    expect(signed).toEqual({
      url: expected.url,
      stringToSign: expected.stringToSign,
      signature: expected.signature,
    });
    expect(Object.fromEntries(new URL(signed.url).searchParams)).toEqual(expected.query);
  });
});
