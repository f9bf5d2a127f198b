// The same for what runs on: push and what ffmpeg says, watch and whom it tells, the emulator. See secrets.test.ts.
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import { InterruptedError } from '../../src/errors.js';
import { signRtmpUrl } from '../../src/index.js';
import {
  echoing,
  INPUT_OPTIONS,
  INPUTS,
  KEY,
  NOW,
  SECRETS,
  type Stage,
  testWays,
  type Way,
} from '../helpers/secrets.js';

const CALL = ['key secret', 'STS token', 'V4 signature'];
const OF_INPUTS = Object.keys(INPUTS);
const urls = Object.values(INPUTS);
const OF_OPTIONS = Object.keys(INPUT_OPTIONS);
const options = Object.values(INPUT_OPTIONS).flatMap((option) => ['--input-option', option]);
const LOUD = ['-v', '--debug-sign'];
const NO_KEY = {
  ...{ OSS_ACCESS_KEY_ID: undefined, OSS_ACCESS_KEY_SECRET: undefined, OSS_SESSION_TOKEN: undefined },
};
const OTHER_KEY = `other-id:${SECRETS['other key secret']}:${SECRETS['other STS token']}`;
const KEY_OPTIONS = ['-i', KEY.accessKeyId, '-k', KEY.accessKeySecret, '-t', KEY.securityToken];

/** Pushes every input with the ffmpeg that repeats all it is asked. */
function talkativePush(talk: string | undefined, flags: readonly string[]): Way['run'] {
  return async (stage) => {
    const ffmpeg = ['--ffmpeg', join(stage.ffmpeg, 'ffmpeg'), '--max-attempts', '2'];
    const push = async (input: string, index: number): Promise<void> => {
      const log = `ffmpeg-${index}.log`;
      await stage.run(['push', input, ...ffmpeg, '--ffmpeg-log', log, ...flags], { env: { TALK: talk } });
      expect(readFileSync(join(stage.homeDir, log), 'utf8')).toContain('[out#0/flv @ 0x1] Error: ');
    };
    await Promise.all(urls.map(push));
  };
}

const SHOWN = [...CALL, 'RTMP signature', ...OF_INPUTS];
const PUSHED = [...SHOWN, 'redirect password', 'redirect token'];
const ONE = ['-C', 'cam'];
const TWO = ['--to', 'cam', '--to', 'other', '--create'];

const pushes: readonly Way[] = [
  {
    name: 'push --dry-run',
    carries: SHOWN,
    async run(stage) {
      const ffmpeg = ['--ffmpeg', join(stage.ffmpeg, 'ffmpeg')];
      const bucket = { credentials: KEY, bucket: 'local', endpoint: 'http://127.0.0.1:8787' };
      const expires = Date.parse(NOW) / 1000 + 3600;
      stage.wentIn(signRtmpUrl({ ...bucket, channelName: 'cam', expires }).url);
      for (const input of urls) {
        for (const flags of [ONE, [...ONE, '--json'], TWO, [...ONE, ...LOUD]]) {
          const { exitCode, stdout } = await stage.run(['push', input, '--dry-run', ...ffmpeg, ...flags]);
          expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Signature=***')]);
        }
      }
    },
  },
  {
    name: 'push --dry-run with input options',
    carries: [...CALL, 'input password', ...OF_OPTIONS],
    async run(stage) {
      const ffmpeg = ['--ffmpeg', join(stage.ffmpeg, 'ffmpeg')];
      for (const flags of [ONE, [...ONE, '--json'], [...ONE, '--no-probe'], [...ONE, ...LOUD]]) {
        const argv = ['push', urls[0] ?? '', '--dry-run', ...ffmpeg, ...options, ...flags];
        expect(await stage.run(argv)).toMatchObject({
          exitCode: 0,
          stdout: expect.stringContaining('-passphrase'),
        });
      }
    },
  },
  ...([undefined, 'refused', 'odd', 'sent'] as const).map((talk) => ({
    name: `push with input options: ${talk ?? 'its connections broken'}`,
    carries: [...PUSHED, ...OF_OPTIONS],
    run: talkativePush(talk, [...ONE, ...options, '-v', '--json']),
  })),
  {
    name: 'push with input options that the real ffmpeg refuses',
    carries: [...CALL, ...OF_OPTIONS],
    async run({ run }) {
      const bad = ['--input-option', `passphrase ${INPUT_OPTIONS['option passphrase']}`];
      for (const flags of [options, [...options, '--json'], [...options, ...LOUD], bad])
        expect((await run(['push', 'http://127.0.0.1:1/a.flv', 'cam', ...flags])).exitCode).not.toBe(0);
    },
  },
  { name: 'push, its connections broken', carries: PUSHED, run: talkativePush(undefined, [...ONE, ...LOUD]) },
  {
    name: 'push --json, its connections broken',
    carries: PUSHED,
    run: talkativePush('', [...ONE, '--json']),
  },
  { name: 'push, refused', carries: PUSHED, run: talkativePush('refused', ONE) },
  { name: 'push --json, refused', carries: PUSHED, run: talkativePush('refused', [...ONE, '--json', '-v']) },
  { name: 'push, failing oddly', carries: PUSHED, run: talkativePush('odd', [...ONE, ...LOUD]) },
  { name: 'push --json, failing oddly', carries: PUSHED, run: talkativePush('odd', [...ONE, '--json']) },
  { name: 'push, done', carries: PUSHED, run: talkativePush('sent', [...ONE, ...LOUD]) },
  { name: 'push to two, one of them lost', carries: PUSHED, run: talkativePush('lost', [...TWO, '-v']) },
  {
    name: 'push --json to two, one of them lost',
    carries: PUSHED,
    run: talkativePush('lost', [...TWO, '--json']),
  },
  {
    name: 'push of inputs that the real ffmpeg cannot reach',
    carries: [...CALL, ...OF_INPUTS],
    async run({ run }) {
      const pushed = urls.flatMap((input) =>
        [[], ['--json'], LOUD].map((flags) => run(['push', input, 'cam', ...flags])),
      );
      for (const { exitCode, stderr } of await Promise.all(pushed)) {
        expect(exitCode).not.toBe(0);
        expect(stderr).toContain('error');
      }
    },
  },
  {
    name: 'push of words in the wrong order',
    carries: ['key secret', 'STS token', ...OF_INPUTS],
    async run({ run, homeDir }) {
      writeFileSync(join(homeDir, '1.flv'), 'no video');
      for (const input of urls) {
        for (const argv of [
          ['1.flv', input],
          [input, input],
          [input, '1.flv'],
          ['--to', input, '--to', input, input],
        ])
          for (const flags of [[], ['--json'], LOUD])
            expect((await run(['push', ...argv, ...flags])).exitCode).not.toBe(0);
        expect((await run(['stat', input])).exitCode).toBe(2);
        expect((await run(['watch', input, '-v'])).exitCode).toBe(2);
      }
    },
  },
];

/** A receiver of webhooks and what it was sent; it answers with the status. */
async function receiver(stage: Stage, status: number): Promise<{ url: string; told: () => number }> {
  let told = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    stage.cameOut('webhook', [request.url, ...request.rawHeaders, Buffer.concat(chunks)].join('\n'));
    response.writeHead(status).end();
    told++;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook?key=${SECRETS['webhook query']}`, told: () => told };
}

/** Watches until the webhook has been told of something, and everything else has been too. */
async function watching(stage: Stage, flags: readonly string[], status = 200): Promise<void> {
  const { url, told } = await receiver(stage, status);
  const ending = new AbortController();
  const exec = 'cat >> told.json; env > environment.txt; env; echo done >> told.json';
  const options = ['--interval', '0.1', '--webhook', url, '--webhook-secret', SECRETS['webhook secret']];
  const handedOn = [...options, '--exec', exec, '--ledger', 'pushes.ndjson', '--metrics', '0'];
  const before = told();
  let seen = '';
  const ended = stage.run(['watch', 'cam', ...handedOn, ...KEY_OPTIONS, ...flags], {
    ...{ env: NO_KEY, signal: ending.signal, now: () => new Date() },
    terminal: flags.length === 0 ? 100 : undefined,
    onStdout: (text) => {
      seen += text;
    },
  });
  await expect.poll(() => existsSync(join(stage.homeDir, 'pushes.ndjson'))).toBe(true);
  // Whose first look it was: what is found then is no event to hand on.
  await expect.poll(() => seen).toMatch(/Idle[^\n]*cam|"watching"/);
  await stage.run(['disable', 'cam', '--yes', '-q'], { now: () => new Date() });
  await expect.poll(() => told() > before).toBe(true);
  const written = () =>
    existsSync(join(stage.homeDir, 'told.json')) && readFileSync(join(stage.homeDir, 'told.json'), 'utf8');
  await expect.poll(written).toMatch(/^done$/m);
  ending.abort(new InterruptedError());
  expect((await ended).exitCode).toBe(130);
}

const WATCHED = [...CALL, 'webhook secret', 'webhook query'];

const watches: readonly Way[] = [
  {
    name: 'watch',
    carries: WATCHED,
    // The receiver's own URL.
    shows: ['webhook query: webhook'],
    run: (stage) => watching(stage, []),
  },
  {
    name: 'watch --json',
    carries: WATCHED,
    shows: ['webhook query: webhook'],
    run: (stage) => watching(stage, ['--json', ...LOUD]),
  },
  {
    name: 'watch -v with a receiver that refuses',
    carries: WATCHED,
    shows: ['webhook query: webhook'],
    run: (stage) => watching(stage, LOUD, 400),
  },
  {
    name: 'watch of a service that repeats requests',
    carries: CALL,
    async run(stage) {
      stage.answer = echoing;
      for (const flags of [[], ['--json'], LOUD]) {
        const argv = ['watch', 'cam', '--until', 'live', '--timeout', '1s', '--interval', '0.2', ...flags];
        const { stdout } = await stage.run(argv);
        expect(stdout).toContain('refused');
      }
    },
  },
  {
    name: 'watch with what it does not take',
    carries: ['key secret', 'STS token', 'webhook secret', 'webhook query'],
    async run({ run }) {
      const secret = ['--webhook-secret', SECRETS['webhook secret']];
      const wrong = [
        `user:${SECRETS['webhook query']}@127.0.0.1:1/`,
        `ftp://127.0.0.1/?k=${SECRETS['webhook query']}`,
      ];
      for (const url of [...wrong, `http://user:${SECRETS['webhook query']}@127.0.0.1:1/`])
        for (const flags of [[], ['--json'], LOUD])
          expect((await run(['watch', 'cam', '--webhook', url, ...secret, ...flags])).exitCode).toBe(2);
      expect((await run(['watch', 'cam', ...secret, '-v'])).exitCode).toBe(2);
    },
  },
];

/** Runs the emulator with a key of its own; has it refuse and fail in every way it notes; asks it for all it tells. */
function emulating(flags: readonly string[], key: readonly string[] = KEY_OPTIONS): Way['run'] {
  return async (stage) => {
    const ending = new AbortController();
    const ready = join(stage.homeDir, 'ready.json');
    const places = ['--port', '0', '--data-dir', 'data', '--ready-file', ready];
    const fault = JSON.stringify({
      match: { layer: 'http', op: 'GetLiveChannelHistory' },
      effect: { status: 503 },
    });
    const more = ['--also-key', OTHER_KEY, '--control-token', SECRETS['control token']];
    const argv = ['emulator', ...places, '--fault', fault, ...key, ...more, ...flags];
    const ended = stage.run(argv, { env: NO_KEY, signal: ending.signal, now: () => new Date() });
    await expect.poll(() => existsSync(ready) && readFileSync(ready, 'utf8')).toContain('}');
    const { url, rtmpUrl } = JSON.parse(readFileSync(ready, 'utf8')) as { url: string; rtmpUrl: string };
    stage.cameOut('ready file', readFileSync(ready, 'utf8'));
    const transport = createTransport();
    onTestFinished(() => transport.close());
    const options = { transport, now: () => new Date(), env: { OSS_ENDPOINT: url } };
    const asking = async (...words: string[]) => {
      for (const version of ['v4', 'v1']) {
        const argv = [...words, '--sign-version', version, '--retry-times', '0', '-q'];
        await stage.run(argv, options);
        const env = { ...options.env, OSS_ACCESS_KEY_SECRET: `${KEY.accessKeySecret}x` };
        await stage.run(argv, { ...options, env });
      }
    };
    await asking('create', 'cam');
    await asking('stat', 'none');
    await asking('history', 'cam');
    const expires = Math.floor(Date.now() / 1000) + 600;
    const bucket = { endpoint: url, bucket: 'local', channelName: 'cam', expires };
    const wrong = { ...KEY, accessKeySecret: 'another' };
    for (const credentials of [wrong, KEY]) {
      const target = signRtmpUrl({ ...bucket, credentials }).url;
      expect(target.startsWith(rtmpUrl)).toBe(true);
      stage.wentIn(target);
      const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:duration=1', '-c:v', 'libx264', '-f', 'flv'];
      await execa('ffmpeg', ['-v', 'error', ...source, target], { reject: false, stdin: 'ignore' });
    }
    const headers = { authorization: `Bearer ${SECRETS['control token']}` };
    for (const path of [
      '_emulator/events',
      '_emulator/state',
      '_emulator/faults',
      '_emulator/clock',
      '_health',
    ])
      stage.cameOut('control', await (await fetch(`${url}/${path}`, { headers })).text());
    ending.abort(new InterruptedError());
    await ended;
  };
}

const OTHER = ['other key secret', 'other STS token', 'control token'];
const EMULATED = ['key secret', 'STS token', 'RTMP signature', ...OTHER];

const emulators: readonly Way[] = [
  { name: 'emulator', carries: EMULATED, run: emulating([]) },
  { name: 'emulator -v', carries: EMULATED, run: emulating(LOUD) },
  { name: 'emulator --json', carries: EMULATED, run: emulating(['--json', '-v']) },
  {
    name: 'emulator --show-secret',
    carries: EMULATED,
    // A text for people: the ready line has no key, what to type in another terminal has.
    shows: ['key secret: stderr', 'STS token: stderr', 'key secret: ready file'],
    run: emulating(['--show-secret']),
  },
  {
    name: 'emulator --json --show-secret',
    carries: EMULATED,
    shows: ['key secret: stdout', 'key secret: ready file'],
    run: emulating(['--json', '--show-secret']),
  },
  {
    name: 'emulator --exec',
    carries: ['key secret', 'STS token'],
    // What the command needs to reach the emulator, in its environment.
    shows: ['key secret: files', 'STS token: files'],
    async run({ run }) {
      const exec = ['--exec', 'env > environment.txt'];
      const argv = ['emulator', '--port', '0', '--data-dir', 'data', ...KEY_OPTIONS, ...exec, ...LOUD];
      expect((await run(argv, { env: NO_KEY })).exitCode).toBe(0);
    },
  },
  {
    name: 'emulator with keys and tokens that it does not take',
    carries: ['key secret', 'STS token', ...OTHER],
    async run({ run }) {
      const places = ['--port', '0', '--temp', '--control-token'];
      const token = SECRETS['control token'];
      for (const wrong of [
        [token, '--also-key', OTHER_KEY, '--also-key', OTHER_KEY],
        [token, '--also-key', OTHER_KEY.replace('other-id', '')],
        [token, `--also-key=${OTHER_KEY} `],
        [token, '--also-keys', OTHER_KEY],
        [`${token} `, '--also-key', OTHER_KEY],
      ])
        for (const flags of [[], ['--json'], LOUD])
          expect((await run(['emulator', ...places, ...wrong, ...KEY_OPTIONS, ...flags])).exitCode).toBe(2);
    },
  },
  {
    name: 'emulator with a certificate that does not fit',
    carries: ['key secret', 'STS token', 'TLS key'],
    async run({ run, ffmpeg, wentIn }) {
      const [cert, key] = [join(ffmpeg, 'cert.pem'), join(ffmpeg, 'key.pem')];
      const text = `-----BEGIN PRIVATE KEY-----\n${SECRETS['TLS key']}\n-----END PRIVATE KEY-----\n`;
      writeFileSync(cert, text);
      writeFileSync(key, text);
      wentIn(text);
      for (const flags of [[], ['--json'], LOUD]) {
        const tls = ['--tls-cert', cert, '--tls-key', key];
        const argv = ['emulator', '--port', '0', '--data-dir', 'data', ...tls, ...KEY_OPTIONS, ...flags];
        expect((await run(argv, { env: NO_KEY })).exitCode).toBe(2);
      }
    },
  },
];

testWays([...pushes, ...watches, ...emulators]);
