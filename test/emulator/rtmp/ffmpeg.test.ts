import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/rtmp/publishing.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { judged, QUERIES } from '../../helpers/publish-world.js';
import { startRtmpServer, type TestServer, type TestServerOptions } from '../../helpers/rtmp-server.js';

let folder: string;
let source: string;
let expected: MediaMessage[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oss-live-rtmp-'));
  source = await clip({ seconds: 2 });
  const copy = join(folder, 'copy.flv');
  await execa('ffmpeg', ['-v', 'error', '-i', source, '-c', 'copy', '-f', 'flv', 'pipe:1'], {
    stdout: { file: copy },
  });
  expected = readFlvFile(copy);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

let server: TestServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  server = await startRtmpServer(options);
  return server;
}

const push = (url: string, input: readonly string[] = ['-i', source]) =>
  execa('ffmpeg', ['-v', 'error', ...input, '-c', 'copy', '-f', 'flv', url], {
    reject: false,
    env: { LC_ALL: 'C' },
  });

describe('ffmpeg', () => {
  const urls: [how: string, pathAndQuery: string][] = [
    ['a signature percent-encoded', `live/cam%2042?${QUERIES.encoded}`],
    ['a signature with a raw slash', `live/cam%2042?${QUERIES.raw}`],
    ['the bucket in the path', `examplebucket/live/cam%2042?${QUERIES.encoded}`],
    ['the bucket in the path and a raw slash', `examplebucket/live/cam%2042?${QUERIES.raw}`],
    ['the form of the C++ SDK', `live/examplebucket/cam%2042?${QUERIES.encoded}`],
    ['an unsigned token and a raw plus in the signature', `live/cam%2042?${QUERIES.tokenUnsigned}`],
  ];
  for (const [how, pathAndQuery] of urls) {
    it(`publishes every tag of a file, with ${how}`, async () => {
      const { port, pushes } = await start({ decide: judged });
      const { exitCode, stderr } = await push(`rtmp://127.0.0.1:${port}/${pathAndQuery}`);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      // ffmpeg does not wait until what it has sent is read.
      await pushes[0]?.ended;
      expect(pushes.map(({ ends }) => ends)).toEqual([['unpublished']]);
      expect(pushes[0]?.messages).toEqual(expected);
    });
  }

  it('publishes under a play path of its own', async () => {
    const { port, pushes } = await start({ decide: judged });
    const { exitCode } = await execa(
      'ffmpeg',
      [
        ...[
          '-v',
          'error',
          '-i',
          source,
          '-c',
          'copy',
          '-f',
          'flv',
          '-rtmp_playpath',
          `cam%2042?${QUERIES.raw}`,
        ],
        `rtmp://127.0.0.1:${port}/live/`,
      ],
      { reject: false },
    );
    expect({ exitCode, ended: await pushes[0]?.ended }).toEqual({ exitCode: 0, ended: 'unpublished' });
    expect(pushes[0]?.messages).toEqual(expected);
  });

  const refusals: [what: string, pathAndQuery: string, text: string][] = [
    [
      'a wrong signature',
      `live/cam%2042?${QUERIES.wrong}`,
      'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ],
    [
      'an expired URL',
      'live/cam%2042?Expires=1709599999&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=x4idWtQmDdVCDHF1BiuRtFnCFpM%3D&playlistName=playlist.m3u8',
      'AccessDenied: Request has expired.',
    ],
    [
      'an unknown key',
      'live/cam%2042?Expires=1709600060&OSSAccessKeyId=nobody&Signature=x%3D',
      'InvalidAccessKeyId: The OSS Access Key Id you provided does not exist in our records.',
    ],
    [
      'no signature',
      'examplebucket/live/cam%2042',
      'AccessDenied: You have no right to access this object because of bucket acl.',
    ],
    [
      'an unknown channel',
      'examplebucket/live/no-such-channel?Expires=1709600060&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=lB24smsUC5tbQx6Oo6RimDgFg8E%3D&playlistName=playlist.m3u8',
      'NoSuchLiveChannel: The specified live channel does not exist.',
    ],
    [
      'an unknown bucket',
      `nowhere/live/cam%2042?${QUERIES.encoded}`,
      'NoSuchBucket: The specified bucket does not exist.',
    ],
  ];
  for (const [what, pathAndQuery, text] of refusals) {
    it(`shows why it was refused: ${what}`, async () => {
      const { port, pushes } = await start({ decide: judged });
      const { exitCode, stderr } = await push(`rtmp://127.0.0.1:${port}/${pathAndQuery}`);
      expect(exitCode).not.toBe(0);
      expect(stderr.split('\n')[0]).toMatch(/^\[rtmp @ 0x[0-9a-f]+\] Server error: /);
      expect(stderr.split('\n')[0]?.split('Server error: ')[1]).toBe(text);
      expect(pushes[0]?.messages).toEqual([]);
    });
  }

  it('loses nothing when it sends faster than can be stored, and has left long before', async () => {
    const large = await clip({ seconds: 8, size: '640x360', extra: ['-qp', '8'] });
    const { port, pushes } = await start({ write: () => new Promise((resolve) => setTimeout(resolve, 1)) });
    const { exitCode } = await push(`rtmp://127.0.0.1:${port}/live/cam`, ['-i', large]);
    expect(await pushes[0]?.ended).toBe('unpublished');
    const coded = (messages: MediaMessage[]) => messages.filter(({ type }) => type !== 'data').length;
    const bytes = pushes[0]!.messages.reduce((sum, { payload }) => sum + payload.length, 0);
    expect(bytes).toBeGreaterThan(3_000_000);
    expect({ exitCode, coded: coded(pushes[0]!.messages) }).toEqual({
      exitCode: 0,
      coded: coded(readFlvFile(large)),
    });
  });

  it('does not show that its push was ended by the server, not even when it is to tell everything', async () => {
    const { port, pushes } = await start({
      write: ({ timestampMs }) => {
        if (timestampMs > 300) pushes[0]?.cut('disabled');
      },
    });
    const { exitCode, stderr } = await push(`rtmp://127.0.0.1:${port}/live/cam`, [
      ...['-loglevel', 'trace', '-re', '-stream_loop', '-1', '-i', source],
    ]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/Broken pipe|Connection reset by peer|End of file/);
    expect(stderr).not.toMatch(/ReqId|publish end|Publish\.Notify|Server error/);
    expect(await pushes[0]?.ended).toBe('disabled');
  });

  it('leaves as disconnected when it is killed', async () => {
    const { port, pushes } = await start({ write: () => void running.kill('SIGKILL') });
    const running = push(`rtmp://127.0.0.1:${port}/live/cam`, ['-re', '-i', source]);
    await running;
    expect(await pushes[0]?.ended).toBe('disconnected');
  });
});
