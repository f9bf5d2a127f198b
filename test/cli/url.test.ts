// `url` on a private and on a public bucket, with what a network, a policy and a clock may do.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse, Transport } from '../../src/protocol/wire.js';
import { refusal } from '../helpers/script.js';
import { openSeededHour, type SeededHour, TOKEN } from '../helpers/seeded-hour.js';
import { KEY } from '../helpers/sign-v1.js';
import { createWorld, type Ended } from '../helpers/world.js';

let closed: SeededHour;
let open: SeededHour;
beforeAll(async () => {
  [closed, open] = await Promise.all([
    openSeededHour(),
    openSeededHour(new Date('2026-03-05T12:00:00Z'), { acl: 'public-read' }),
  ]);
});
afterAll(() => Promise.all([closed.close(), open.close()]));

const ENV = {
  ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
  ...{ OSS_ENDPOINT: 'http://127.0.0.1:8787', OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local' },
};
const TEMPORARY = {
  ...{ OSS_ACCESS_KEY_ID: 'STS.ExampleKeyId', OSS_ACCESS_KEY_SECRET: 'ExampleTemporarySecret' },
  OSS_SESSION_TOKEN: TOKEN,
};

type Instead = (request: HttpRequest) => Partial<HttpResponse> | Error | null;

/** Runs `url` on a bucket; `instead` answers for it where it wants to. */
async function ran(
  words: readonly string[],
  { on = closed, instead = () => null, env = {}, terminal, profile }: Partial<Options> = {},
): Promise<Ended & { asked: string[] }> {
  const asked: string[] = [];
  const transport: Transport = async (request) => {
    const [path = '', query = ''] = request.target.split('?');
    const signs = request.headers.some(([name]) => name === 'Authorization') ? 'signed ' : '';
    const shown = /signature=/i.test(query) ? '?…' : query && `?${query}`;
    asked.push(`${signs}${request.method} ${request.origin}${path}${shown}`.replace(/\d{13}/, '1'));
    const other = instead(request);
    if (other instanceof Error) throw other;
    return other === null ? on.emulator.handle(request) : { status: 200, headers: [], body: null, ...other };
  };
  const key = profile && { OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined };
  const world = createWorld({ env: { ...ENV, ...key, ...env }, now: '2026-03-05T12:00:00Z', transport });
  if (profile) {
    mkdirSync(join(world.homeDir, '.aliyun'));
    const config = JSON.stringify({ current: profile.name, profiles: [profile] });
    writeFileSync(join(world.homeDir, '.aliyun/config.json'), config);
  }
  const ended = await world.run(['url', ...words], terminal === undefined ? {} : { terminal });
  return { ...ended, asked };
}

interface Options {
  on: SeededHour;
  instead: Instead;
  env: Record<string, string>;
  terminal: number;
  /** Of the Aliyun CLI, instead of the key in variables. */
  profile: { name: string };
}

/** A link whose signature is not of interest here. */
const shown = (text: string): string => text.replace(/(ignature=)[\w%]+/, '$1***');
const carries = (request: HttpRequest, pattern: RegExp): boolean => pattern.test(request.target);
const V4_LINK = `http://127.0.0.1:8787/local/demo/playlist.m3u8?x-oss-credential=${KEY.accessKeyId}%2F20260305%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-date=20260305T120000Z&x-oss-expires=3600&x-oss-process=hls%2Fsign&x-oss-signature=***&x-oss-signature-version=OSS4-HMAC-SHA256`;
const PLAIN = 'http://127.0.0.1:8787/local/demo/playlist.m3u8';
const SIGNED = 'The bucket gives it to nobody without a signature: the link is signed.\n';
const ABOUT_V4 =
  'V4 is assumed for hls/sign, every public example is V1: if a player gets 403, add --sign-version v1.';

describe('on a private bucket', () => {
  test('prints one line that plays, and says until when', async () => {
    const { asked, ...ended } = await ran(['demo']);
    expect({ ...ended, stdout: shown(ended.stdout) }).toEqual({
      exitCode: 0,
      stdout: `${V4_LINK}\n`,
      stderr: `${SIGNED}The link is good until 2026-03-05T13:00:00Z.\n${ABOUT_V4} This link was answered.\n`,
    });
    expect(asked).toEqual([
      'signed GET http://127.0.0.1:8787/local/demo?live',
      `GET ${PLAIN}`,
      `signed HEAD ${PLAIN}`,
      `GET ${PLAIN}?…`,
      'GET http://127.0.0.1:8787/local/demo/1.ts?…',
    ]);
  });

  test('prints the same with --dry-run: nothing is changed by it', async () => {
    const { stdout, exitCode } = await ran(['demo', '--dry-run']);
    expect([shown(stdout), exitCode]).toEqual([`${V4_LINK}\n`, 0]);
  });

  test('signs with V1 on request', async () => {
    const { stdout, stderr } = await ran(['demo', '--sign-version', 'v1', '--expires', '30d']);
    expect(shown(stdout)).toBe(
      `${PLAIN}?Expires=1775304000&OSSAccessKeyId=${KEY.accessKeyId}&Signature=***&x-oss-process=hls%2Fsign\n`,
    );
    expect(stderr).toBe(`${SIGNED}The link is good until 2026-04-04T12:00:00Z.\n`);
  });

  test('carries the token of a temporary key, whose end is not known', async () => {
    const { stdout, stderr } = await ran(['demo'], { env: TEMPORARY });
    expect(stdout).toContain(`&x-oss-security-token=${TOKEN}&`);
    expect(stderr).toContain('It ends before that with its security token, whose end is not known.\n');
  });

  test('is not good for longer than a token whose end is known', async () => {
    const profile = {
      ...{ name: 'sts', mode: 'StsToken', access_key_id: 'STS.ExampleKeyId', region_id: 'cn-hangzhou' },
      ...{ access_key_secret: 'ExampleTemporarySecret', sts_token: TOKEN },
      sts_expiration: Date.parse('2026-03-05T12:30:00Z') / 1000,
    };
    const { stdout, stderr } = await ran(['demo', '--expires', '12h', '-q'], { profile });
    expect(stdout).toContain(`&x-oss-expires=1800&x-oss-process=hls%2Fsign&x-oss-security-token=${TOKEN}&`);
    expect(stderr).toBe(
      'warning: The link is good no longer than the security token: until 2026-03-05T12:30:00Z.\n',
    );
  });

  test('cuts what V4 does not allow', async () => {
    const { stdout, stderr } = await ran(['demo', '--expires', '8d', '-q']);
    expect(stdout).toContain('&x-oss-expires=604800&');
    expect(stderr).toBe(
      'warning: A signed URL is good for seven days at most: this one until 2026-03-12T12:00:00Z.\n',
    );
  });

  test('tells all of it as JSON', async () => {
    const { stdout, stderr } = await ran(['demo', '--json', '--origin', 'https://www.example.com/page']);
    expect([JSON.parse(shown(stdout)), stderr]).toEqual([
      {
        ...{ channelName: 'demo', playlistName: 'playlist.m3u8', object: 'oss://local/demo/playlist.m3u8' },
        ...{ url: V4_LINK, isPublic: false, signatureVersion: 'v4', expiresSeconds: 3600 },
        ...{ expiresAt: '2026-03-05T13:00:00.000Z', cutBy: null, wasTried: true, allowsOrigin: true },
        origin: 'https://www.example.com',
        cors: null,
      },
      '',
    ]);
  });

  test('leads to a custom domain, signed for the region of the bucket', async () => {
    const { stdout, asked } = await ran([
      'demo',
      '--domain',
      'play.example.com',
      '--object',
      'playlist.m3u8',
    ]);
    expect(stdout).toMatch(
      /^https:\/\/play\.example\.com\/demo\/playlist\.m3u8\?.*%2Fcn-hangzhou%2Foss%2F.*\n$/,
    );
    expect(asked).toEqual([
      'GET https://play.example.com/demo/playlist.m3u8',
      `signed HEAD ${PLAIN}`,
      'GET https://play.example.com/demo/playlist.m3u8?…',
      'GET https://play.example.com/demo/1.ts?…',
    ]);
  });

  test('draws a QR code', async () => {
    const { stdout } = await ran(['demo', '--qr', '--no-color'], { terminal: 120 });
    expect(stdout).toMatch(/^[█▀▄ \n]+$/);
  });
});

describe('on a public bucket', () => {
  test('prints the play URL as it is, and asks for no more than that', async () => {
    const { asked, ...ended } = await ran(['demo'], { on: open });
    expect(ended).toEqual({
      exitCode: 0,
      stdout: `${PLAIN}\n`,
      stderr: 'Anybody may read it without a signature: the URL plays as it is, and does not expire.\n',
    });
    expect(asked).toEqual([
      'signed GET http://127.0.0.1:8787/local/demo?live',
      `GET ${PLAIN}`,
      'GET http://127.0.0.1:8787/local/demo/1.ts',
    ]);
  });

  test('signs all the same where the segments are not public', async () => {
    const instead: Instead = (request) => (carries(request, /\.ts$/) ? DENIED : null);
    const { stdout, stderr } = await ran(['demo'], { on: open, instead });
    expect([shown(stdout), stderr.split('\n')[0]]).toEqual([`${V4_LINK}\n`, SIGNED.trimEnd()]);
  });

  test('fetches nothing from where a playlist of somebody else points', async () => {
    const instead: Instead = (request) =>
      carries(request, /m3u8$/) ? { body: '#EXTM3U\n#EXTINF:5,\nhttp://198.51.100.7/1.ts\n' } : null;
    const { asked } = await ran(['demo', '--object', 'playlist.m3u8'], { on: open, instead });
    expect(asked).toEqual([`GET ${PLAIN}`]);
  });
});

const DENIED = refusal(403, 'AccessDenied', '0003-00000001', 'You have no right to access this object.');
const FORBIDDEN = {
  status: 403,
  body: '<Error><Code>AccessDenied</Code><Message>No right.</Message></Error>',
};
const GONE = refusal(404, 'NoSuchKey', '0026-00000001', 'The specified key does not exist.');
const MISMATCH = refusal(403, 'SignatureDoesNotMatch', '0002-00000201', 'It does not match.');
const ofLink = (request: HttpRequest): boolean => carries(request, /m3u8\?/);
const ofHead = (request: HttpRequest): boolean => request.method === 'HEAD';

describe('fails', () => {
  test.each<[string, string[], Partial<Options> & { isOpen?: true }, number, string]>([
    [
      'when nothing was pushed yet',
      ['demo'],
      { instead: (request) => (ofHead(request) ? GONE : null) },
      5,
      'error: There is no demo/playlist.m3u8 yet: the service writes it with the first segment of a push.\nhint: Push something: oss-live push 1.flv demo\n',
    ],
    [
      'when nothing was pushed yet to a public bucket',
      ['demo'],
      { isOpen: true, instead: (request) => (carries(request, /m3u8$/) ? GONE : null) },
      5,
      'error: There is no demo/playlist.m3u8 yet: the service writes it with the first segment of a push.\nhint: Push something: oss-live push 1.flv demo\n',
    ],
    [
      'when nobody saved the playlist',
      ['demo', '--object', 'class.m3u8'],
      {},
      5,
      'error: There is no demo/class.m3u8 in the bucket.\nhint: Save it: oss-live vod-save class.m3u8 demo\n',
    ],
    [
      'for a playlist that the service does not sign',
      ['demo'],
      {
        instead: (request) => (ofHead(request) ? { headers: [['Content-Length', '1048577']] } : null),
      },
      2,
      'error: demo/playlist.m3u8 has 1,048,577 bytes, and the service signs the segments of playlists of up to 1 MB.\nhint: Sign each segment: oss-live vod demo --presign 12h -o playlist.m3u8; or save it: oss-live download demo\n',
    ],
    [
      'without oss:GetObject',
      ['demo'],
      { instead: (request) => (ofHead(request) ? { status: 403 } : null) },
      4,
      'error: The server answered 403 without saying why.\nhint: The key needs the RAM action oss:GetObject on this bucket.\n',
    ],
    [
      'when V4 is refused, naming V1',
      ['demo'],
      { instead: (request) => (ofLink(request) ? MISMATCH : null) },
      4,
      'error: It does not match.\nhint: V4 is assumed for hls/sign, every public example is V1: add --sign-version v1.\n403 SignatureDoesNotMatch, EC 0002-00000201, request id 65E6B2F0A1B2C3D4E5F60718\n',
    ],
    [
      'when the key may not read the segments',
      ['demo'],
      { instead: (request) => (carries(request, /\.ts\?/) ? FORBIDDEN : null) },
      4,
      'error: No right.\nhint: The key needs the RAM action oss:GetObject on this bucket.\n403 AccessDenied\n',
    ],
    [
      'for an origin that is none',
      ['demo', '--origin', 'www.example.com'],
      {},
      2,
      'error: --origin "www.example.com" is not the origin of a web page.\nhint: An origin is scheme, host and port: https://www.example.com\n',
    ],
  ])('%s', async (_, words, { isOpen, ...options }, exitCode, stderr) => {
    const ended = await ran(words, { ...options, on: isOpen ? open : closed });
    expect({ ...ended, asked: null }).toEqual({ exitCode, stdout: '', stderr, asked: null });
  });
});

describe('goes on, and says so', () => {
  test('without oss:GetLiveChannel', async () => {
    const { stdout, stderr } = await ran(['demo'], {
      instead: (request) => (carries(request, /\?live$/) ? FORBIDDEN : null),
    });
    expect(shown(stdout)).toBe(`${V4_LINK}\n`);
    expect(stderr.split('\n')[0]).toBe(
      'warning: The name of its playlist was not looked up (oss:GetLiveChannel): playlist.m3u8 is taken; --object names another.',
    );
  });

  test('where links lead nowhere from here', async () => {
    const { exitCode, stderr } = await ran(['demo', '--domain', 'play.example.com'], {
      instead: ({ origin }) => (origin.includes('play.example.com') ? new Error('no such host') : null),
    });
    expect([exitCode, stderr]).toEqual([
      0,
      `Whether it can be read without a signature was not found out: the link is signed.\nThe link is good until 2026-03-05T13:00:00Z.\nwarning: Whether the link plays was not found out: it had no answer that says so.\n${ABOUT_V4}\n`,
    ]);
  });

  test('where a website in the bucket answers for what is not there', async () => {
    const instead: Instead = (request) => (carries(request, /m3u8/) ? { body: '<!doctype html>' } : null);
    const { exitCode, stdout, stderr } = await ran(['demo'], { instead });
    expect([exitCode, shown(stdout), stderr]).toEqual([
      0,
      `${V4_LINK}\n`,
      expect.stringContaining('warning: Whether the link plays was not found out'),
    ]);
  });

  test.each([
    [
      [],
      'A web page elsewhere plays it only with a CORS rule for its origin (AllowedOrigin) and AllowedMethod GET; no rule is for every origin, --origin looks for that of one.',
    ],
    [
      ['--origin', 'https://www.example.com'],
      'A web page of https://www.example.com cannot play it: the bucket has no CORS rule. It needs one with AllowedOrigin https://www.example.com and AllowedMethod GET.',
    ],
    [['--origin', 'https://tv.example.com'], 'A web page of https://tv.example.com may play it.'],
  ])('where a page may not play it: %j', async (words, line) => {
    const allowed = [
      ['Access-Control-Allow-Origin', 'https://tv.example.com'],
    ] satisfies HttpResponse['headers'];
    const instead: Instead = (request) => {
      const isTv = request.headers.some(([, value]) => value === 'https://tv.example.com');
      return carries(request, /m3u8$/) ? { headers: isTv ? allowed : [], body: '#EXTM3U\n' } : null;
    };
    const { stderr } = await ran(['demo', '--object', 'playlist.m3u8', ...words], { on: open, instead });
    expect(stderr.split('\n').at(-2)).toBe(line);
  });

  const rule = (origin: string, method: string) =>
    `<CORSRule><AllowedOrigin>${origin}</AllowedOrigin><AllowedMethod>${method}</AllowedMethod></CORSRule>`;
  const cannot = 'A web page of https://www.example.com cannot play it';
  test.each([
    [
      [],
      `${cannot}: the bucket has no CORS rule. It needs one with AllowedOrigin https://www.example.com and AllowedMethod GET.`,
      { kind: 'noRules' },
    ],
    [
      [rule('https://*.example.org', 'GET'), rule('http://www.example.com', 'GET')],
      `${cannot}: of the CORS rules of the bucket (2) none is for its origin. Add one with AllowedOrigin https://www.example.com and AllowedMethod GET.`,
      { kind: 'noOrigin', rules: 2 },
    ],
    [
      [rule('https://tv.example.com', 'GET'), rule('https://*.example.com', 'PUT')],
      `${cannot}: CORS rule 2 of the bucket is for its origin, but not for GET. Add AllowedMethod GET to it.`,
      { kind: 'noMethod', rule: 2 },
    ],
    [
      [rule('*', 'PUT'), rule('*', 'GET')],
      `${cannot}, though CORS rule 2 of the bucket allows it: what answered in its place, such as a CDN, does not say so. Rules also take a while to come into force.`,
      { kind: 'allowed', rule: 2 },
    ],
    [
      null,
      `${cannot}: the bucket lacks a CORS rule with AllowedOrigin https://www.example.com and AllowedMethod GET.`,
      null,
    ],
  ])('which rule a page lacks, when the bucket has %j', async (rules, line, cors) => {
    const instead: Instead = (request) => {
      if (carries(request, /[?]cors$/)) {
        if (rules === null) return refusal(403, 'AccessDenied', '0003-00000001', 'Denied.');
        return { body: `<CORSConfiguration>${rules.join('')}</CORSConfiguration>` };
      }
      return carries(request, /m3u8$/) ? { body: '#EXTM3U\n' } : null;
    };
    const words = ['demo', '--object', 'playlist.m3u8', '--origin', 'https://www.example.com'];
    const { stderr } = await ran(words, { on: open, instead });
    expect(stderr.split('\n').at(-2)).toBe(line);
    const { stdout } = await ran([...words, '--json'], { on: open, instead });
    expect(JSON.parse(stdout)).toMatchObject({ allowsOrigin: false, cors });
  });
});
