import { describe, expect, test } from 'vitest';
import { sparkline } from '../../src/cli/terminal/sparkline.js';
import { ConfigurationError, NetworkError, ServiceError, UnreadableAnswerError } from '../../src/errors.js';
import { failedLook } from '../../src/watch/asking.js';
import type { ChannelEvent } from '../../src/watch/event.js';
import { metricsText } from '../../src/watch/metrics.js';
import type { Channel } from '../../src/watch/observe.js';
import { afterCalmRound, gapMs, type Pace, pauseMs, slower } from '../../src/watch/schedule.js';
import { isReached } from '../../src/watch/state.js';
import { webhookRequest, webhookSignature } from '../../src/watch/webhook.js';

const channelIn = (state: Channel['state'], push: Channel['push'] = null): Channel => ({
  ...{ state, push, since: new Date('2024-03-05T06:00:00Z'), phase: null },
  ...{ measured: true, quietSince: null, stalled: false, message: null },
});

describe('a sparkline', () => {
  test.each<[number[], number, string]>([
    [[], 4, '    '],
    [[0, 0], 4, '  ▁▁'],
    [[5], 3, '  █'],
    [[0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
    [[100, 1, 50, 100], 3, '▂▅█'],
    [[1, 1_000_000], 2, '▂█'],
  ])('of %j in %i columns is "%s"', (values, width, drawn) => {
    expect(sparkline(values, width)).toBe(drawn);
  });
});

describe('the pace', () => {
  test.each<[number, number, number, number]>([
    // interval in ms, factor, requests a round, ms between two
    [5000, 1, 1, 5000],
    [5000, 1, 100, 50],
    [5000, 1, 500, 10],
    [5000, 1, 5000, 10],
    [5000, 4, 100, 200],
    [100, 1, 300, 10],
    [5000, 1, 0, 5000],
  ])('every %i ms, slowed %i times, %i requests: one each %d ms', (intervalMs, factor, requests, gap) => {
    expect(gapMs({ intervalMs, factor }, requests)).toBe(gap);
  });

  test.each([
    [null, 0],
    [0, 0],
    [7, 7000],
    [300, 300_000],
    [86_400, 300_000],
  ])('a Retry-After of %s s is a pause of %i ms', (retryAfterSeconds, pause) => {
    expect(pauseMs(retryAfterSeconds)).toBe(pause);
  });

  test('doubles the interval up to sixteen times, and comes back every five calm rounds', () => {
    let pace: Pace = { intervalMs: 5000, factor: 1, calmRounds: 4 };
    const slowed = Array.from({ length: 6 }, () => {
      pace = slower(pace);
      return pace.factor;
    });
    const eased = Array.from({ length: 11 }, () => {
      pace = afterCalmRound(pace);
      return pace.factor;
    });
    expect([slowed, eased]).toEqual([
      [2, 4, 8, 16, 16, 16],
      [16, 16, 16, 16, 8, 8, 8, 8, 8, 4, 4],
    ]);
  });
});

describe('what a failure tells', () => {
  const answer = (httpStatus: number, code: string, ec: string | null = null) =>
    new ServiceError({ httpStatus, code, ec, message: 'words', requestId: null, hostId: null, extra: {} });
  test.each<[Error, object | null]>([
    [answer(429, 'TooManyRequests'), null],
    [answer(503, 'SlowDown'), null],
    [new UnreadableAnswerError('not XML', { httpStatus: 429, requestId: null }), null],
    [
      new UnreadableAnswerError('not XML', { httpStatus: 200, requestId: null }),
      { kind: 'unreachable', message: 'not XML' },
    ],
    [answer(500, 'InternalError'), { kind: 'unreachable', message: 'InternalError: words' }],
    [answer(404, 'NoSuchLiveChannel'), { kind: 'absent', message: 'words' }],
    [answer(404, 'NotFound', '0026-00000021'), { kind: 'absent', message: 'words' }],
    [answer(404, 'NoSuchBucket'), { kind: 'refused', message: 'NoSuchBucket: words' }],
    [answer(403, 'AccessDenied'), { kind: 'refused', message: 'AccessDenied: words' }],
    [new NetworkError('Refused', 'nobody there'), { kind: 'unreachable', message: 'nobody there' }],
    [new ConfigurationError('no renewal'), { kind: 'unreachable', message: 'no renewal' }],
  ])('%s', (error, told) => {
    expect(failedLook(error)).toEqual(told);
  });

  test('a bug stays one', () => {
    const bug = new TypeError('x is not a function');
    expect(() => failedLook(bug)).toThrow(bug);
  });
});

describe('what is waited for', () => {
  test.each<[Channel['state'][], boolean, boolean]>([
    // states, all live, none live
    [[], false, false],
    [['live'], true, false],
    [['live', 'live'], true, false],
    [['live', 'idle'], false, false],
    [['live', 'stalled'], false, false],
    [['idle', 'disabled', 'absent'], false, true],
    [['idle', 'unknown'], false, false],
    [['idle', 'refused'], false, false],
  ])('%j: live %s, idle %s', (states, live, idle) => {
    const channels = new Map(states.map((state, index) => [`cam-${index}`, channelIn(state)]));
    expect([isReached(channels, 'live'), isReached(channels, 'idle')]).toEqual([live, idle]);
  });
});

const EVENT: ChannelEvent = {
  ...{ event: 'started', time: '2024-03-05T06:07:08.000Z', bucket: 'b', channelName: 'cam', state: 'live' },
  ...{ connectedTime: null, remoteAddr: null, video: null, audio: null, changes: [], message: null },
};

describe('a webhook request', () => {
  const BODY =
    '{"event":"started","time":"2024-03-05T06:07:08.000Z","bucket":"b","channelName":"cam","state":"live","connectedTime":null,"remoteAddr":null,"video":null,"audio":null,"changes":[],"message":null}';

  test('is signed with HMAC-SHA256 over its time and body', () => {
    // printf '1709618828.%s' "$BODY" | openssl dgst -sha256 -hmac 's3cret'
    expect(webhookSignature('s3cret', '1709618828', BODY)).toBe(
      'sha256=bfc0206f1f42559a37d50a469a44f5ecb0a204d89a4e35524ca6693e5970fdd5',
    );
  });

  test('carries the event, its name, an id and the time', () => {
    const url = new URL('https://hooks.example.com:8443/live?key=1');
    const time = new Date('2024-03-05T06:07:08.900Z');
    const request = webhookRequest(EVENT, { url, secret: 's3cret', id: 'an-id', time });
    expect(request).toEqual({
      method: 'POST',
      origin: 'https://hooks.example.com:8443',
      target: '/live?key=1',
      headers: [
        ['Content-Type', 'application/json'],
        ['User-Agent', 'oss-live'],
        ['OSS-Live-Event', 'started'],
        ['OSS-Live-Delivery', 'an-id'],
        ['OSS-Live-Timestamp', '1709618828'],
        ['OSS-Live-Signature', 'sha256=bfc0206f1f42559a37d50a469a44f5ecb0a204d89a4e35524ca6693e5970fdd5'],
      ],
      body: BODY,
    });
    expect(webhookRequest(EVENT, { url, secret: null, id: 'an-id', time }).headers).toHaveLength(5);
  });
});

test('metrics are Prometheus text, with nothing where nothing was measured', () => {
  const push = {
    ...{ connectedTime: '2024-03-05T06:00:00.000Z', remoteAddr: 'a:1', audio: null },
    video: { width: 640, height: 360, frameRate: 25, bandwidth: 1000, codec: 'H264' },
  };
  const events = {
    ...{ watching: 2, started: 1, stopped: 0, stalled: 0, resumed: 0, changed: 0, enabled: 0, disabled: 0 },
    ...{ created: 0, deleted: 0, refused: 0, unreachable: 0, reachable: 0 },
  };
  const text = metricsText({
    bucket: 'b',
    channels: new Map([
      ['cam "1"\\', channelIn('live', push)],
      ['door', channelIn('idle', push)],
    ]),
    events,
    requests: { ok: 7, refused: 0, throttled: 1, failed: 0 },
  });
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const states = samples.filter((line) => line.startsWith('oss_live_channel_state'));
  expect(states).toHaveLength(14);
  expect(states.filter((line) => line.endsWith(' 1'))).toEqual([
    'oss_live_channel_state{bucket="b",channel="cam \\"1\\"\\\\",state="live"} 1',
    'oss_live_channel_state{bucket="b",channel="door",state="idle"} 1',
  ]);
  expect(samples.filter((line) => !/_state\{|_events_total/.test(line))).toEqual([
    'oss_live_channel_since_timestamp_seconds{bucket="b",channel="cam \\"1\\"\\\\"} 1709618400',
    'oss_live_channel_since_timestamp_seconds{bucket="b",channel="door"} 1709618400',
    'oss_live_channel_video_bandwidth_bytes_per_second{bucket="b",channel="cam \\"1\\"\\\\"} 1000',
    'oss_live_channel_video_frames_per_second{bucket="b",channel="cam \\"1\\"\\\\"} 25',
    'oss_live_channel_video_width_pixels{bucket="b",channel="cam \\"1\\"\\\\"} 640',
    'oss_live_channel_video_height_pixels{bucket="b",channel="cam \\"1\\"\\\\"} 360',
    'oss_live_requests_total{bucket="b",result="ok"} 7',
    'oss_live_requests_total{bucket="b",result="refused"} 0',
    'oss_live_requests_total{bucket="b",result="throttled"} 1',
    'oss_live_requests_total{bucket="b",result="failed"} 0',
  ]);
  expect(text).toContain(
    '# HELP oss_live_events_total Events noticed since the start.\n# TYPE oss_live_events_total counter\n',
  );
});
