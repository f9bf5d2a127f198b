import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createWorld } from '../helpers/world.js';
import vectors from '../vectors/rtmp-url.json' with { type: 'json' };

const now = '2024-03-05T00:00:00Z';
const URL = vectors.cases.find(({ name }) => name === 'rtmp-no-params')!.expected.url;
const [SERVER, KEY] = [URL.slice(0, URL.indexOf('/test-channel')), URL.slice(URL.indexOf('test-channel'))];

const sign = (argv: readonly string[], options = {}) =>
  createWorld({ now }).run(['sign-rtmp', 'test-channel', ...argv], options);

describe('sign-rtmp in another form', () => {
  test('--obs prints the two boxes', async () => {
    expect(await sign(['--obs'], { terminal: 80, env: { NO_COLOR: '1' } })).toEqual({
      exitCode: 0,
      stdout: `Server      ${SERVER}\nStream key  ${KEY}\n`,
      stderr: expect.stringMatching(/^Valid until 2024-03-05T01:00:00\+00:00\.\n/),
    });
    expect(await sign(['--obs'])).toEqual({
      exitCode: 0,
      stdout: `Server\t${SERVER}\nStream key\t${KEY}\n`,
      stderr: '',
    });
  });

  test('--ffmpeg prints a command that a shell reads as these words', async () => {
    const { stdout } = await sign(['--ffmpeg']);
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${stdout}`], { encoding: 'utf8' });
    expect(words.trimEnd().split('\n')).toEqual([
      'ffmpeg',
      '-re',
      '-i',
      'input.mp4',
      '-c',
      'copy',
      '-f',
      'flv',
      URL,
    ]);
  });

  // The file was read back with jsQR, as the URL of the vector.
  test('--qr draws a code, in colours of its own at a terminal', async () => {
    const plain = await sign(['--qr']);
    const colored = await sign(['--qr'], { terminal: 80 });
    const lines = plain.stdout.trimEnd().split('\n');
    expect(plain.stdout).toBe(readFileSync(join(import.meta.dirname, 'golden/sign-rtmp-qr.txt'), 'utf8'));
    expect(colored.stdout).toBe(`${lines.map((line) => `\u001b[97;40m${line}\u001b[0m`).join('\n')}\n`);
  });

  test('--qr is refused where it does not fit', async () => {
    expect(await sign(['--qr'], { terminal: 52, env: { NO_COLOR: '1' } })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: The QR code is 53 columns wide, and the terminal has 52.\nhint: Make the terminal wider or its letters smaller; a security token makes URLs long.\n',
    });
  });

  test('--param may be repeated, and leaves the arguments after it alone', async () => {
    const { stdout } = await createWorld({ now }).run([
      'sign-rtmp',
      '--param',
      'b=2',
      '--param',
      'a=x=1&y',
      'test-channel',
      '--json',
    ]);
    const { channelName, parameters, streamKey } = JSON.parse(stdout);
    // openssl: printf '1709600400\na:x=1&y\nb:2\n/examplebucket/test-channel' | openssl sha1 -hmac … -binary | base64
    expect({ channelName, parameters, streamKey }).toEqual({
      channelName: 'test-channel',
      parameters: { b: '2', a: 'x=1&y' },
      streamKey:
        'test-channel?Expires=1709600400&OSSAccessKeyId=LTAI5tExampleKeyId0001&Signature=rfX4%2F4i0gZ%2FZmYguU9t8%2Bsi%2FP%2FU%3D&a=x%3D1%26y&b=2',
    });
  });

  test.each<[string[], string]>([
    [['--obs', '--qr'], 'Give one of --obs and --qr.'],
    [['--param', 'novalue'], '--param novalue is not name=value.'],
    [['--param', '=x'], '--param =x is not name=value.'],
    [['--param', 'a=1', '--param', 'a=2'], '--param gives a twice.'],
    [
      ['--param', 'playlistName=a.m3u8', '--playlist-name', 'b.m3u8'],
      'Give --playlist-name or the parameter, not both.',
    ],
    [['--param', 'Expires=1'], 'The parameter Expires is set by the signature.'],
    [['--check', URL], '--check takes the channel from the URL: leave the argument out.'],
  ])('%j is refused with exit code 2', async (argv, message) => {
    expect(await sign(argv)).toEqual({ exitCode: 2, stdout: '', stderr: `error: ${message}\n` });
  });

  test('warns when the URL outlives its security token', async () => {
    const world = createWorld({ now });
    const profile = {
      ...{ name: 'default', mode: 'StsToken', access_key_id: 'STS.NUexampleTempKey' },
      ...{ access_key_secret: 'TempSecretForTests987', sts_token: 'token', sts_expiration: 1709598600 },
    };
    mkdirSync(join(world.homeDir, '.aliyun'));
    writeFileSync(join(world.homeDir, '.aliyun/config.json'), JSON.stringify({ profiles: [profile] }));
    const env = { OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined };
    const { exitCode, stderr } = await world.run(['sign-rtmp', 'test-channel'], { env });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr:
        'warning: The URL is valid until 2024-03-05T01:00:00Z, but its security token only until 2024-03-05T00:30:00Z.\n',
    });
    expect((await world.run(['sign-rtmp', 'test-channel', '--expires', '30m'], { env })).stderr).toBe('');
  });
});
