import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  judgePublish,
  judgePublishUrl,
  type PublishWorld,
} from '../../../src/emulator/service/publish-judgement.js';
import { readPublish } from '../../../src/emulator/service/publish-route.js';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'));

interface Credential {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken: string | null;
}

interface VerifyCase {
  name: string;
  now: number;
  bucket: string;
  bucketAcl: 'private' | 'public-read' | 'public-read-write';
  channels: Record<string, 'enabled' | 'disabled'>;
  credentials: Credential[];
  url: string;
  expected: { accept: boolean; reason: string | null };
}

interface UrlCase {
  name: string;
  input: {
    bucket: string;
    channel: string;
    params: Record<string, string>;
    expires: number;
    credentials: Credential;
  };
  expected: { stringToSign: string; url: string; urlBySdk: Record<string, string> };
}

function bucket(
  name: string,
  channels: Record<string, 'enabled' | 'disabled'>,
  acl: VerifyCase['bucketAcl'] = 'private',
) {
  const map = new Map(Object.entries(channels));
  return {
    name,
    acl,
    channel: (channel: string) => {
      const status = map.get(channel);
      return status === undefined ? null : { status };
    },
  };
}

describe('the published cases for publish URLs', () => {
  for (const { name, now, credentials, url, expected, ...rest } of read('rtmp-verify.json')
    .cases as VerifyCase[]) {
    it(`${name}: ${expected.reason ?? 'accepted'}`, () => {
      const world: PublishWorld = {
        now: new Date(now * 1000),
        credentials,
        buckets: [bucket(rest.bucket, rest.channels, rest.bucketAcl)],
      };
      const { accept, reason } = judgePublishUrl(url, world);
      expect({ accept, reason }).toEqual(expected);
    });
  }
});

describe('publish URLs as official SDKs write them', () => {
  const AMBIGUOUS = /q\?x#y&z=1\?/;

  it('cannot tell the question mark of an unencoded channel from the one before the parameters', () => {
    const url =
      'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/q?x#y&z=1?playlistName=playlist.m3u8&OSSAccessKeyId=LTAI5tExampleKeyId0001&Expires=1709600400&Signature=StkYGgTDnqdTcOR55ss0SCgk2O4%3D';
    expect(judgePublishUrl(url, world(bucket('examplebucket', { 'q?x#y&z=1': 'enabled' })))).toMatchObject({
      accept: false,
      reason: 'signature',
    });
  });

  for (const { name, input, expected } of read('rtmp-url.json').cases as UrlCase[]) {
    const urls = { recommended: expected.url, ...expected.urlBySdk };
    for (const [writer, url] of Object.entries(urls).filter(([, url]) => !AMBIGUOUS.test(url))) {
      it(`${name}, ${writer}`, () => {
        const judgement = judgePublishUrl(url, {
          now: new Date((input.expires - 60) * 1000),
          credentials: [input.credentials],
          buckets: [bucket('another', {}), bucket(input.bucket, { [input.channel]: 'enabled' })],
        });
        expect(judgement).toEqual({
          accept: true,
          reason: null,
          bucketName: input.bucket,
          channelName: input.channel,
          playlistName: input.params.playlistName ?? null,
          stringToSign: expected.stringToSign,
        });
      });
    }
  }
});

/** `cam 42` in `examplebucket`, Expires 1709600060: signatures of the published cases. */
const KEY = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};
const NOW = new Date(1709600000_000);
const QUERY =
  'Expires=1709600060&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=rHnkWGj68KXwOJGo0VbRpIeW7uw%3D&playlistName=playlist.m3u8';
const ACCEPTED = {
  accept: true,
  reason: null,
  bucketName: 'examplebucket',
  channelName: 'cam 42',
  playlistName: 'playlist.m3u8',
  stringToSign: '1709600060\nplaylistName:playlist.m3u8\n/examplebucket/cam 42',
};

function world(...buckets: ReturnType<typeof bucket>[]): PublishWorld {
  return { now: NOW, credentials: [KEY], buckets };
}

describe('judgePublish', () => {
  const example = bucket('examplebucket', { 'cam 42': 'enabled' });

  it('finds the bucket by its signature when neither path nor host names it', () => {
    const others = [bucket('alpha', { 'cam 42': 'enabled' }), example, bucket('omega', {})];
    expect(judgePublishUrl(`rtmp://127.0.0.1:8787/live/cam%2042?${QUERY}`, world(...others))).toEqual(
      ACCEPTED,
    );
  });

  it('takes the literal channel name when it exists, else the decoded one', () => {
    const open = bucket('open', { 'a%20b': 'enabled', 'a b': 'enabled' }, 'public-read-write');
    const decodedOnly = bucket('open', { 'a b': 'enabled' }, 'public-read-write');
    const url = 'rtmp://127.0.0.1/open/live/a%20b';
    expect([judgePublishUrl(url, world(open)), judgePublishUrl(url, world(decodedOnly))]).toMatchObject([
      { accept: true, channelName: 'a%20b' },
      { accept: true, channelName: 'a b' },
    ]);
  });

  it('accepts until the second in which the URL expires, and not in the next', () => {
    const url = `rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam%2042?${QUERY}`;
    const at = (ms: number) => judgePublishUrl(url, { ...world(example), now: new Date(ms) }).reason;
    expect([at(1709600060_999), at(1709600061_000)]).toEqual([null, 'expired']);
  });

  it('verifies a value that librtmp has decoded although it looks encoded', () => {
    // The signature comes from openssl.
    const address = {
      app: 'examplebucket/live',
      name: 'test-channel?Expires=1709600400&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=D1hbi8H6oETbB04stE+l1t8O1dQ=&playlistName=f%2F.m3u8',
      tcUrl: null,
    };
    const there = world(bucket('examplebucket', { 'test-channel': 'enabled' }));
    const judgement = judgePublish(readPublish(address, there.buckets), there);
    expect(judgement).toEqual({
      accept: true,
      reason: null,
      bucketName: 'examplebucket',
      channelName: 'test-channel',
      playlistName: 'f%2F.m3u8',
      stringToSign: '1709600400\nplaylistName:f%2F.m3u8\n/examplebucket/test-channel',
    });
  });

  const refusals: [string, string, object][] = [
    [
      'a repeated parameter, even under another spelling',
      `rtmp://h/examplebucket/live/cam%2042?${QUERY}&playlist%4eame=other.m3u8`,
      {
        reason: 'signature',
        ec: null,
        description: 'InvalidArgument: A parameter of the publish URL is repeated.',
        netStreamCode: 'NetStream.Publish.Denied',
      },
    ],
    [
      'a bucket that does not exist, in the path',
      `rtmp://h/nowhere/live/cam%2042?${QUERY}`,
      {
        reason: 'channel',
        bucketName: 'nowhere',
        ec: '0015-00000101',
        description: 'NoSuchBucket: The specified bucket does not exist.',
        netStreamCode: 'NetStream.Publish.BadName',
      },
    ],
    [
      'a bucket that does not exist, in a host of the service',
      `rtmp://nowhere.oss-cn-hangzhou.aliyuncs.com/live/cam%2042?${QUERY}`,
      {
        reason: 'channel',
        bucketName: 'nowhere',
        ec: '0015-00000101',
        description: 'NoSuchBucket: The specified bucket does not exist.',
        netStreamCode: 'NetStream.Publish.BadName',
      },
    ],
    [
      'a path that leads nowhere',
      `rtmp://h/vod/cam%2042?${QUERY}`,
      {
        reason: 'channel',
        ec: '0026-00000021',
        bucketName: null,
        channelName: null,
        description: 'NoSuchLiveChannel: The publish URL must end in /live/{channel}.',
        netStreamCode: 'NetStream.Publish.BadName',
      },
    ],
    [
      'a signature of another bucket, saying what was to be signed',
      `rtmp://h/examplebucket/live/cam%2042?${QUERY.replace('rHnk', 'xHnk')}`,
      {
        reason: 'signature',
        stringToSign: '1709600060\nplaylistName:playlist.m3u8\n/examplebucket/cam 42',
        ec: '0002-00000807',
        description:
          'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        netStreamCode: 'NetStream.Publish.Denied',
      },
    ],
    [
      'one that signs nothing',
      'rtmp://h/examplebucket/live/cam%2042',
      {
        reason: 'anonymous',
        ec: '0003-00000001',
        description: 'AccessDenied: You have no right to access this object because of bucket acl.',
        netStreamCode: 'NetStream.Publish.Denied',
      },
    ],
    [
      'a key that nobody knows',
      `rtmp://h/examplebucket/live/cam%2042?${QUERY.replace('0001', '0002')}`,
      {
        reason: 'accessKeyId',
        ec: '0002-00000902',
        description: 'InvalidAccessKeyId: The OSS Access Key Id you provided does not exist in our records.',
        netStreamCode: 'NetStream.Publish.Denied',
      },
    ],
    [
      'a token that comes with a key that has none',
      `rtmp://h/examplebucket/live/cam%2042?${QUERY}&security-token=x`,
      {
        reason: 'token',
        ec: '0002-00000004',
        description: 'AccessDenied: The security token you provided is invalid.',
        netStreamCode: 'NetStream.Publish.Denied',
      },
    ],
    [
      'an expiry that is no number',
      `rtmp://h/examplebucket/live/cam%2042?${QUERY.replace('1709600060', '1709600060.5')}`,
      {
        reason: 'signature',
        ec: '0002-00000804',
        description: 'InvalidArgument: Expires is not an integer.',
        netStreamCode: 'NetStream.Publish.Denied',
      },
    ],
  ];
  for (const [what, url, expected] of refusals) {
    it(`refuses ${what}`, () => {
      expect(judgePublishUrl(url, world(example))).toEqual({
        accept: false,
        bucketName: 'examplebucket',
        channelName: 'cam 42',
        stringToSign: null,
        ...expected,
      });
    });
  }

  /** Of `OSSAccessKeyId`, `Expires` and `Signature`, what a publish URL gives instead of the right ones. */
  const signatures: [string, Record<string, string | null>, string, string][] = [
    ['no key id', { OSSAccessKeyId: null }, '0002-00000801', 'AccessDenied'],
    ['a blank key id', { OSSAccessKeyId: '' }, '0002-00000801', 'AccessDenied'],
    ['a key id of spaces', { OSSAccessKeyId: '%20' }, '0002-00000801', 'AccessDenied'],
    ['a key id with a slash', { OSSAccessKeyId: 'LTAI/5t' }, '0002-00000802', 'InvalidArgument'],
    ['no expiry', { Expires: null }, '0002-00000803', 'AccessDenied'],
    ['a blank expiry', { Expires: '' }, '0002-00000803', 'AccessDenied'],
    ['an expiry in words', { Expires: 'tomorrow' }, '0002-00000804', 'InvalidArgument'],
    ['a negative expiry', { Expires: '-1' }, '0002-00000804', 'InvalidArgument'],
    ['an expiry in the past', { Expires: '1709599999' }, '0002-00000805', 'AccessDenied'],
    ['no signature', { Signature: null }, '0002-00000806', 'AccessDenied'],
    ['a blank signature', { Signature: '' }, '0002-00000806', 'AccessDenied'],
    ['another signature', { Signature: 'AAAA' }, '0002-00000807', 'SignatureDoesNotMatch'],
    ['an unknown key id', { OSSAccessKeyId: 'LTAIunknown' }, '0002-00000902', 'InvalidAccessKeyId'],
    ['V4', { SignatureVersion: 'OSS4-HMAC-SHA256' }, '0002-00000808', 'AccessDenied'],
    [
      'V4, well formed',
      { Credential: 'LTAI5t/20240305/cn-hangzhou/oss/aliyun_v4_request' },
      '0002-00000808',
      'AccessDenied',
    ],
    [
      'V4, a key id with a bracket',
      { Credential: 'LTAI(5t/20240305/cn-hangzhou/oss/aliyun_v4_request' },
      '0002-00000809',
      'InvalidArgument',
    ],
    [
      'V4, no date',
      { Credential: 'LTAI5t/today/cn-hangzhou/oss/aliyun_v4_request' },
      '0002-00000810',
      'InvalidArgument',
    ],
    [
      'V4, a date far away',
      { Credential: 'LTAI5t/20240401/cn-hangzhou/oss/aliyun_v4_request' },
      '0002-00000810',
      'InvalidArgument',
    ],
    [
      'V4, another end',
      { Credential: 'LTAI5t/20240305/cn-hangzhou/oss/aws4_request' },
      '0002-00000811',
      'InvalidArgument',
    ],
  ];
  for (const [what, given, ec, code] of signatures) {
    it(`refuses ${what} with EC ${ec}`, () => {
      const v4 = 'Credential' in given ? { SignatureVersion: 'OSS4-HMAC-SHA256' } : {};
      const right = {
        Expires: '1709600060',
        OSSAccessKeyId: KEY.accessKeyId,
        Signature: 'rHnkWGj68KXwOJGo0VbRpIeW7uw%3D',
      };
      const query = Object.entries({ ...right, playlistName: 'playlist.m3u8', ...v4, ...given })
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      const judgement = judgePublishUrl(`rtmp://h/examplebucket/live/cam%2042?${query}`, world(example));
      expect([judgement.accept ? null : judgement.ec, judgement.accept ? '' : judgement.description]).toEqual(
        [ec, expect.stringMatching(new RegExp(`^${code}: .`))],
      );
    });
  }

  it('tells a token that was forgotten from one that is wrong', () => {
    const temporary = { accessKeyId: 'STS.one', accessKeySecret: 's', securityToken: 'token' };
    const url = 'rtmp://h/examplebucket/live/cam%2042?Expires=1709600060&OSSAccessKeyId=STS.one&Signature=x';
    const told = (more: string) =>
      judgePublishUrl(url + more, { ...world(example), credentials: [temporary] });
    expect([told(''), told('&security-token=other')]).toMatchObject([
      {
        reason: 'token',
        ec: '0002-00000003',
        description: 'AccessDenied: The access key id needs a security token, and none was given.',
      },
      {
        reason: 'token',
        ec: '0002-00000004',
        description: 'AccessDenied: The security token you provided is invalid.',
      },
    ]);
  });

  it('says that a channel is disabled in the words of the service', () => {
    const url = `rtmp://h/examplebucket/live/cam%2042?${QUERY}`;
    expect(judgePublishUrl(url, world(bucket('examplebucket', { 'cam 42': 'disabled' })))).toMatchObject({
      reason: 'disabled',
      description: 'LiveChannelDisabled: Live channel is disabled by owner.',
    });
  });

  it('refuses a playlist name that is none, signed or not', () => {
    const open = bucket('open', { cam: 'enabled' }, 'public-read-write');
    const names = ['../up.m3u8', 'list.txt', '.m3u8', `${'x'.repeat(124)}.m3u8`];
    const reasons = names.map(
      (name) => judgePublishUrl(`rtmp://h/open/live/cam?playlistName=${name}`, world(open)).reason,
    );
    expect(reasons).toEqual(['channel', 'channel', 'channel', 'channel']);
    expect(judgePublishUrl('rtmp://h/open/live/cam?playlistName=x.m3u8', world(open))).toMatchObject({
      accept: true,
      playlistName: 'x.m3u8',
    });
  });

  it('picks the open bucket that has the channel when nothing is signed and nothing names a bucket', () => {
    const shut = bucket('shut', { cam: 'enabled' });
    const open = bucket('open', { cam: 'enabled' }, 'public-read-write');
    expect(judgePublishUrl('rtmp://127.0.0.1/live/cam', world(shut, open))).toEqual({
      accept: true,
      reason: null,
      bucketName: 'open',
      channelName: 'cam',
      playlistName: null,
      stringToSign: null,
    });
  });
});
