import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EndReason } from '../../src/emulator/rtmp/publishing.js';
import { CommandError, NetworkError, OssLiveError, UsageError } from '../../src/errors.js';
import { findProgram } from '../../src/ffmpeg/find-ffmpeg.js';
import { ffmpegArgs } from '../../src/push/ffmpeg/args.js';
import type { Grown, Stall } from '../../src/push/pulse.js';
import { type PushStreamRequest, pushStream } from '../../src/push/push-stream.js';
import { clip } from '../helpers/media.js';
import { closedPort, type RtmpPeer, type RtmpPeerOptions, rtmpPeer, tcpPeer } from '../helpers/rtmp-peer.js';

const surroundings = { env: process.env, platform: process.platform, cwd: process.cwd() };
const program = (await findProgram('ffmpeg', surroundings)) ?? 'no ffmpeg';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const peer of open.splice(0)) await peer.close();
});

async function peerOf(options: RtmpPeerOptions = {}): Promise<RtmpPeer> {
  const peer = await rtmpPeer(options);
  open.push(peer);
  return peer;
}

const QUIET = {
  ...surroundings,
  stdin: null,
  hasOptions: false,
  endsBelow: 0,
  ...{ stallTimeoutSeconds: 20, pauseSeconds: 0 },
  onExit: () => () => undefined,
  onProgress: () => undefined,
  onStall: () => undefined,
  onLine: () => undefined,
};

interface Attempt {
  input: string;
  host: string;
  signal?: AbortSignal;
  changeArgs?: (args: string[]) => string[];
}

function push({ input, host, signal, changeArgs = (args) => args }: Attempt): Promise<Grown> {
  const url = `rtmp://${host}/local/live/cam?Signature=a%2Bb%2Fc%3D`;
  const args = ffmpegArgs({
    source: { kind: 'files', names: [input], folder: process.cwd() },
    ...{ inputs: [], joined: false, height: null, plan: { video: 'copy', audio: 'copy' } },
    ...{ inputOptions: [], position: 0, loop: false, clock: false },
    ...{ urls: [url], encoding: ['-c', 'copy'], outputOptions: [], writeTimeoutSeconds: 5 },
  });
  return pushStream({
    ...QUIET,
    program,
    args: changeArgs(args),
    inputs: [input],
    signal: signal ?? new AbortController().signal,
  });
}

async function failureOf(attempt: Attempt): Promise<OssLiveError> {
  const error = await push(attempt).catch((thrown: unknown) => thrown);
  if (error instanceof OssLiveError) return error;
  throw new Error(`expected a failure, got ${JSON.stringify(error)}`);
}

/** Loops without pause: buffers fill at once. */
const unpaced = (args: string[]) => args.flatMap((arg) => (arg === '-re' ? ['-stream_loop', '-1'] : [arg]));

describe('a push through ffmpeg', () => {
  test('sends the whole file under the signed name and ends it cleanly', async () => {
    const peer = await peerOf();
    const outcome = await push({ input: await clip({ seconds: 2 }), host: peer.host });
    expect(peer.names).toEqual(['local/live/cam?Signature=a%2Bb%2Fc%3D']);
    // ffmpeg is gone before the server has read its last words.
    await expect.poll(() => peer.ends).toEqual(['unpublished']);
    const frames = peer.messages.filter(({ type, payload }) => type === 'video' && payload[1] === 1);
    expect(frames).toHaveLength(50);
    expect(outcome.droppedFrames).toBe(0);
    expect(outcome.seconds).toBeGreaterThan(1.9);
    expect(outcome.seconds).toBeLessThan(2.1);
    expect(outcome.bytes).toBeGreaterThan(10_000);
  });

  test('takes as long as the file lasts', async () => {
    const peer = await peerOf();
    const before = performance.now();
    await push({ input: await clip({ seconds: 2 }), host: peer.host });
    expect(performance.now() - before).toBeGreaterThan(1500);
  });

  test('ends cleanly when it is interrupted', async () => {
    const peer = await peerOf();
    const controller = new AbortController();
    const pushed = push({ input: await clip({ seconds: 8 }), host: peer.host, signal: controller.signal });
    await peer.streaming;
    controller.abort();
    const outcome = await pushed;
    await expect.poll(() => peer.ends).toEqual(['unpublished']);
    expect(outcome.seconds).toBeLessThan(7);
  });

  test('does not begin when it was interrupted before', async () => {
    const peer = await peerOf();
    await push({ input: await clip({ seconds: 8 }), host: peer.host, signal: AbortSignal.abort() });
    expect(peer.ends).not.toContain('disconnected');
  });

  test('ends when it is interrupted while the server does not read', async () => {
    const peer = await peerOf({ stopsReading: true });
    const controller = new AbortController();
    const input = await clip({ seconds: 8 });
    const patient = (args: string[]) =>
      unpaced(args).map((arg, index, all) => (all[index - 1] === '-rw_timeout' ? '3600000000' : arg));
    const pushed = push({ input, host: peer.host, signal: controller.signal, changeArgs: patient });
    await peer.streaming;
    controller.abort();
    await pushed;
  });

  test('is cut with the words of the server', async () => {
    const cut = new AbortController();
    const peer = await peerOf({ cut: cut.signal });
    const failed = failureOf({ input: await clip({ seconds: 8 }), host: peer.host });
    await peer.streaming;
    cut.abort('disabled' satisfies EndReason);
    expect(await failed).toMatchObject({
      kind: expect.any(String),
      message: expect.stringContaining(''),
    });
    expect(peer.ends).toEqual(['disabled']);
  });

  test.each(['reset', 'closed'])('that loses its connection is a network error: %s', async (how) => {
    const peer = await peerOf();
    const failed = failureOf({ input: await clip({ seconds: 8 }), host: peer.host });
    await peer.streaming;
    for (const socket of peer.sockets) how === 'reset' ? socket.resetAndDestroy() : socket.destroy();
    const error = await failed;
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'ConnectionLost', kind: 'network' });
  });
});

describe('a push that cannot begin', () => {
  test('shows why the server refused it', async () => {
    const peer = await peerOf({ refuse: 'AccessDenied: Request has expired.' });
    const error = await failureOf({ input: await clip({ seconds: 2 }), host: peer.host });
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({
      code: 'AccessDenied',
      kind: 'denied',
      message: 'The server refused the stream: AccessDenied: Request has expired.',
      hint: 'The URL was signed a moment ago: set the clock of this machine right.',
    });
  });

  test('finds nobody listening', async () => {
    const host = await closedPort();
    const error = await failureOf({ input: await clip({ seconds: 2 }), host });
    expect(error).toMatchObject({
      code: 'ConnectionFailed',
      kind: 'network',
      message: `No connection to ${host} for RTMP: Connection refused.`,
    });
  });

  test.each<[string, Parameters<typeof tcpPeer>[0]]>([
    ['says nothing', () => undefined],
    ['closes', (socket) => socket.once('data', () => socket.end())],
    ['resets the connection', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')],
    ['talks nonsense', (socket) => socket.write(Buffer.alloc(8000, 7))],
  ])('finds a server that %s', async (_, onConnection) => {
    const peer = await tcpPeer(onConnection);
    open.push(peer);
    const sooner = (args: string[]) => args.map((arg) => (arg === '5000000' ? '500000' : arg));
    const error = await failureOf({ input: await clip({ seconds: 2 }), host: peer.host, changeArgs: sooner });
    expect(error).toMatchObject({ code: 'HandshakeFailed', kind: 'network' });
  });

  test.each<[string, () => string | Promise<string>, string]>([
    ['missing', () => '/nowhere/1.flv', '/nowhere/1.flv cannot be read: No such file or directory.'],
    ['no media', () => 'package.json', 'package.json is not a video that ffmpeg can read.'],
  ])('has an input that is %s', async (_, input, message) => {
    const peer = await peerOf();
    const error = await failureOf({ input: await input(), host: peer.host });
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(message);
    expect(peer.names).toEqual([]);
  });

  test('has an input without video', async () => {
    const peer = await peerOf();
    const input = await clip({ seconds: 2, video: null });
    expect((await failureOf({ input, host: peer.host })).message).toBe(`${input} has no video.`);
    expect(peer.names).toEqual([]);
  });
});

describe('a push that stalls', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A program that reports these bytes, says that it did, and then hangs; and what was told of it. */
  async function stalled(
    bytes: number,
    waitMs: number,
    reading: Partial<PushStreamRequest> = {},
  ): Promise<{ error: unknown; stalls: Stall[] }> {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    const script = `printf 'total_size=${bytes}\nprogress=continue\n'; exec sleep 60`;
    let reported = (): void => undefined;
    const hanging = new Promise<void>((resolve) => {
      reported = resolve;
    });
    const stalls: Stall[] = [];
    const failed = pushStream({
      ...QUIET,
      ...{ program: '/bin/sh', args: ['-c', script], inputs: ['1.flv'] },
      signal: new AbortController().signal,
      onProgress: reported,
      onStall: (stall) => stalls.push(stall),
      ...reading,
    }).catch((error: unknown) => error);
    await hanging;
    // What has to pass, then the steps on the ladder down.
    for (const ms of [waitMs, 2000, 1000, 1000]) await vi.advanceTimersByTimeAsync(ms);
    return { error: await failed, stalls };
  }

  test('in the middle is told after five seconds and a network error after twenty', async () => {
    const { error, stalls } = await stalled(1000, 20_000);
    expect(error).toMatchObject({
      code: 'Stalled',
      kind: 'network',
      message: 'Nothing could be sent for 20s.',
    });
    expect(stalls).toEqual([{ kind: 'silent', over: false, seconds: 5 }]);
  });

  test('is the stall of its input, where what is made of it is only read', async () => {
    const { error } = await stalled(1000, 20_000, { onOutput: async () => undefined });
    expect(error).toMatchObject({ code: 'Stalled', message: 'The input has brought nothing for 20s.' });
  });

  test('before it began is one after thirty', async () => {
    const { error, stalls } = await stalled(0, 30_000);
    expect(error).toMatchObject({
      code: 'Stalled',
      kind: 'network',
      message: 'The stream did not start within 30s.',
    });
    expect(stalls).toEqual([{ kind: 'silent', over: false, seconds: 30 }]);
  });
});
