import { describe, expect, test } from 'vitest';
import { createWorld, type Ended, type WorldOptions } from '../helpers/world.js';
import vectors from '../vectors/rtmp-url.json' with { type: 'json' };

// The clock stands an hour before the moment at which the URLs of the vectors expire.
const now = '2024-03-05T00:00:00Z';

const vectorUrl = (name: string): string =>
  vectors.cases.find((one) => one.name === name)?.expected.url ?? `no vector ${name}`;

function signRtmp(argv: readonly string[], options: WorldOptions = {}): Promise<Ended> {
  return createWorld({ now }).run(['sign-rtmp', ...argv], options);
}

describe('sign-rtmp', () => {
  test.each<[string, string[], string]>([
    ['an hour from now', ['test-channel'], 'rtmp-no-params'],
    ['the channel of an option', ['-C', 'test-channel'], 'rtmp-no-params'],
    ['a bare number of seconds', ['test-channel', '--expires', '3600'], 'rtmp-no-params'],
    ['minutes', ['test-channel', '--expires', '60m'], 'rtmp-no-params'],
    ['a moment in Unix seconds', ['test-channel', '--expires-at', '1709600400'], 'rtmp-no-params'],
    ['a moment in ISO 8601', ['test-channel', '--expires-at', '2024-03-05T01:00:00Z'], 'rtmp-no-params'],
    ['a playlist name', ['test-channel', '--playlist-name', 'playlist.m3u8'], 'rtmp-basic'],
    ['a channel with a space', ['my channel', '--playlist-name', 'playlist.m3u8'], 'rtmp-space-channel'],
    [
      'a path-style endpoint',
      ['test-channel', '--playlist-name', 'playlist.m3u8', '-e', 'http://127.0.0.1:1935'],
      'rtmp-path-ip',
    ],
  ])('prints one line, and sends nothing: %s', async (_, argv, vector) => {
    expect(await signRtmp(argv)).toEqual({ exitCode: 0, stdout: `${vectorUrl(vector)}\n`, stderr: '' });
  });

  test('signs a security token, or only appends it', async () => {
    const env = {
      OSS_ACCESS_KEY_ID: 'STS.NUexampleTempKey',
      OSS_ACCESS_KEY_SECRET: 'TempSecretForTests987',
      OSS_SESSION_TOKEN: 'CAIS8AF1q6Ft5B2yfSjIr5b/example+token==&x=1',
    };
    const argv = ['test-channel', '--playlist-name', 'playlist.m3u8'];
    expect((await signRtmp(argv, { env })).stdout).toBe(`${vectorUrl('rtmp-sts-signed')}\n`);
    expect((await signRtmp([...argv, '--no-sign-token'], { env })).stdout).toBe(
      `${vectorUrl('rtmp-sts-unsigned')}\n`,
    );
  });

  test('takes the channel apart for encoders with two fields, as JSON', async () => {
    const { exitCode, stdout, stderr } = await signRtmp(['test-channel', '--json']);
    expect({ exitCode, stderr, document: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      stderr: '',
      document: {
        channelName: 'test-channel',
        bucket: 'examplebucket',
        url: vectorUrl('rtmp-no-params'),
        server: 'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live',
        streamKey:
          'test-channel?Expires=1709600400&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=OgFG9htBOGiRb4OtAT1xPjmN4YA%3D',
        accessKeyId: 'LTAI5tExampleKeyId0001',
        parameters: {},
        expires: 1709600400,
        expiresAt: '2024-03-05T01:00:00.000Z',
      },
    });
  });

  test('says at a terminal until when the URL is valid', async () => {
    const argv = ['sign-rtmp', 'test-channel', '-e', 'http://127.0.0.1:8787'];
    const { stdout, stderr } = await createWorld({ now }).run(argv, { terminal: 80 });
    expect([stdout.split('\n').length, stderr]).toEqual([2, 'Valid until 2024-03-05T01:00:00+00:00.\n']);
  });

  test('says once for each bucket of the service, at a terminal, that V1 may be closed', async () => {
    const world = createWorld({ now });
    const note =
      'Signed with V1, which OSS asks of RTMP. Whether accounts that are closed to V1 may push is not documented.\n';
    const sign = async (more: readonly string[] = [], options: WorldOptions = { terminal: 80 }) =>
      (await world.run(['sign-rtmp', 'test-channel', ...more], options)).stderr;
    const until = 'Valid until 2024-03-05T01:00:00+00:00.\n';
    expect([await sign([], {}), await sign(), await sign()]).toEqual(['', until + note, until]);
    expect(await sign(['-b', 'anotherbucket'])).toBe(until + note);
  });

  test.each<[string[], string]>([
    [
      ['--expires', '0'],
      'error: --expires must be more than 0 seconds, not 0.\nhint: Say 3600, 90m, 12h or 7d.\n',
    ],
    [
      ['--expires', '-5'],
      'error: --expires must be more than 0 seconds, not -5.\nhint: Say 3600, 90m, 12h or 7d.\n',
    ],
    [['--expires', 'soon'], 'error: --expires: "soon" is not a duration.\nhint: Say 3600, 90m, 12h or 7d.\n'],
    [
      ['--expires', '1709600400'],
      'error: An expiry is in seconds from now; 1709600400 looks like a Unix time.\nhint: Use --expires-at for a moment.\n',
    ],
    [
      ['--expires-at', '2024-03-04T23:59:59Z'],
      'error: --expires-at 2024-03-04T23:59:59Z is in the past.\nhint: Give a later moment in ISO 8601 or Unix seconds, or a duration with --expires.\n',
    ],
    [
      ['--expires-at', '3600'],
      'error: --expires-at: 3600 is too small for a Unix time.\nhint: For 3600 seconds from now say --expires 3600.\n',
    ],
    [['--expires', '1h', '--expires-at', '1709600400'], 'error: Give --expires or --expires-at, not both.\n'],
    [['--playlist-name', 'playlist.txt'], 'error: A playlist name ends in ".m3u8"; got "playlist.txt".\n'],
  ])('%j is refused with exit code 2', async (argv, stderr) => {
    expect(await signRtmp(['test-channel', ...argv])).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test.each([
    ['a/b', 'A channel name contains no "/"; got "a/b".'],
    ['', 'A channel name has 1-63 bytes; got "".'],
    ['频'.repeat(22), `A channel name has at most 63 bytes; "${'频'.repeat(22)}" has 66.`],
  ])('the channel name "%s" is refused with exit code 2', async (channelName, message) => {
    const { exitCode, stdout, stderr } = await signRtmp([channelName]);
    expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([2, '', `error: ${message}`]);
  });
});
