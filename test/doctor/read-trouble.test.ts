// What people paste: an error document, an exception of an SDK, the output of ffmpeg, a log of OBS.
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Listening } from '../../src/emulator/index.js';
import { asking, createChannel, publishUrl } from '../helpers/emulator.js';
import { clip } from '../helpers/media.js';
import { KEY } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld } from '../helpers/world.js';

interface Trouble {
  name: string;
  means: string;
  fix: string | null;
}

async function told(text: string): Promise<[name: string, means: string, fix: string | null][]> {
  const { exitCode, stdout, stderr } = await createWorld().run(['doctor', '--from', '-', '--json'], {
    stdin: text,
  });
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).troubles.map(({ name, means, fix }: Trouble) => [name, means, fix]);
}

test.each<[string, string, [string, string, string | null]]>([
  [
    'an error document',
    '<Error><Code>AccessDenied</Code><Message>no</Message><EC>0002-00000007</EC></Error>',
    [
      '0002-00000007',
      'The temporary credentials have ended.',
      'The temporary credentials have expired: get new ones.',
    ],
  ],
  [
    'a document without an EC',
    '<Error>\n<Code>NoSuchLiveChannel</Code>\n</Error>',
    [
      'NoSuchLiveChannel',
      'There is no such live channel in the bucket.',
      'See `oss-live list` for the names, or make it with `oss-live create`.',
    ],
  ],
  [
    'an exception of the Python SDK',
    "oss2.exceptions.ServerError: {'status': 403, 'x-oss-request-id': '65E6A8F45A1B2C3D4E5F6071', 'details': {'Code': 'RequestTimeTooSkewed', 'ServerTime': '2024-03-05T06:07:08.000Z'}}",
    [
      'RequestTimeTooSkewed',
      'The request was signed more than 15 minutes from now.',
      'The clock of this machine is more than 15 minutes off: set it right.',
    ],
  ],
  [
    'our own error',
    '{"error":{"code":"InvalidArgument","ec":"0044-00000308","httpStatus":400,"message":"cam: No ts file found"}}',
    [
      '0044-00000308',
      'No segment starts in the VOD range.',
      'No segment starts in this range: `oss-live history` lists the pushes.',
    ],
  ],
])('%s', async (_, text, expected) => {
  expect(await told(text)).toEqual([expected]);
});

describe('the output of ffmpeg', () => {
  const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY] });
  let listening: Listening;
  let file = '';
  beforeAll(async () => {
    listening = await emulator.listen();
    await createChannel(asking(emulator), 'cam');
    file = await clip({ seconds: 1, gop: 25 });
  });
  afterAll(() => emulator.close());

  async function ffmpeg(input: string, output: string): Promise<string> {
    const { stderr } = await execa('ffmpeg', ['-i', input, '-c', 'copy', '-f', 'flv', output], {
      reject: false,
    });
    return stderr;
  }

  test('that was refused says why, without the signature', async () => {
    const url = publishUrl({ base: listening.rtmpUrl, channel: 'cam' }).replace(
      /Signature=[^&]+/,
      'Signature=wrong',
    );
    const text = await ffmpeg(file, url);
    expect((await told(text)).map(([name, , fix]) => [name, fix])).toEqual([
      ['SignatureDoesNotMatch', 'The secret does not belong to this key id: compare it with the original.'],
    ]);
  });

  test('that found nobody', async () => {
    expect(await told(await ffmpeg(file, 'rtmp://127.0.0.1:1/local/live/cam'))).toEqual([
      [
        'ConnectionFailed',
        'No connection to 127.0.0.1:1 for RTMP: Connection refused.',
        'A firewall may close the RTMP port (1935 unless the endpoint names one).',
      ],
    ]);
  });

  test('that has no input', async () => {
    const found = await told(await ffmpeg('/nowhere.flv', 'rtmp://127.0.0.1:1/local/live/cam'));
    expect(found).toMatchObject([[expect.any(String), expect.stringContaining('/nowhere.flv'), null]]);
  });
});

/** OBS Studio 30: its own lines, and those of librtmp (plugins/obs-outputs/librtmp/rtmp.c). */
describe('a log of OBS', () => {
  test.each([
    [
      '12:00:01.123: RTMP_Connect0, failed to connect socket. 110 (Connection timed out)',
      'ConnectionFailed',
      'No connection to the server: Connection timed out.',
    ],
    [
      '12:00:01.123: Problem accessing the DNS. (addr: bucket.oss-cn-x.aliyuncs.com)',
      'HostNotFound',
      'There is no address for bucket.oss-cn-x.aliyuncs.com.',
    ],
    [
      '12:00:01.123: RTMP_Connect1, handshake failed.',
      'HandshakeFailed',
      'What answers does not speak RTMP.',
    ],
    [
      "12:00:09.000: Output 'adv_stream': Number of dropped frames due to insufficient bandwidth/connection stalls: 123 (4.5%)",
      'TooSlow',
      'The network took 4.5 % of the pictures too late, and they were left out.',
    ],
    [
      '12:00:09.000: Video stopped, number of skipped frames due to encoding lag: 312/6000 (5.2%)',
      'EncoderTooSlow',
      'The encoder left out 5.2 % of the pictures: this machine is too slow for it.',
    ],
    [
      '\tkeyint:       500',
      'LongKeyInterval',
      'A key frame comes every 500 frames: a segment cannot be shorter.',
    ],
    [
      '12:00:01.200: HandleInvoke, onStatus: NetStream.Publish.BadName',
      'ChannelStillLive',
      'The server refused the stream: NetStream.Publish.BadName',
    ],
  ])('%s', async (line, name, means) => {
    const log = `12:00:00.000: OBS 30.0.2 (linux)\n${line}\n12:00:10.000: ==== Streaming Stop ====\n`;
    expect((await told(log)).map(([name, means]) => [name, means])).toEqual([[name, means]]);
  });

  test('without trouble has none', async () => {
    const log =
      '12:00:00.000: OBS 30.0.2\n\tkeyint: 250\n12:00:09.000: Number of dropped frames due to insufficient bandwidth/connection stalls: 0 (0.0%)\n';
    const { exitCode, stderr } = await createWorld().run(['doctor', '--from', '-'], { stdin: log });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      5,
      'error: There is nothing in it that is known here.',
    ]);
  });
});
