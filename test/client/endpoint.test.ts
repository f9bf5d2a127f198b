import { describe, expect, it } from 'vitest';
import { locate, resolveEndpoint } from '../../src/client/endpoint.js';
import vectors from '../vectors/endpoints.json' with { type: 'json' };

const hangzhou = {
  addressing: 'virtual',
  baseUrl: 'https://b-1.oss-cn-hangzhou.aliyuncs.com/',
  signRegion: 'cn-hangzhou',
  rtmpBase: 'rtmp://b-1.oss-cn-hangzhou.aliyuncs.com/live/',
};

describe('the endpoint vectors', () => {
  it.each(vectors.cases.map((vector) => [vector.name, vector] as const))('%s', (_, { input, expected }) => {
    const { cname, pathStyle, ...rest } = input;
    const addressing = cname ? 'cname' : pathStyle ? 'path' : null;
    const resolve = () => resolveEndpoint({ ...rest, addressing });
    if ('error' in expected) expect(resolve).toThrow(expect.objectContaining({ code: 'RegionRequired' }));
    else expect(resolve()).toEqual(expected);
  });
});

describe('what people paste', () => {
  it.each([
    { endpoint: 'b-1.oss-cn-hangzhou.aliyuncs.com', bucket: 'b-1' },
    { endpoint: 'https://b-1.oss-cn-hangzhou.aliyuncs.com/', bucket: null },
    { endpoint: 'HTTPS://B-1.OSS-CN-HANGZHOU.ALIYUNCS.COM', bucket: 'b-1' },
    { endpoint: 'oss-cn-hangzhou', bucket: 'b-1' },
    { endpoint: 'cn-hangzhou', bucket: 'b-1' },
    { endpoint: ' oss-cn-hangzhou.aliyuncs.com ', bucket: 'b-1' },
    { endpoint: '', region: 'oss-cn-hangzhou', bucket: 'b-1' },
    { region: ' cn-hangzhou', bucket: 'b-1' },
    { endpoint: 'oss-cn-hangzhou.aliyuncs.com', region: 'cn-hangzhou-internal', bucket: 'b-1' },
  ])('%o is understood', (input) => {
    expect(resolveEndpoint(input)).toEqual(hangzhou);
  });

  it.each([
    { region: 'cn-shanghai-internal' },
    { region: 'oss-cn-shanghai-internal' },
    { endpoint: 'cn-shanghai-internal' },
  ])('%o is the internal address', (input) => {
    expect(resolveEndpoint({ ...input, bucket: 'b-1' })).toEqual({
      addressing: 'virtual',
      baseUrl: 'https://b-1.oss-cn-shanghai-internal.aliyuncs.com/',
      signRegion: 'cn-shanghai',
      rtmpBase: 'rtmp://b-1.oss-cn-shanghai-internal.aliyuncs.com/live/',
    });
  });
});

describe('addresses', () => {
  it('keeps a port that is the default of its scheme, because RTMP has another default', () => {
    expect(
      resolveEndpoint({ endpoint: 'http://127.0.0.1:80', bucket: 'b-1', region: 'cn-hangzhou' }),
    ).toEqual({
      addressing: 'path',
      baseUrl: 'http://127.0.0.1:80/b-1/',
      signRegion: 'cn-hangzhou',
      rtmpBase: 'rtmp://127.0.0.1:80/b-1/live/',
    });
  });

  it('keeps a port in virtual-hosted addresses', () => {
    expect(
      resolveEndpoint({ endpoint: 'http://oss.example.test:8787', bucket: 'b-1', region: 'cn-hangzhou' }),
    ).toEqual({
      addressing: 'virtual',
      baseUrl: 'http://b-1.oss.example.test:8787/',
      signRegion: 'cn-hangzhou',
      rtmpBase: 'rtmp://b-1.oss.example.test:8787/live/',
    });
  });

  it('has no RTMP address without a bucket', () => {
    expect(resolveEndpoint({ endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' })).toEqual({
      addressing: 'virtual',
      baseUrl: 'https://oss-cn-hangzhou.aliyuncs.com/',
      signRegion: 'cn-hangzhou',
      rtmpBase: null,
    });
  });

  it('reads the region of a bucket host that is used as a custom domain', () => {
    expect(
      resolveEndpoint({
        endpoint: 'https://b-1.oss-cn-hangzhou.aliyuncs.com',
        bucket: 'b-1',
        addressing: 'cname',
      }),
    ).toEqual({ ...hangzhou, addressing: 'cname' });
  });

  it('needs no region where nothing is signed with one', () => {
    expect(locate({ endpoint: 'https://live.example.com', bucket: 'b-1', addressing: 'cname' })).toEqual({
      addressing: 'cname',
      bucket: 'b-1',
      origin: 'https://live.example.com',
      basePath: '/',
      signRegion: null,
      rtmpBase: 'rtmp://live.example.com/live/',
    });
  });
});

describe('endpoints that are refused', () => {
  it.each([
    [{}, 'Neither an endpoint nor a region is given.'],
    [
      { endpoint: 'rtmp://oss-cn-hangzhou.aliyuncs.com' },
      '"rtmp://oss-cn-hangzhou.aliyuncs.com" is not an endpoint.',
    ],
    [{ endpoint: 'https://a.example/bucket' }, '"https://a.example/bucket" is not an endpoint.'],
    [{ endpoint: 'https://a.example?x' }, '"https://a.example?x" is not an endpoint.'],
    [{ endpoint: 'https://user@a.example' }, '"https://user@a.example" is not an endpoint.'],
    [{ endpoint: 'http://a.example:99999' }, '"http://a.example:99999" is not an endpoint.'],
    [{ endpoint: 'two words' }, '"two words" is not an endpoint.'],
    [{ region: 'China (Hangzhou)' }, '"China (Hangzhou)" is not a region id.'],
    [
      { endpoint: 'other.oss-cn-hangzhou.aliyuncs.com', bucket: 'b-1' },
      'The endpoint other.oss-cn-hangzhou.aliyuncs.com belongs to the bucket other, but b-1 is asked for.',
    ],
    [
      { region: 'cn-hangzhou', bucket: 'My_Bucket' },
      'A bucket name has 3-63 characters of a-z, 0-9 and "-", with no "-" at either end; got "My_Bucket".',
    ],
  ])('%o', (input, message) => {
    expect(() => resolveEndpoint(input)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it('refuses an addressing that does not exist', () => {
    const input = JSON.parse('{"region":"cn-hangzhou","addressing":"vhost"}');
    expect(() => resolveEndpoint(input)).toThrow(
      'An addressing is "virtual", "path" or "cname"; got "vhost".',
    );
  });
});
