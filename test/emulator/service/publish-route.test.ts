import { describe, expect, it } from 'vitest';
import { routePublish } from '../../../src/emulator/service/publish-route.js';

const Q = 'playlistName=p.m3u8&OSSAccessKeyId=ak&Expires=1709600400';
const ENCODED = `${Q}&Signature=a%2Bb%2Fc%3D`;
const RAW = `${Q}&Signature=a+b/c=`;
const TC_URL = 'rtmp://127.0.0.1:8787/live';

/** What each client was seen to make of a publish URL, and what the URL had said. */
const splits: [
  client: string,
  app: string,
  name: string,
  bucket: string | null,
  channel: string,
  query: string,
][] = [
  ['ffmpeg', 'live', `ch?${ENCODED}`, null, 'ch', ENCODED],
  ['ffmpeg, raw slash', `live/ch?${Q}&Signature=a+b`, 'c=', null, 'ch', RAW],
  ['ffmpeg, path-style', 'bucket/live', `ch?${ENCODED}`, 'bucket', 'ch', ENCODED],
  ['ffmpeg, path-style, raw slash', 'bucket/live', `ch?${RAW}`, 'bucket', 'ch', RAW],
  ['ffmpeg, form of the C++ SDK', 'live/bucket', `ch?${ENCODED}`, 'bucket', 'ch', ENCODED],
  ['ffmpeg -rtmp_playpath', 'live', `ch?${RAW}`, null, 'ch', RAW],
  ['rtmp2sink location=', 'live', `ch?${ENCODED}`, null, 'ch', ENCODED],
  ['rtmp2sink location=, raw slash', `live/ch?${Q}&Signature=a+b`, 'c=', null, 'ch', RAW],
  ['rtmp2sink, path-style, raw slash', `bucket/live/ch?${Q}&Signature=a+b`, 'c=', 'bucket', 'ch', RAW],
  ['rtmp2sink application= stream=', 'live', `ch?${ENCODED}`, null, 'ch', ENCODED],
  ['librtmp, decoded', 'bucket/live', `cam 42?${RAW}`, 'bucket', 'cam 42', RAW],
  ['librtmp, raw slash', `bucket/live/ch?${Q}&Signature=a+b`, 'c=', 'bucket', 'ch', RAW],
  ['OBS, key in its box', 'live', `ch?${ENCODED}`, null, 'ch', ENCODED],
  ['OBS, key in its box, path-style', 'bucket/live', `ch?${ENCODED}`, 'bucket', 'ch', ENCODED],
  ['OBS, all in "Server"', `live/ch?${ENCODED}`, '', null, 'ch', ENCODED],
  ['OBS, all in "Server", raw slash', `live/ch?${RAW}`, '', null, 'ch', RAW],
  ['OBS, all in "Server", path-style', `bucket/live/ch?${RAW}`, '', 'bucket', 'ch', RAW],
  ['OBS, unsigned, all in "Server"', 'live/ch', '', null, 'ch', ''],
  ['OBS, "Server" with a slash at its end', 'live/', `ch?${ENCODED}`, null, 'ch', ENCODED],
  ['parameters in "Server"', `live?${ENCODED}`, 'ch', null, 'ch', ENCODED],
  ['parameters in "Server", path-style', `bucket/live?${ENCODED}`, 'ch', 'bucket', 'ch', ENCODED],
  ['parameters in both boxes', `live?${Q}`, 'ch?Signature=s', null, 'ch', `Signature=s&${Q}`],
  [
    'two raw slashes, split at the first',
    `live/ch?${Q}&Signature=a`,
    '/b=',
    null,
    'ch',
    `${Q}&Signature=a//b=`,
  ],
  ['a channel called live, raw slash', `live/live?${Q}&Signature=a+b`, 'c=', null, 'live', RAW],
  ['a whole URL', '', `/bucket/live/ch?${RAW}`, 'bucket', 'ch', RAW],
];

describe('routePublish', () => {
  for (const [client, app, name, bucketName, channel, query] of splits) {
    it(`puts together what comes apart: ${client}`, () => {
      expect(routePublish({ app, name, tcUrl: TC_URL }, (bucket) => bucket === 'bucket')).toEqual({
        bucketName,
        channel,
        query,
      });
    });
  }

  const hosts: [tcUrl: string | null, bucket: string | null][] = [
    ['rtmp://bucket.oss-cn-hangzhou.aliyuncs.com/live', 'bucket'],
    ['rtmps://bucket.localhost:1935/live', 'bucket'],
    ['rtmp://unknown.oss-cn-hangzhou-internal.aliyuncs.com/live', 'unknown'],
    ['rtmp://unknown.cn-hangzhou.oss.aliyuncs.com/live', 'unknown'],
    ['rtmp://unknown.oss-accelerate.aliyuncs.com/live', 'unknown'],
    ['rtmp://oss-cn-hangzhou.aliyuncs.com/live', null],
    ['rtmp://live.example.com/live', null],
    ['rtmp://[::1]:8787/live', null],
    ['not a URL', null],
    [null, null],
  ];
  for (const [tcUrl, bucketName] of hosts) {
    it(`reads the bucket ${bucketName} from the host of ${tcUrl}`, () => {
      expect(routePublish({ app: 'live', name: 'ch', tcUrl }, (bucket) => bucket === 'bucket')).toEqual({
        bucketName,
        channel: 'ch',
        query: '',
      });
    });
  }

  const nowhere: [app: string, name: string][] = [
    ['', ''],
    ['live', ''],
    ['live', '?Expires=1'],
    ['vod', 'ch'],
    ['live/unknown', 'ch'],
    ['bucket/live/ch', 'more'],
    ['app', 'ch?Expires=1'],
  ];
  for (const [app, name] of nowhere) {
    it(`leads nowhere from application "${app}" and name "${name}"`, () => {
      expect(routePublish({ app, name, tcUrl: TC_URL }, (bucket) => bucket === 'bucket')).toBeNull();
    });
  }
});
