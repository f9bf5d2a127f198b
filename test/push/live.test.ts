import { describe, expect, test } from 'vitest';
import { fillTemplate } from '../../src/cli/commands/push-options.js';
import { createClient } from '../../src/client/client.js';
import { CommandError, NetworkError } from '../../src/errors.js';
import { signTargets } from '../../src/push/command.js';
import { untilLive } from '../../src/push/live-watch.js';
import { explained } from '../../src/push/targets.js';
import { refusal } from '../helpers/script.js';

const SETTINGS = {
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  bucket: 'examplebucket',
  credentials: { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' },
};
const LIVE =
  '<Status>Live</Status><ConnectedTime>2024-03-05T06:07:08.000Z</ConnectedTime><RemoteAddr>10.1.2.3:4711</RemoteAddr>';
const VIDEO =
  '<Video><Width>1280</Width><Height>720</Height><FrameRate>25</FrameRate><Bandwidth>0</Bandwidth><Codec>H264</Codec></Video>';
const DENIED = refusal(403, 'AccessDenied', '0003-00000001', 'You have no right.');
const BUSY = refusal(503, 'ServiceUnavailable', '', 'Busy.');

/** A client whose stat and settings are these, one after the other; the last stays. */
function clientOf(stats: readonly (string | object)[], status = 'enabled') {
  const left = [...stats];
  return createClient({
    ...SETTINGS,
    retry: { attempts: 1 },
    transport: async ({ target }) => {
      const answer = { status: 200, headers: [], body: null };
      if (!target.includes('comp=stat')) {
        const body = `<LiveChannelConfiguration><Status>${status}</Status></LiveChannelConfiguration>`;
        return { ...answer, body };
      }
      const stat = left.length > 1 ? left.shift() : left[0];
      if (typeof stat === 'object') return { ...answer, ...stat };
      return { ...answer, body: `<LiveChannelStat>${stat}</LiveChannelStat>` };
    },
  });
}

describe('whether a stream is live', () => {
  const { signal } = new AbortController();
  const check = (stats: readonly (string | object)[], { sending = true, timeoutSeconds = 1 } = {}) =>
    untilLive({
      ...{ client: clientOf(stats), channelName: 'cam', timeoutSeconds, signal },
      ...{ isSending: () => sending, earlier: null },
    });

  test('is asked until the service sees video', async () => {
    const stat = await check(['<Status>Idle</Status>', BUSY, LIVE, LIVE + VIDEO], { timeoutSeconds: 20 });
    expect(stat).toMatchObject({
      status: 'Live',
      connectedTime: '2024-03-05T06:07:08.000Z',
      video: { width: 1280 },
    });
  });

  test.each<[string, (string | object)[], boolean, string]>([
    [
      'ffmpeg has not begun',
      ['<Status>Idle</Status>'],
      false,
      'Channel cam did not go live within 1s: ffmpeg has not begun to send.',
    ],
    [
      'the service sees nothing',
      ['<Status>Idle</Status>'],
      true,
      'Channel cam did not go live within 1s: ffmpeg sends, but the service calls the channel Idle.',
    ],
    [
      'the service sees no video',
      [LIVE],
      true,
      'Channel cam did not go live within 1s: the channel is live, but the service sees no video.',
    ],
  ])('and if not, which step was the last: %s', async (_, stats, sending, message) => {
    await expect(check(stats, { sending })).rejects.toMatchObject({
      ...{ code: 'NotLive', kind: 'waitedTooLong', message, hint: expect.any(String) },
    });
  });

  test.each<[string, object]>([
    ['may not be asked', DENIED],
    ['is not answered', BUSY],
  ])('remains open when it %s', async (_, answer) => {
    expect(await check([answer])).toBeNull();
  });
});

describe('an error that does not say what happened', () => {
  const { signal } = new AbortController();
  const refused = new CommandError('PublishRefused', 'The server refused the stream: no', 'ffmpeg');
  const lost = new NetworkError('ConnectionLost', 'The connection to the server was lost: End of file.');
  const idle = '<Status>Idle</Status>';
  test.each<[string, Error, string, string, string]>([
    ['refused, disabled', refused, idle, 'disabled', 'Channel cam is disabled.'],
    ['refused, busy', refused, LIVE, 'enabled', 'Channel cam is live: 10.1.2.3:4711 is pushing to it.'],
    ['refused, for no visible reason', refused, idle, 'enabled', refused.message],
    ['lost, disabled', lost, idle, 'disabled', 'Channel cam is disabled.'],
    ['lost, and still taken for live', lost, LIVE, 'enabled', lost.message],
    ['something else', new NetworkError('Stalled', 'Stalled.'), idle, 'disabled', 'Stalled.'],
  ])('is told apart by asking: %s', async (_, error, stat, status, message) => {
    const client = clientOf([stat], status);
    expect(await explained(error, { client, channelName: 'cam', signal })).toMatchObject({ message });
  });
});

describe('the signature of a connection', () => {
  const now = new Date('2024-03-05T06:07:08Z');
  const plans = (options: object, expiresSeconds = 3600) =>
    ({
      now: () => now,
      ...{ ...SETTINGS, credentialsExpireAt: null, expiresSeconds, signToken: true, ...options },
      targets: [
        { channelName: 'cam', playlistName: 'a.m3u8' },
        { channelName: 'two', playlistName: null },
      ],
    }) as unknown as Parameters<typeof signTargets>[0];

  test('is of each channel', async () => {
    const { urls } = await signTargets(plans({}));
    expect(urls.map((url) => url.replace(/Signature=[^&]+/, 'Signature=…'))).toEqual([
      'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam?Expires=1709622428&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=…&playlistName=a.m3u8',
      'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/two?Expires=1709622428&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=…',
    ]);
  });

  test.each<[string, string | null, number, string]>([
    ['for an hour', null, 3600, '2024-03-05T07:07:08.000Z'],
    ['for as long as was asked', '2024-03-05T09:00:00Z', 60, '2024-03-05T06:08:08.000Z'],
    ['not longer than the security token', '2024-03-05T06:30:00Z', 3600, '2024-03-05T06:30:00.000Z'],
    ['for an hour when the token should be gone', '2024-03-05T06:00:00Z', 3600, '2024-03-05T07:07:08.000Z'],
  ])('is valid %s', async (_, tokenEnd, seconds, expected) => {
    const credentialsExpireAt = tokenEnd === null ? null : new Date(tokenEnd);
    const { expires } = await signTargets(plans({ credentialsExpireAt }, seconds));
    expect(expires.toISOString()).toBe(expected);
  });

  test('is made with the credentials of now', async () => {
    let renewed = 0;
    const credentials = async () => {
      renewed++;
      return {
        accessKeyId: `STS.Example${renewed}`,
        accessKeySecret: 'secret',
        securityToken: `token${renewed}`,
      };
    };
    const first = await signTargets(plans({ credentials }));
    const second = await signTargets(plans({ credentials }));
    const keyOf = (url = '') => /OSSAccessKeyId=([^&]+)/.exec(url)?.[1];
    expect([keyOf(first.urls[0]), keyOf(second.urls[0])]).toEqual(['STS.Example1', 'STS.Example2']);
  });
});

describe('a playlist name', () => {
  const at = new Date(2024, 0, 5, 6, 7, 8);
  test('may have the time of the push in it', () => {
    expect(fillTemplate('--vod', 'rec-{date}-{time}.m3u8', at)).toBe('rec-20240105-060708.m3u8');
    expect(fillTemplate('--vod', 'all.m3u8', at)).toBe('all.m3u8');
  });

  test.each(['{day}', '{}', '{constructor}'])('has no %s', (placeholder) => {
    expect(() => fillTemplate('--vod', `${placeholder}.m3u8`, at)).toThrow(
      `--vod: there is no ${placeholder}.`,
    );
  });
});
