import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createWorld, EXAMPLE_ENV } from '../helpers/world.js';
import vectors from '../vectors/rtmp-url.json' with { type: 'json' };

const SECRET = 'ExampleSecretKey0123456789abcd';
const ID = 'LTAI5tExampleKeyId0001';
const vector = (name: string) => vectors.cases.find((one) => one.name === name)!.expected.url;

const check = (url: string, options = {}, argv: readonly string[] = []) =>
  createWorld({ now: '2024-03-05T00:00:00Z' }).run(['sign-rtmp', '--check', url, ...argv], options);

/** What `--check` prints in a pipe, as label and values. */
async function checked(url: string, options = {}) {
  const { exitCode, stdout, stderr } = await check(url, options);
  const fields: Record<string, string> = {};
  for (const line of stdout.trimEnd().split('\n')) {
    const [label = '', value = ''] = line.split('\t');
    fields[label] = label in fields ? `${fields[label]}; ${value}` : value;
  }
  return { exitCode, stderr, fields };
}

interface Signed {
  channel?: string;
  text: string;
  more?: string;
  expires?: string;
  secret?: string;
  algorithm?: string;
  digest?: 'base64' | 'hex';
  written?: (signature: string) => string;
}

/** A URL whose signature is that of the text. */
function urlSigned({
  channel = 'test-channel',
  text,
  more = '',
  expires = '1709600400',
  ...how
}: Signed): string {
  const { secret = SECRET, algorithm = 'sha1', digest = 'base64', written = encodeURIComponent } = how;
  const signature = written(createHmac(algorithm, secret).update(text).digest(digest));
  const query = `Expires=${expires}&OSSAccessKeyId=${ID}&Signature=${signature}${more}`;
  return `rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/${channel}?${query}`;
}

describe('sign-rtmp --check', () => {
  test('takes a URL apart', async () => {
    expect(await check(vector('rtmp-basic'), { terminal: 80, env: { NO_COLOR: '1' } })).toEqual({
      exitCode: 0,
      stdout: [
        'Bucket      examplebucket',
        'Channel     test-channel',
        'Key         LTAI5tExampleKeyId0001',
        'Expires     2024-03-05T01:00:00+00:00, in 1h 00m',
        'Parameters  playlistName=playlist.m3u8',
        'Signature   valid',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('says the same as JSON', async () => {
    const { exitCode, stdout } = await check(vector('rtmp-basic'), {}, ['--json']);
    expect({ exitCode, document: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      document: {
        bucket: 'examplebucket',
        channelName: 'test-channel',
        accessKeyId: ID,
        expires: 1709600400,
        expiresAt: '2024-03-05T01:00:00.000Z',
        usable: true,
        parameters: { playlistName: 'playlist.m3u8' },
        signature: { verdict: 'valid', note: null },
      },
    });
  });

  const owners = vectors.cases.filter(
    ({ input }) => input.credentials.accessKeyId === ID && input.bucket === 'examplebucket',
  );
  test.each(owners.map(({ name, expected }) => [name, expected.url] as const))(
    'the signature of the vector %s is valid',
    async (_, url) => {
      const { fields } = await checked(url, { now: '2020-01-01T00:00:00Z' });
      expect(fields.Signature).toBe('valid');
    },
  );

  const temporary = {
    OSS_ACCESS_KEY_ID: 'STS.NUexampleTempKey',
    OSS_ACCESS_KEY_SECRET: 'TempSecretForTests987',
    OSS_SESSION_TOKEN: 'CAIS8AF1q6Ft5B2yfSjIr5b/example+token==&x=1',
  };
  test.each([
    ['rtmp-sts-signed', 'valid'],
    ['rtmp-sts-unsigned', 'valid, with the security-token appended unsigned, as the Go and C# SDKs do'],
  ])('a token may be signed or not: %s', async (name, said) => {
    const { exitCode, fields } = await checked(vector(name), { env: temporary });
    expect([exitCode, fields.Signature, fields.Parameters]).toEqual([
      0,
      said,
      'playlistName=playlist.m3u8; security-token=***',
    ]);
  });

  const END = '/examplebucket/test-channel';
  const LIST = '&playlistName=a%20b%2B.m3u8';
  test.each<[string, Signed]>([
    [
      'the channel was signed percent-encoded; it is signed raw',
      { channel: 'my%20cam', text: '1709600400\n/examplebucket/my%20cam' },
    ],
    [
      'the channel was encoded twice in the URL',
      { channel: 'my%2520cam', text: '1709600400\n/examplebucket/my cam' },
    ],
    ['playlistName was not signed', { more: LIST, text: `1709600400\n${END}` }],
    [
      'parameter values were signed percent-encoded; they are signed raw',
      { more: LIST, text: `1709600400\nplaylistName:a%20b%2B.m3u8\n${END}` },
    ],
    [
      'a + in a parameter was turned into a space before it was signed',
      { more: LIST, text: `1709600400\nplaylistName:a b .m3u8\n${END}` },
    ],
    [
      'the parameters were signed in the order of the URL; they are sorted by name',
      { more: '&b=2&a=1', text: `1709600400\nb:2\na:1\n${END}` },
    ],
    [
      'parameters were signed as name=value; it is name:value',
      { more: '&a=1', text: `1709600400\na=1\n${END}` },
    ],
    [
      'bucket otherbucket was signed; the URL leads elsewhere',
      { text: '1709600400\n/otherbucket/test-channel' },
    ],
    [
      'live/ was signed; the resource is /bucket/channel',
      { text: '1709600400\n/examplebucket/live/test-channel' },
    ],
    ['the bucket was not signed; the resource is /bucket/channel', { text: '1709600400\n/test-channel' }],
    ['a line break was signed at the end', { text: `1709600400\n${END}\n` }],
    [
      'the text of an HTTP request (GET) was signed; RTMP has its own',
      { text: `GET\n\n\n1709600400\n${END}` },
    ],
    ['a duration (3600) was signed; it is the Unix time in the URL', { text: `3600\n${END}` }],
    ['Unix milliseconds were signed; the URL has seconds', { text: `1709600400000\n${END}` }],
    ['HMAC-SHA256 was used; it is HMAC-SHA1', { algorithm: 'sha256', text: `1709600400\n${END}` }],
    ['the signature is hexadecimal; it is base64', { digest: 'hex', text: `1709600400\n${END}` }],
    [
      'the signature was encoded twice',
      {
        written: (signature) => encodeURIComponent(encodeURIComponent(signature)),
        text: `1709600400\n${END}`,
      },
    ],
    [
      'the end of the signature (=) is missing',
      { written: (signature) => signature.replace('=', ''), text: `1709600400\n${END}` },
    ],
    [
      'a line break after the secret was used as part of it',
      { secret: `${SECRET}\n`, text: `1709600400\n${END}` },
    ],
  ])('says of an invalid signature: %s', async (mistake, signed) => {
    const env = mistake.startsWith('bucket') ? { OSS_BUCKET: 'otherbucket' } : {};
    const { exitCode, stderr, fields } = await checked(urlSigned(signed), { env });
    expect({ exitCode, stderr, said: fields.Signature }).toEqual({
      exitCode: 4,
      stderr: '',
      said: `invalid: ${mistake}`,
    });
  });

  test('finds a + that became a space in the signature', async () => {
    // By openssl: GiELAOWQ3+fpAp0zYPi09ePkvck=
    const url = urlSigned({
      expires: '1709600410',
      text: `1709600410\n${END}`,
      written: (signature) => {
        expect(signature).toContain('+');
        return signature.replaceAll('+', '%20');
      },
    });
    expect((await checked(url)).fields.Signature).toBe(
      'invalid: a + of the signature was turned into a space',
    );
  });

  test('finds two mistakes together', async () => {
    const url = urlSigned({ channel: 'my%20cam', text: '1709600400\n/examplebucket/live/my%20cam' });
    expect((await checked(url)).fields.Signature).toBe(
      'invalid: the channel was signed percent-encoded; it is signed raw; invalid: live/ was signed; the resource is /bucket/channel',
    );
  });

  test('finds a token that should have been signed with other mistakes', async () => {
    const { OSS_ACCESS_KEY_ID: id, OSS_ACCESS_KEY_SECRET: secret } = temporary;
    const url = urlSigned({
      secret,
      more: '&security-token=t',
      text: '1709600400\n/examplebucket/live/test-channel',
    });
    const { fields } = await checked(url.replace(ID, id), { env: temporary });
    expect(fields.Signature).toBe('invalid: live/ was signed; the resource is /bucket/channel');
  });

  test('knows V4 when it sees it', async () => {
    const url =
      'rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/test-channel?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-signature=ab&Expires=1709600400';
    expect((await checked(url)).fields.Signature).toBe(
      'invalid: it is signed with V4; RTMP takes HMAC-SHA1 (V1) only',
    );
  });

  test.each<[string, string, number]>([
    ['1709596799', '2024-03-04T23:59:59Z: expired 1s ago', 4],
    ['1709596800', '2024-03-05T00:00:00Z: expired 0s ago', 4],
    ['1709596801', '2024-03-05T00:00:01Z, in 1s', 0],
    ['1709780402', '2024-03-07T03:00:02Z, in 2d 03h', 0],
    ['1709600340', '2024-03-05T00:59:00Z, in 59m 00s', 0],
    ['3600', '3600 is a duration; it is the Unix time of the end', 4],
    ['1709600400000', '1709600400000 is milliseconds; it is Unix seconds, and so ends in 56145', 0],
    ['soon', 'soon is not Unix seconds', 4],
  ])('says of Expires=%s: %s', async (expires, said, exitCode) => {
    const url = urlSigned({ expires, text: `${expires}\n${END}` });
    const found = await checked(url);
    expect([found.fields.Expires, found.fields.Signature, found.exitCode]).toEqual([said, 'valid', exitCode]);
  });

  test('without the secret it says what it sees, and that the signature was not checked', async () => {
    const env = { ...Object.fromEntries(Object.keys(EXAMPLE_ENV).map((name) => [name, undefined])) };
    const { exitCode, fields } = await checked(vector('rtmp-basic'), { env });
    expect({ exitCode, signature: fields.Signature, bucket: fields.Bucket }).toEqual({
      exitCode: 0,
      signature:
        'not checked: No credentials. Looked in: options, variables OSS_*, variables ALIBABA_CLOUD_*, ~/.ossutilconfig (not there), ~/.aliyun/config.json (not there).',
      bucket: 'examplebucket',
    });
  });

  test('needs no bucket of its own to use the secret', async () => {
    const env = { OSS_BUCKET: undefined, OSS_ENDPOINT: undefined };
    expect((await checked(vector('rtmp-basic'), { env })).fields.Signature).toBe('valid');
  });

  test('does not try the secret of another key', async () => {
    const { exitCode, fields } = await checked(vector('rtmp-sts-signed'));
    expect([exitCode, fields.Signature]).toEqual([
      0,
      'not checked: it is signed by STS.****pKey, and the secret at hand is that of LTAI****0001',
    ]);
  });

  test('takes the bucket of a custom domain from the settings', async () => {
    const { exitCode, fields } = await checked(vector('rtmp-cname'));
    expect([exitCode, fields.Bucket, fields.Signature]).toEqual([
      0,
      'not in the URL: a custom domain',
      'valid',
    ]);
  });

  test('an unsigned URL is not one that a private bucket takes', async () => {
    const { exitCode, fields } = await checked('rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam');
    expect({ exitCode, fields }).toEqual({
      exitCode: 4,
      fields: {
        Bucket: 'examplebucket',
        Channel: 'cam',
        Key: 'none: only a public-read-write bucket takes such a URL',
        Expires: 'never said: Expires is missing',
        Signature: 'invalid: there is no Signature in the URL',
      },
    });
  });

  test.each([
    ['https://example.com/live/cam', 'it does not look like rtmp://host/live/channel?…'],
    ['rtmp://example.com', 'it does not look like rtmp://host/live/channel?…'],
    ['rtmp://example.com/cam', 'its path is /cam, not /live/<channel> or /<bucket>/live/<channel>'],
    ['rtmp://exa%mple/live/cam', 'exa%mple is not a host'],
  ])('%s cannot be read: exit code 2', async (url, why) => {
    expect(await check(url)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: This is not a publish URL: ${why}.\nhint: Quote the whole URL: a shell ends a command at an & that is not quoted.\n`,
    });
  });
});
