// Looks for secrets in what came out of the program, and keeps what went into it, so that neither can be imagined.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { HttpRequest, Transport } from '../../src/protocol/wire.js';
import { createWorld, type Ended, type WorldOptions } from './world.js';

/** With what is escaped in URLs, in JSON, by shells; no eight characters of one are in another. */
export const SECRETS = {
  'key secret': 'K3y/Secr+Q7zJw0XvB2mNpLs9',
  'STS token': 'CAISt0ken+/Wd8R5yUe2Hq6GbTfK==',
  'webhook secret': 'Wh00k\'s"R2d7XnQv5Lk',
  'webhook query': 'hookKey-Ta6Sy1Mf',
  'input password': 'P4ss,w0rd;Zt6Jk',
  'input user': 'Us3rIsAToken-Hd2Rw',
  'input token': "T0ken'q(Er9Wn4Mz)",
  'input passphrase': 'Pa55phrase!Yx8Lm3',
  'input stream id': '#!::r=Str34mId,m=Uc5Vb1',
  'input signature': 'f7a90c51de3b8824aa61',
  'input word': 'W0rdAlone~Kq8Cz',
  'option passphrase': 'Opt10nPass#Wd7Hq2',
  'option header': 'B3arer.Tok=Vz5Ls8',
  'redirect password': 'Redir3ct-Ng5Tz9',
  'redirect token': 'Segm3ntT0k-Lw2Pv',
  'proxy password': 'Pr0xyPass-Gk4Dn8Sx',
  'endpoint password': 'Endp01ntPass-Bv6Cq3',
  'TLS key': 'MIIEvQIBADANBgkqhkiG9w0BAQEF',
  'other key secret': 'An0ther/S3c+rVt8Yp5Xe',
  'other STS token': 'Zw9xQ5vB3+nM1kL8j/H6gF==',
  'control token': "C0ntr0l'T0k+Jm5Fx9Rb",
} as const;

export const KEY = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: SECRETS['key secret'],
  securityToken: SECRETS['STS token'],
};

/** Inputs that nobody serves. */
export const INPUTS = {
  'input password': `rtsp://camera:${SECRETS['input password']}@127.0.0.1:1/live`,
  'input user': `http://${SECRETS['input user']}@127.0.0.1:1/live.flv`,
  'input token': `https://127.0.0.1:1/live.m3u8?quality=high&token=${SECRETS['input token']}`,
  'input passphrase': `srt://127.0.0.1:1?passphrase=${SECRETS['input passphrase']}&mode=caller`,
  'input stream id': `srt://127.0.0.1:1?streamid=${encodeURIComponent(SECRETS['input stream id'])}`,
  'input signature': `http://127.0.0.1:1/live.flv?X-Amz-Signature=${SECRETS['input signature']}&x=1`,
  'input word': `http://127.0.0.1:1/live.flv?${SECRETS['input word']}`,
} as const;

/** What lets an input be read, given beside it. */
export const INPUT_OPTIONS = {
  'option passphrase': `passphrase=${SECRETS['option passphrase']}`,
  'option header': `headers=Authorization: Bearer ${SECRETS['option header']}`,
} as const;

export type Texts = Readonly<Record<string, string>>;
export type Secrets = Readonly<Record<string, string | readonly string[]>>;

/** Fewer characters of a secret are no secret. */
const TELLING = 8;

/** Which of the secrets, or pieces of them, stand in which of the texts: `STS token: stderr`. */
function findLeaks(texts: Texts, secrets: Secrets): string[] {
  const places = Object.entries(texts).map(([place, text]) => [place, differentLines(text)] as const);
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const pieces = [...new Set([...new Set([secret].flat())].flatMap(piecesOf))];
    return places
      .filter(([, text]) => pieces.some((piece) => text.includes(piece)))
      .map(([place]) => `${name}: ${place}`);
  });
}

/** What is said a hundred times is looked through once; no piece goes over the end of a line. */
function differentLines(text: string): string {
  return [...new Set(text.split('\n'))].join('\n');
}

function piecesOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const percent = encodeURIComponent(secret);
  const everyByte = hex.replace(/../g, '%$&');
  return [
    ...windows(secret, TELLING),
    ...windows(percent, TELLING),
    ...windows(
      percent.replace(/%../g, (code) => code.toLowerCase()),
      TELLING,
    ),
    ...windows(everyByte, 3 * TELLING),
    ...windows(JSON.stringify(secret).slice(1, -1), TELLING),
    ...[0, 1, 2].flatMap((shift) => windows(base64At(bytes, shift), (TELLING * 4) / 3 + 1)),
    ...windows(hex, 2 * TELLING),
    ...windows(hex.toUpperCase(), 2 * TELLING),
    ...windows(hex.toUpperCase().replace(/..(?!$)/g, '$& '), 3 * TELLING),
  ];
}

/** As it stands in the Base64 of a longer text, by how many bytes before it there are beyond a multiple of three. */
function base64At(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  return text.slice(shift === 0 ? 0 : 4).replace(/.{0,3}=*$/, '');
}

function windows(text: string, length: number): string[] {
  if (text.length <= length) return [text];
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
}

/** A user's machine and a bucket: what goes in is kept beside what comes out. */
export interface Stage {
  emulator: Emulator;
  homeDir: string;
  /** Answers for the emulator when it is set. */
  answer: Transport | null;
  /** The folder of a ffmpeg that says all it is asked; see `talkativeFfmpeg`. */
  ffmpeg: string;
  run(argv: readonly string[], options?: WorldOptions): Promise<Ended>;
  /** Adds to what came out. */
  cameOut(place: string, text: string): void;
  /** Adds to what went in. */
  wentIn(text: string): void;
  /** What has come out, and what has been written to files, by place. */
  out(): Promise<Texts>;
  /** All that the program was given or has sent. */
  in(): string;
  /** The fixed secrets, and the signatures that were made. */
  secrets(): Secrets;
}

export const NOW = '2024-03-05T06:07:08Z';

/** With channel `cam`. */
async function createStage(): Promise<Stage> {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'oss-live-secrets-')), 'data');
  const now = () => new Date(NOW);
  const emulator = createEmulator({ dataDir, credentials: [KEY], now });
  onTestFinished(() => emulator.close());
  const given: string[] = [];
  const came: Record<string, string> = {};
  const env = {
    ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
    ...{ OSS_SESSION_TOKEN: KEY.securityToken, OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local' },
    ...{ OSS_ENDPOINT: 'http://127.0.0.1:8787', PATH: process.env.PATH },
  };
  const transport: Transport = (request, options) => {
    given.push(textOf(request));
    return (stage.answer ?? emulator.handle)(request, options);
  };
  const world = createWorld({ env, transport, now });
  const stage: Stage = {
    ...{ emulator, homeDir: world.homeDir, answer: null, ffmpeg: talkativeFfmpeg() },
    async run(argv, options = {}) {
      const whole = { ...options, env: { ...env, ...options.env } };
      given.push(...argv, ...Object.values(whole.env).map(String), String(options.stdin ?? ''));
      const ended = await world.run(argv, whole);
      stage.cameOut('stdout', ended.stdout);
      stage.cameOut('stderr', ended.stderr);
      return ended;
    },
    cameOut(place, text) {
      came[place] = `${came[place] ?? ''}${text}\n`;
    },
    wentIn: (text) => void given.push(text),
    async out() {
      const journal = await emulator.handle(controlRequest('events'));
      const state = await emulator.handle(controlRequest('state'));
      return {
        ...came,
        files: filesIn(world.homeDir) + filesIn(dataDir),
        journal: `${journal.body}${state.body}`,
      };
    },
    in: () => [...given, filesIn(stage.ffmpeg, 'asked')].join('\n'),
    secrets: () => ({ ...SECRETS, ...signaturesIn(stage.in()) }),
  };
  await world.run(['create', 'cam', '--frag-duration', '1', '--frag-count', '3'], { now });
  given.length = 0;
  return stage;
}

function controlRequest(what: string): HttpRequest {
  const headers: HttpRequest['headers'] = [['Host', '127.0.0.1']];
  return { method: 'GET', origin: 'http://127.0.0.1', target: `/_emulator/${what}`, headers, body: null };
}

export function textOf({ method, origin, target, headers, body }: HttpRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${origin}${target}`, ...lines, String(body ?? '')].join('\n');
}

/** A server that repeats what it was sent in every part of its answer. */
export const echoing: Transport = async (request) => {
  const said = textOf(request).replace(/[<&]/g, (sign) => (sign === '<' ? '&lt;' : '&amp;'));
  const parts = ['Code', 'Message', 'RequestId', 'HostId', 'StringToSign', 'Endpoint', 'EC'];
  const elements = parts.map((part) => `<${part}>${part === 'Code' ? 'Odd' : said}</${part}>`).join('');
  return { status: 403, headers: [], body: `<?xml version="1.0"?><Error>${elements}</Error>` };
};

/** Those in the texts of requests and command lines, by kind. */
function signaturesIn(text: string): Secrets {
  const kinds = {
    'V4 signature': /OSS4-HMAC-SHA256 Credential=\S+,\s*Signature=([0-9a-f]{64})/g,
    'V1 signature': /^authorization: OSS \S+:(\S+)$/gim,
    'RTMP signature': /rtmp:\/\/\S*?[?&]Signature=([^&\s]+)/g,
    'presigned V1 signature': /http:\/\/\S*?[?&]Signature=([^&\s]+)/g,
    'presigned signature': /x-oss-signature=([0-9a-f]{64})/g,
  };
  const found = Object.entries(kinds).map(([kind, pattern]) => {
    return [
      kind,
      [...text.matchAll(pattern)].map(([, signature = '']) => decodeURIComponent(signature)),
    ] as const;
  });
  return Object.fromEntries(found.filter(([, signatures]) => signatures.length > 0));
}

/** The texts of all files in a folder, those of media left out; or of one. */
function filesIn(folder: string, only: string | null = null): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !/\.(ts|flv)$/.test(path))
    .filter((path) => only === null || relative(folder, path) === only)
    .map((path) => `${readFileSync(path, 'latin1')}\n`)
    .join('');
}

/**
 * A folder with an ffmpeg that repeats every word it is asked, whole and in the ways in which ffmpeg quotes, and fails
 * as TALK says: with a lost connection unless it is set. Beside it is an ffprobe that finds a live H.264 stream.
 */
function talkativeFfmpeg(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-talkative-'));
  mkdirSync(folder, { recursive: true });
  const streams = `{"streams":[{"codec_type":"video","codec_name":"h264","width":320,"height":180},{"codec_type":"audio","codec_name":"aac"}],"format":{"format_name":"flv"}}`;
  writeFileSync(join(folder, 'ffprobe'), `#!/bin/sh\necho '${streams}'\n`, { mode: 0o755 });
  // Not among its words: whatever an input redirects to.
  const other = `https://cdn:${SECRETS['redirect password']}@127.0.0.1/1.ts?token=${SECRETS['redirect token']}`;
  const talk = `#!/bin/sh
printf '%s\\n' "$@" '${other}' >> '${folder}/asked'
echo "[hls @ 0x1] keepalive request failed for '${other}'" >&2
for word; do
  printf '%s\\n' "[out#0/flv @ 0x1] Error: $word" "Opening '$word' for reading" "Output #0, flv, to '$word':" >&2
  case $word in *[?]*) printf 'Unable to parse option value "%s" as int\\n' "\${word##*=}" >&2;; esac
done
case \${TALK-} in
  refused) for word; do echo "[rtmp @ 0x1] Server error: denied, $word \${word##*=}" >&2; done;;
  odd) for word; do echo "what to do with $word, that is \${word##*=}" >&2; done;;
  sent) printf 'total_size=9000\\nout_time_us=2000000\\nprogress=end\\n'; exit 0;;
  lost) echo "[tee @ 0x1] Slave muxer #0 failed: Broken pipe, continuing with 1/2 slaves." >&2
    printf 'total_size=9000\\nout_time_us=2000000\\nprogress=end\\n'; exit 0;;
  *) echo "av_interleaved_write_frame(): Broken pipe" >&2;;
esac
exit 1
`;
  writeFileSync(join(folder, 'ffmpeg'), talk, { mode: 0o755 });
  return folder;
}

/** A way of running the program, and what becomes of the secrets in it. */
export interface Way {
  name: string;
  /** The secrets that go in: there has to be something to find. */
  carries: readonly string[];
  /** Where which of them is the result that was asked for: the exceptions, all of them. */
  shows?: readonly string[];
  run(stage: Stage): Promise<unknown>;
}

/** A test for each way: nothing but what it `shows` comes out. */
export function testWays(ways: readonly Way[]): void {
  test.each(ways)('$name', async ({ carries, shows = [], run }) => {
    const stage = await createStage();
    await run(stage);
    const secrets = stage.secrets();
    expect(findLeaks(await stage.out(), secrets).sort()).toEqual([...shows].sort());
    const carried = findLeaks({ in: stage.in() }, secrets).map((found) => found.replace(/: in$/, ''));
    expect(carried.sort()).toEqual([...carries].sort());
  });
}
