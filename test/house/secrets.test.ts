// No secret comes out of the program, except where it was asked for. Every row runs the program, collects all that
// came out, and looks for every secret in every spelling; `carries` says which of them had gone in, so that a row
// cannot pass because there was nothing to find. Expected values are typed out: no snapshot, nothing `-u` rewrites.
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import type { Context } from '../../src/cli/context.js';
import { reportUncaught, run } from '../../src/cli/program.js';
import { presignUrl, signRtmpUrl } from '../../src/index.js';
import type { Transport } from '../../src/protocol/wire.js';
import { createMachine } from '../helpers/program.js';
import {
  echoing,
  INPUTS,
  KEY,
  NOW,
  SECRETS,
  type Stage,
  testWays,
  textOf,
  type Way,
} from '../helpers/secrets.js';
import { createWorld } from '../helpers/world.js';

const CALL = ['key secret', 'STS token', 'V4 signature'];
const CALL_V1 = ['key secret', 'STS token', 'V1 signature'];
const V1 = ['--sign-version', 'v1'];
const OTHER_SECRET = { OSS_ACCESS_KEY_SECRET: `${SECRETS['key secret']}x` };

const CHANGES = [
  ['create', 'new', '--description', 'front door'],
  ['status', 'cam', 'disabled'],
  ['enable', 'cam'],
  ['disable', 'cam', '--yes'],
  ['delete', 'cam', '--yes'],
  ['vod-save', 'whole.m3u8', 'cam', '--start', '2024-03-05T05:00:00Z', '--end', '2024-03-05T06:00:00Z'],
];

/** Runs the changes for show and, so that their signatures are known, for real: at the same second they are the same. */
async function dryRuns({ run }: Stage, flags: readonly string[]): Promise<void> {
  for (const argv of CHANGES) {
    expect((await run([...argv, '--dry-run', '-v', '--debug-sign', ...flags])).exitCode).toBe(0);
    await run([...argv, ...flags]);
    await run(['create', 'cam', ...flags]);
  }
}

/** A failure below the client that quotes the request, in itself and in its causes. */
const failing: Transport = async (request) => {
  const cause = new Error(JSON.stringify(request), { cause: new Error(JSON.stringify(KEY)) });
  throw new TypeError(`cannot send ${textOf(request)} with ${KEY.accessKeySecret}`, { cause });
};

/** A private bucket in which there is a playlist, whoever signs for it. */
const withPlaylist =
  ({ emulator }: Stage): Transport =>
  async (request) => {
    const isSigned =
      request.headers.some(([name]) => name === 'Authorization') || request.target.includes('?');
    if (!isSigned || !request.target.includes('/playlist.m3u8')) return emulator.handle(request);
    return { status: 200, headers: [['Content-Length', '8']], body: '#EXTM3U\n' };
  };

const ONCE = ['--retry-times', '0'];
const LOUD = ['-v', '--debug-sign'];
const EXPIRES = Date.parse(NOW) / 1000 + 3600;
const CREDENTIALS = { credentials: KEY, bucket: 'local', endpoint: 'http://127.0.0.1:8787' };
const publishUrl = () => signRtmpUrl({ ...CREDENTIALS, channelName: 'cam', expires: EXPIRES }).url;

const ways: readonly Way[] = [
  {
    name: 'a command',
    carries: CALL,
    async run({ run }) {
      for (const flags of [[], ['--json'], LOUD, ['--json', ...LOUD], ['-q']]) {
        expect((await run(['stat', 'cam', ...flags])).exitCode).toBe(0);
        await run(['list', ...flags]);
        await run(['info', ...flags], { terminal: 100 });
        await run(['use', 'cam', ...flags]);
      }
    },
  },
  {
    name: 'a command signed with V1',
    carries: CALL_V1,
    async run({ run }) {
      for (const flags of [LOUD, ['--json', ...LOUD]])
        expect((await run(['stat', 'cam', ...V1, ...flags])).exitCode).toBe(0);
    },
  },
  {
    name: 'options that are secrets',
    carries: CALL,
    async run({ run }) {
      const env = {
        ...{ OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined },
        OSS_SESSION_TOKEN: undefined,
      };
      const key = ['-i', KEY.accessKeyId, '-t', KEY.securityToken, ...LOUD];
      const stdin = `${KEY.accessKeySecret}\n`;
      expect((await run(['stat', 'cam', ...key, '-k', '-'], { env, stdin })).exitCode).toBe(0);
      expect((await run(['stat', 'cam', ...key, '-k', KEY.accessKeySecret], { env })).exitCode).toBe(0);
      const misspelt = `--acces-key-secret=${KEY.accessKeySecret}`;
      expect((await run(['stat', 'cam', ...key, misspelt], { env })).exitCode).toBe(2);
      expect((await run(['stat', 'cam', `-t${KEY.securityToken}`, '--no-such', '--json'])).exitCode).toBe(2);
      expect((await run(['stat', 'cam', '-t', KEY.securityToken, '-v'], { env })).exitCode).toBe(3);
    },
  },
  { name: '--dry-run', carries: CALL, run: (stage) => dryRuns(stage, []) },
  { name: '--dry-run --json', carries: CALL, run: (stage) => dryRuns(stage, ['--json']) },
  { name: '--dry-run with V1', carries: CALL_V1, run: (stage) => dryRuns(stage, V1) },
  { name: '--dry-run --json with V1', carries: CALL_V1, run: (stage) => dryRuns(stage, ['--json', ...V1]) },
  {
    name: 'a refusal',
    carries: CALL,
    async run({ run }) {
      for (const flags of [[], ['--json'], LOUD])
        expect((await run(['stat', 'cam', ...flags], { env: OTHER_SECRET })).exitCode).toBe(4);
    },
  },
  {
    name: 'a refusal of V1',
    carries: CALL_V1,
    async run({ run }) {
      for (const flags of [[], ['--json'], LOUD])
        expect((await run(['stat', 'cam', ...V1, ...flags], { env: OTHER_SECRET })).exitCode).toBe(4);
    },
  },
  {
    name: 'a refusal that repeats the request',
    carries: CALL,
    async run(stage) {
      stage.answer = echoing;
      for (const flags of [[], ['--json'], LOUD])
        expect((await stage.run(['stat', 'cam', ...flags])).exitCode).toBe(4);
    },
  },
  {
    name: 'a failure that quotes the request',
    carries: CALL,
    async run(stage) {
      stage.answer = failing;
      for (const flags of [[], ['--json'], LOUD, ['--retry-times', '1']])
        expect((await stage.run(['stat', 'cam', ...ONCE, ...flags])).exitCode).toBe(7);
    },
  },
  {
    name: 'a failure that quotes a V1 request',
    carries: CALL_V1,
    async run(stage) {
      stage.answer = failing;
      for (const flags of [[], ['--json'], LOUD])
        expect((await stage.run(['stat', 'cam', ...ONCE, ...V1, ...flags])).exitCode).toBe(7);
    },
  },
  {
    name: 'a bug',
    carries: ['key secret', 'STS token'],
    async run({ run }) {
      const now = () => {
        throw new TypeError(`cannot work with ${JSON.stringify(KEY)}, ${Object.values(KEY)}`);
      };
      for (const flags of [[], ['--json'], LOUD])
        expect((await run(['stat', 'cam', ...flags], { now })).exitCode).toBe(1);
    },
  },
  {
    name: 'an error that reached nobody',
    carries: ['key secret', 'STS token', ...Object.keys(INPUTS)],
    async run(stage) {
      const written: string[] = [];
      const sink = { write: (text: string) => written.push(text) > 0 };
      const file = join(stage.ffmpeg, 'config');
      const keys = `accessKeySecret=${KEY.accessKeySecret}\nstsToken=${KEY.securityToken}\n`;
      writeFileSync(file, `[default]\naccessKeyId=x\n${keys}`);
      const context: Context = {
        ...{
          stdin: Readable.from([]),
          stdout: sink,
          stderr: sink,
          platform: 'linux',
          nodeVersion: 'v20.18.1',
          startDetached: () => undefined,
          transport: failing,
        },
        ...{ env: {}, homeDir: '/nowhere', cwd: '/nowhere' },
        ...{
          now: () => new Date(NOW),
          signal: new AbortController().signal,
          onExit: () => () => undefined,
          onHangup: () => () => undefined,
        },
      };
      const unread = ['push', ...Object.values(INPUTS), '--sts-token', KEY.securityToken];
      const known = ['stat', 'cam', '-c', file, '--region', 'cn-hangzhou', '-b', 'local', ...ONCE];
      stage.wentIn([...unread, KEY.accessKeySecret].join('\n'));
      for (const flags of [[], ['-v'], ['--json']]) {
        const error = new Error(`odd: ${unread}`, { cause: new Error(unread.join(' ')) });
        expect(await reportUncaught(error, [...unread, ...flags], { ...context })).toBe(1);
        // Of a key in a file only the run that has read it knows.
        expect(await run(known, context)).toBe(7);
        const later = new Error(`odd: ${KEY.accessKeySecret} ${KEY.securityToken}`);
        expect(await reportUncaught(later, [...known, ...flags], context)).toBe(1);
      }
      stage.cameOut('stderr', written.join(''));
    },
  },
  {
    name: 'sign-rtmp',
    carries: ['key secret', 'STS token', 'RTMP signature'],
    shows: ['STS token: stdout', 'RTMP signature: stdout'],
    async run(stage) {
      stage.wentIn(publishUrl());
      for (const form of [[], ['--json'], ['--obs'], ['--ffmpeg'], ['--json', '--obs']]) {
        const argv = ['sign-rtmp', 'cam', '--expires-at', String(EXPIRES), ...form, ...LOUD];
        expect((await stage.run(argv)).exitCode).toBe(0);
      }
    },
  },
  {
    name: 'url',
    carries: [...CALL, 'presigned signature'],
    shows: ['STS token: stdout', 'presigned signature: stdout'],
    async run(stage) {
      stage.answer = withPlaylist(stage);
      for (const form of [[], ['--json'], ['--dry-run']])
        expect((await stage.run(['url', 'cam', ...form, ...LOUD])).exitCode).toBe(0);
    },
  },
  {
    name: 'url, signed with V1',
    carries: [...CALL_V1, 'presigned V1 signature'],
    shows: ['STS token: stdout', 'presigned V1 signature: stdout'],
    async run(stage) {
      stage.answer = withPlaylist(stage);
      expect((await stage.run(['url', 'cam', ...V1, ...LOUD])).exitCode).toBe(0);
    },
  },
  {
    name: 'url of a link that is refused, by whoever repeats it',
    carries: [...CALL, 'presigned signature'],
    async run(stage) {
      const there = withPlaylist(stage);
      stage.answer = (request, options) =>
        request.target.includes('x-oss-signature=') ? echoing(request, options) : there(request, options);
      for (const flags of [[], ['--json'], LOUD])
        expect((await stage.run(['url', 'cam', ...flags])).exitCode).toBe(4);
    },
  },
  {
    name: 'sign-rtmp --check',
    carries: ['key secret', 'STS token', 'RTMP signature'],
    async run({ run }) {
      for (const flags of [[], ['--json'], LOUD])
        expect((await run(['sign-rtmp', '--check', publishUrl(), ...flags])).exitCode).toBe(0);
      const spoilt = [publishUrl().replace('local/live', 'live/local'), `x${publishUrl()}`, publishUrl()];
      for (const url of spoilt) await run(['sign-rtmp', '--check', url, ...LOUD], { env: OTHER_SECRET });
    },
  },
  {
    name: 'sign-rtmp --check of a URL that was signed with V4',
    carries: ['key secret', 'STS token', 'presigned signature'],
    async run({ run }) {
      const asked = { ...CREDENTIALS, region: 'cn-hangzhou', signTime: new Date(NOW), expiresSeconds: 60 };
      const { url } = presignUrl({ method: 'GET', bucket: 'local', key: 'live/cam' }, asked);
      const pasted = url.replace(/^http/, 'rtmp');
      for (const flags of [[], ['--json'], LOUD])
        expect((await run(['sign-rtmp', '--check', pasted, ...flags])).exitCode).toBe(4);
      expect((await run(['stat', url])).exitCode).toBe(2);
    },
  },
  {
    name: 'an endpoint with a password',
    carries: ['key secret', 'STS token', 'endpoint password'],
    async run({ run }) {
      const password = SECRETS['endpoint password'];
      for (const scheme of ['', 'https://', 'ftp://']) {
        const endpoint = `${scheme}user:${password}@oss-cn-hangzhou.aliyuncs.com`;
        for (const flags of [[], ['--json'], LOUD]) {
          expect((await run(['stat', 'cam', '-e', endpoint, ...flags])).exitCode).toBe(2);
          const env = { OSS_ENDPOINT: endpoint };
          expect((await run(['create', 'cam', '--dry-run', ...flags], { env })).exitCode).toBe(3);
        }
      }
      const query = `https://oss-cn-hangzhou.aliyuncs.com/?password=${password}`;
      expect((await run(['stat', 'cam', '-e', query])).exitCode).toBe(2);
    },
  },
  {
    name: 'configuration files that cannot be read',
    carries: ['key secret', 'STS token'],
    async run(stage) {
      const env = {
        ...{ OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined },
        ...{ OSS_SESSION_TOKEN: undefined, HOME: stage.homeDir },
      };
      const folder = join(stage.ffmpeg, 'config');
      mkdirSync(folder);
      const broken = `accessKeySecret=${KEY.accessKeySecret}\nstsToken=${KEY.securityToken}\n`;
      const printed = `{"mode":"StsToken","access_key_secret":"${KEY.accessKeySecret}","sts_token":"${KEY.securityToken}",}`;
      const file = join(folder, 'config');
      const reply = join(folder, 'reply');
      stage.wentIn(broken);
      writeFileSync(file, broken);
      writeFileSync(reply, printed);
      for (const flags of [[], ['--json'], LOUD])
        expect((await stage.run(['stat', 'cam', '-c', file, ...flags], { env })).exitCode).toBe(3);
      mkdirSync(join(stage.homeDir, '.aliyun'));
      const aliyun = join(stage.homeDir, '.aliyun', 'config.json');
      writeFileSync(aliyun, '{"profiles": [');
      for (const command of [`cat ${reply}`, `cat ${reply} /nowhere`]) {
        const profile = { name: 'p', mode: 'External', process_command: command, region_id: 'cn-hangzhou' };
        writeFileSync(aliyun, JSON.stringify({ current: 'p', profiles: [profile] }));
        for (const flags of [[], ['--json'], LOUD])
          expect((await stage.run(['stat', 'cam', '--profile', 'p', ...flags], { env })).exitCode).toBe(3);
      }
      const uri = await answering(printed);
      const profile = { name: 'p', mode: 'CredentialsURI', credentials_uri: uri, region_id: 'cn-hangzhou' };
      writeFileSync(aliyun, JSON.stringify({ current: 'p', profiles: [profile] }));
      for (const flags of [[], ['--json'], LOUD])
        expect((await stage.run(['stat', 'cam', '--profile', 'p', ...flags], { env })).exitCode).toBe(3);
    },
  },
  {
    name: 'a proxy with a password, in the built program',
    carries: ['key secret', 'STS token', 'proxy password'],
    async run(stage) {
      const refusing = new URL(await answering('no', 407));
      const machine = createMachine({
        ...{ OSS_ACCESS_KEY_ID: KEY.accessKeyId, OSS_ACCESS_KEY_SECRET: KEY.accessKeySecret },
        ...{ OSS_SESSION_TOKEN: KEY.securityToken, OSS_REGION: 'cn-hangzhou', OSS_BUCKET: 'local-bucket' },
      });
      const login = `user:${SECRETS['proxy password']}`;
      const proxies = [
        'http://LOGIN@127.0.0.1:1',
        `LOGIN@${refusing.host}`,
        'http://LOGIN@127.0.0.1:notaport',
      ];
      for (const proxy of [...proxies, 'socks5://LOGIN@127.0.0.1:1']) {
        const HTTPS_PROXY = proxy.replace('LOGIN', login);
        stage.wentIn([...Object.values(machine.environment), HTTPS_PROXY].join('\n'));
        const option = ['--proxy', `'${HTTPS_PROXY}'`].join(' ');
        const line = `oss-live list -v --debug-sign --retry-times 0; oss-live list --json --retry-times 0 ${option}`;
        const { stdout, stderr } = await machine.sh(line, { HTTPS_PROXY });
        expect(stderr).toContain('error');
        stage.cameOut('stdout', stdout);
        stage.cameOut('stderr', stderr);
      }
    },
  },
];

/** The address of a server that gives everybody the same answer, and refuses to be a proxy with the same status. */
async function answering(body: string, status = 200): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  server.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/key`;
}

testWays(ways);

/** Every flag that sounds as if a secret went into it, and which does; null where none does. */
const FLAGS: Readonly<Record<string, keyof typeof SECRETS | 'RTMP signature' | null>> = {
  '--also-key <id:secret...>': 'other key secret',
  '--check <url>': 'RTMP signature',
  '--control-token <token>': 'control token',
  '--max-keys <number>': null,
  '--no-sign-token': null,
  '--proxy <url>': 'proxy password',
  '--show-secret': null,
  '--tls-key <file>': 'TLS key',
  '--webhook <url>': 'webhook query',
  '--webhook-secret <secret>': 'webhook secret',
  '-i, --access-key-id <id>': null,
  '-k, --access-key-secret <secret>': 'key secret',
  '-t, --sts-token <token>': 'STS token',
};

test('every flag that takes a secret is one of these, and a way of the table gives it', async () => {
  const { run } = createWorld();
  const { stdout } = await run(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)(?:, [a-z]+)? {2,}/gm)].map(([, name]) => name!);
  expect(commands).toEqual(expect.arrayContaining(['create', 'list', 'push', 'watch', 'emulator']));
  const helps = await Promise.all(commands.map((command) => run([command, '--help'])));
  const texts = [stdout, ...helps.map((help) => help.stdout)];
  const flags = texts.flatMap((text) => text.match(/^ {2}(-\w, )?--[a-z-]+( [<[]\S+)?/gm) ?? []);
  const sounding = flags.filter((flag) => /secret|token|password|passphrase|key|url/i.test(flag));
  expect([...new Set(sounding.map((flag) => flag.trim()))].sort()).toEqual(Object.keys(FLAGS).sort());

  const files = ['secrets.test.ts', 'secrets-streams.test.ts'];
  const table = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('');
  const given = Object.entries(FLAGS).flatMap(([flag, secret]) => (secret === null ? [] : [[flag, secret]]));
  const missing = given.filter(([flag, secret]) => {
    const spellings = flag!.match(/-[\w-]+/g)?.slice(0, 2) ?? [];
    return !spellings.some((spelling) => table.includes(`'${spelling}',`)) || !table.includes(`'${secret}'`);
  });
  expect(missing).toEqual([]);
});
