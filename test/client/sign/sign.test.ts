import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foldHeaders } from '../../../src/client/sign/headers.js';
import { presignUrl } from '../../../src/client/sign/presign.js';
import { signRequest } from '../../../src/client/sign/request.js';
import { signRtmpUrl } from '../../../src/client/sign/rtmp-url.js';
import { canonicalResource } from '../../../src/client/sign/v1.js';
import {
  additionalHeaderNames,
  canonicalHeaders,
  canonicalQuery,
  canonicalUri,
  scope,
  signingKey,
} from '../../../src/client/sign/v4.js';
import rtmpUrls from '../../vectors/rtmp-url.json' with { type: 'json' };
import v1Headers from '../../vectors/v1-header.json' with { type: 'json' };
import v1Urls from '../../vectors/v1-url.json' with { type: 'json' };
import v4Headers from '../../vectors/v4-header.json' with { type: 'json' };
import v4Urls from '../../vectors/v4-presign.json' with { type: 'json' };

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

describe('each step of signature V4', () => {
  it.each(byName(v4Headers.cases))('%s', (_, { input, expected }) => {
    const all: object = { ...input.headers, ...expected.addedHeaders };
    const headers = foldHeaders(all as Record<string, string>);
    const additional = additionalHeaderNames(headers, input.additionalHeaders);
    const lines = expected.canonicalRequest.split('\n');
    expect({
      uri: canonicalUri(input.bucket, input.key),
      query: canonicalQuery(input.query as Texts),
      headers: canonicalHeaders(headers, additional),
      additional: additional.join(';'),
    }).toEqual({
      uri: lines[1],
      query: lines[2],
      headers: lines
        .slice(3, -3)
        .map((line) => `${line}\n`)
        .join(''),
      additional: lines.at(-2),
    });
  });

  it('leaves the signature itself out of the canonical query', () => {
    expect(canonicalQuery({ live: null, 'x-oss-signature': 'f51a96' })).toBe('live');
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

describe('the resource of signature V1', () => {
  it.each([
    ['is a slash for the service', null, null, { prefix: 'a' }, '/'],
    ['ends in a slash for a bucket', 'b-1', null, { live: null, marker: 'x' }, '/b-1/?live'],
    [
      'has the parameters that V1 covers, sorted, raw',
      'b-1',
      'ch 1/p.m3u8',
      { vod: '', startTime: '1', endTime: '2', 'max-keys': '3', 'x-oss-process': 'hls/sign' },
      '/b-1/ch 1/p.m3u8?endTime=2&startTime=1&vod&x-oss-process=hls/sign',
    ],
  ])('%s', (_, bucket, key, query, resource) => {
    expect(canonicalResource(bucket, key, query)).toBe(resource);
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
