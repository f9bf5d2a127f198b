import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../src/protocol/wire.js';
import { DENIED, IDLE, LIVE, listPage, NO_SUCH_CHANNEL } from '../helpers/answers.js';
import { REQUEST_ID } from '../helpers/script.js';
import { createWorld } from '../helpers/world.js';

/** A bucket with two pages of channels, whatever the order in which they are asked about. */
function bucket(stats: Readonly<Record<string, Partial<HttpResponse>>>) {
  const asked: string[] = [];
  const answers: Readonly<Record<string, Partial<HttpResponse>>> = {
    '/?live&max-keys=1000': listPage(
      [{ name: 'cam-1' }, { name: 'cam-2' }, { name: 'off', status: 'disabled' }],
      'off',
    ),
    '/?live&marker=off&max-keys=1000': listPage([{ name: 'roof' }, { name: 'yard' }]),
    ...Object.fromEntries(
      Object.entries(stats).map(([name, answer]) => [`/${name}?comp=stat&live`, answer] as const),
    ),
  };
  return {
    asked,
    async transport({ target }: { target: string }): Promise<HttpResponse> {
      asked.push(target);
      const answer = answers[target];
      if (answer === undefined) throw new Error(`not asked for: ${target}`);
      return { status: 200, headers: [['x-oss-request-id', REQUEST_ID]], body: null, ...answer };
    },
  };
}

const TWO_LIVE = { 'cam-1': IDLE, 'cam-2': LIVE, roof: NO_SUCH_CHANNEL, yard: LIVE };
const ROW = '2024-03-05T06:00:00.000Z\t198.51.100.23:51234\tH264 1920x1080\tAAC\t278016\n';

describe('list --live', () => {
  test('asks about each channel that is enabled, and shows those that are live', async () => {
    const { asked, transport } = bucket(TWO_LIVE);
    expect(
      await createWorld({ env: { NO_COLOR: '1' } }).run(['list', '--live'], { transport, terminal: 80 }),
    ).toEqual({
      ...{ exitCode: 0, stderr: '' },
      stdout: [
        'Name   For     Publisher            Video           Audio  Bandwidth\n',
        'cam-2  7m 08s  198.51.100.23:51234  H264 1920x1080  AAC    2224 kbit/s\n',
        'yard   7m 08s  198.51.100.23:51234  H264 1920x1080  AAC    2224 kbit/s\n',
      ].join(''),
    });
    expect(asked.filter((target) => target.startsWith('/off'))).toEqual([]);
    expect(asked).toHaveLength(6);
  });

  test('in a pipe writes times and bytes per second', async () => {
    const { transport } = bucket(TWO_LIVE);
    expect(await createWorld({ env: { NO_COLOR: '1' } }).run(['list', '--live'], { transport })).toEqual({
      ...{ exitCode: 0, stderr: '', stdout: `cam-2\t${ROW}yard\t${ROW}` },
    });
  });

  test('as JSON is the list of these, with what stat says of each', async () => {
    const { transport } = bucket({ ...TWO_LIVE, yard: IDLE });
    const { exitCode, stdout, stderr } = await createWorld({ env: { NO_COLOR: '1' } }).run(
      ['list', '--live', '--json'],
      { transport },
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      ...{ prefix: '', marker: '', maxKeys: 1000, isTruncated: false, nextMarker: '' },
      channels: [
        {
          ...{ name: 'cam-2', description: '', status: 'enabled', lastModified: '2024-03-05T06:07:08.000Z' },
          publishUrls: ['rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam-2'],
          playUrls: ['http://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam-2/playlist.m3u8'],
          stat: {
            ...{ status: 'Live', connectedTime: '2024-03-05T06:00:00.000Z' },
            remoteAddr: '198.51.100.23:51234',
            video: { width: 1920, height: 1080, frameRate: 30, bandwidth: 262_144, codec: 'H264' },
            audio: { bandwidth: 15_872, sampleRate: 48_000, codec: 'AAC' },
          },
        },
      ],
      requestId: REQUEST_ID,
    });
  });

  test('counts live ones to the limit, and says where to go on', async () => {
    const { asked, transport } = bucket(TWO_LIVE);
    const argv = ['list', '--live', '--limit', '1', '--json'];
    const { stdout } = await createWorld({ env: { NO_COLOR: '1' } }).run(argv, { transport });
    const { channels, isTruncated, nextMarker } = JSON.parse(stdout);
    expect([channels.length, isTruncated, nextMarker]).toEqual([1, true, 'cam-2']);
    expect(asked).not.toContain('/?live&marker=off&max-keys=1000');
  });

  test.each([undefined, 80])(
    'says once when there is none, at a terminal of %s columns',
    async (terminal) => {
      const { transport } = bucket({ 'cam-1': IDLE, 'cam-2': IDLE, roof: IDLE, yard: IDLE });
      expect(
        await createWorld({ env: { NO_COLOR: '1' } }).run(['list', '--live'], {
          transport,
          terminal: terminal as number,
        }),
      ).toEqual({
        ...{ exitCode: 0, stdout: '', stderr: 'No channel is live.\n' },
      });
    },
  );

  test('says nothing of none after some', async () => {
    const { transport } = bucket({ ...TWO_LIVE, yard: IDLE });
    expect(await createWorld({ env: { NO_COLOR: '1' } }).run(['list', '--live'], { transport })).toEqual({
      ...{ exitCode: 0, stdout: `cam-2\t${ROW}`, stderr: '' },
    });
  });

  test('fails when one may not be asked about: half an answer would look like a whole one', async () => {
    const { transport } = bucket({ ...TWO_LIVE, 'cam-1': DENIED });
    const { exitCode, stdout, stderr } = await createWorld({ env: { NO_COLOR: '1' } }).run(
      ['list', '--live'],
      {
        transport,
        terminal: 80,
      },
    );
    expect([exitCode, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^error: You have no right to access this object because of bucket acl\.\n/);
  });
});
