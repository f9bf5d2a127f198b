import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { askingPort, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import {
  buildEmulatorProcess,
  type EmulatorProcess,
  type StartEmulator,
} from '../helpers/emulator-process.js';
import { goodStream } from '../helpers/good-stream.js';
import { publish, type RtmpPublisher } from '../helpers/rtmp-publisher.js';
import { temporaryFolder } from '../helpers/store.js';

/** `SIEGE_SECONDS=600` for the long run. */
const STREAM_SECONDS = Number(process.env.SIEGE_SECONDS ?? 6);
const MIB = 1024 * 1024;

let start: StartEmulator;
let emulator: EmulatorProcess;
let dataDir: string;
const folder = temporaryFolder();

beforeAll(async () => {
  start = await buildEmulatorProcess(folder);
});

beforeEach(async () => {
  dataDir = mkdtempSync(join(folder, 'data-'));
  emulator = await start(dataDir);
});

afterEach(() => emulator.kill());

afterAll(() => rmSync(folder, { recursive: true }));

interface Attack {
  /** How much of it has come through, to show that it was one. */
  done(): number | Promise<number>;
  stop(): void;
}

async function publisherOn(channel: string): Promise<RtmpPublisher> {
  await createChannel(askingPort(emulator.listening), channel);
  return publish(publishUrl({ base: emulator.listening.rtmpUrl, channel }));
}

/** The sequence header of Baseline video. */
const AVC_HEADER = Buffer.from('17000000000142c00afce100096742c00ada0a08d90801000468ce3c80', 'hex');
/** An IDR slice of one byte. */
const TINY_KEY_FRAME = Buffer.from('17010000000000000165', 'hex');

interface State {
  buckets: { channels: { name: string; segments: number }[] }[];
}

/** A segment for each frame of ten bytes, as fast as they are taken. */
async function tinyKeyFrames(): Promise<Attack> {
  const publisher = await publisherOn('tiny');
  const { socket } = publisher.client;
  await publisher.send({ type: 'video', timestampMs: 0, payload: AVC_HEADER });
  void (async () => {
    for (let second = 1; !socket.destroyed; second++)
      await publisher.send({ type: 'video', timestampMs: second * 1000, payload: TINY_KEY_FRAME });
  })();
  return {
    async done() {
      const response = await fetch(`${emulator.listening.url}/_emulator/state`);
      const { buckets } = (await response.json()) as State;
      return buckets[0]!.channels.find(({ name }) => name === 'tiny')!.segments;
    },
    stop: () => socket.destroy(),
  };
}

/** Messages of 16 MiB that hold a million empty ones each. */
async function emptyAggregates(): Promise<Attack> {
  const publisher = await publisherOn('aggregates');
  const { socket } = publisher.client;
  const nothing = Buffer.alloc(15 * 1_100_000);
  let done = 0;
  void (async () => {
    while (!socket.destroyed) {
      if (!publisher.client.message(22, 1, nothing)) await publisher.client.drained();
      done++;
    }
  })();
  return { done: () => done, stop: () => socket.destroy() };
}

function dial(): Socket {
  const socket = connect(emulator.listening.port, '127.0.0.1');
  socket.on('error', () => {});
  return socket;
}

const health = 'GET /_health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/** Requests without end behind one that takes long. */
async function pipelined(): Promise<Attack> {
  const rule = { match: { layer: 'http', channel: 'slow' }, effect: { latencyMs: 1000 * STREAM_SECONDS } };
  await fetch(`${emulator.listening.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(rule) });
  const socket = dial();
  await once(socket, 'connect');
  let done = 0;
  socket.resume();
  socket.write('GET /local/slow?live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const thousand = Buffer.from(health.repeat(1000));
  const more = (): void => {
    while (!socket.destroyed && socket.writableLength < MIB) {
      socket.write(thousand, (error) => {
        if (!error) done += 1000;
      });
    }
    if (!socket.destroyed) setTimeout(more, 20);
  };
  more();
  return { done: () => done, stop: () => socket.destroy() };
}

/** HEAD of a large object, two hundred at a time. */
async function heads(): Promise<Attack> {
  const ask = askingPort(emulator.listening);
  await ask({ method: 'PUT', target: '/large', body: 'x'.repeat(30 * MIB) });
  const over = new AbortController();
  let done = 0;
  void (async () => {
    while (!over.signal.aborted) {
      const asked = Array.from({ length: 200 }, () => ask({ method: 'HEAD', target: '/large' }));
      for (const { status } of await Promise.all(asked)) if (status === 200) done++;
    }
  })().catch(() => {});
  return { done: () => done, stop: () => over.abort() };
}

/** One after the other asks whether the emulator is well, four times a second, and how much it works before it answers. */
async function watch(over: AbortSignal): Promise<{ mostWorkMs: number; mostMib: number }> {
  const seen = { mostWorkMs: 0, mostMib: 0 };
  while (!over.aborted) {
    const before = await emulator.holdings();
    const response = await fetch(`${emulator.listening.url}/_health`);
    expect(response.status).toBe(200);
    const after = await emulator.holdings();
    seen.mostWorkMs = Math.max(seen.mostWorkMs, after.cpuMs - before.cpuMs);
    seen.mostMib = Math.max(seen.mostMib, after.rssBytes / MIB);
    await delay(250);
  }
  return seen;
}

/** V8 of Node 22 and later lets short-lived objects take more room before it looks for those that are gone. */
const YOUNG_MIB = Number(process.versions.node.split('.')[0]) < 22 ? 0 : 192;

test.each([
  ['a publisher of tiny key frames', tinyKeyFrames, 100, 128],
  ['aggregates of nothing', emptyAggregates, 1, 128],
  ['requests without end behind a slow one', pipelined, 1000, 96],
  ['two hundred times the checksum of a large object', heads, 200, 160],
] as const)(
  'a stream is whole, memory flat and health answered under attack by %s',
  async (_, begin, least, mib) => {
    const stream = await goodStream(emulator, { folder, dataDir, seconds: STREAM_SECONDS });
    const before = (await emulator.holdings()).rssBytes / MIB;
    const attack = await begin();
    const over = new AbortController();
    const through = eventually(attack.done, (done) => done >= least);
    const [{ mostWorkMs, mostMib }] = await Promise.all([
      watch(over.signal),
      // Whatever has failed: nobody asks an emulator that is gone.
      Promise.all([stream.sent, through]).finally(() => over.abort()),
    ]);
    expect(mostWorkMs).toBeLessThan(1000);
    expect(mostMib - before).toBeLessThan(mib + YOUNG_MIB);
    await stream.expectWhole();
    // Still under attack.
    await emulator.close();
    attack.stop();
  },
  240_000 + STREAM_SECONDS * 2000,
);
