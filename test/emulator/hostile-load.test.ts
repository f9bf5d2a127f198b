import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askingPort, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import { buildEmulatorProcess, type EmulatorProcess } from '../helpers/emulator-process.js';
import { goodStream } from '../helpers/good-stream.js';
import { RtmpClient, uint } from '../helpers/rtmp-client.js';
import { publish, type RtmpPublisher } from '../helpers/rtmp-publisher.js';
import { temporaryFolder } from '../helpers/store.js';

/** `SIEGE_SECONDS=600` for the long run. */
const STREAM_SECONDS = Number(process.env.SIEGE_SECONDS ?? 14);
const MIB = 1024 * 1024;

let emulator: EmulatorProcess;
const folder = temporaryFolder();
const dataDir = join(folder, 'data');

beforeAll(async () => {
  const start = await buildEmulatorProcess(folder);
  emulator = await start(dataDir);
});

afterAll(async () => {
  await emulator.kill();
  rmSync(folder, { recursive: true });
});

/** Connections that mean no good. They leave it to the server to close them. */
class Siege {
  readonly #sockets: Socket[] = [];

  /** Connects, says `first`, and then goes on with one of `drops` every half second. */
  attack(count: number, first: Buffer, drops: readonly Buffer[] = []): void {
    for (let index = 0; index < count; index++) {
      const socket = connect(emulator.listening.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      this.#sockets.push(socket);
      if (first.length > 0) socket.write(first);
      if (drops.length === 0) continue;
      let turn = 0;
      const drip = setInterval(() => socket.writable && socket.write(drops[turn++ % drops.length]!), 500);
      socket.once('close', () => clearInterval(drip));
    }
  }

  get open(): number {
    return this.#sockets.filter(({ closed }) => !closed).length;
  }
}

/** Begins a message of 16 MiB on each of 61 chunk streams, of which only a few bytes ever come. */
const LIES = Buffer.concat(
  Array.from({ length: 61 }, (_, index) =>
    Buffer.concat([
      ...[Buffer.of(0, index), uint(0, 3), uint(16 * MIB - 1, 3), Buffer.of(9, 1, 0, 0, 0)],
      Buffer.alloc(4096),
    ]),
  ),
);

async function lieBeforePublishing(): Promise<void> {
  const client = await RtmpClient.connect(emulator.listening.port);
  await client.open('local/live', 'rtmp://127.0.0.1/local/live');
  client.socket.write(LIES);
  await client.closed;
}

/** Silent and half-said connections of all kinds, some of them again and again. */
async function besiege(siege: Siege, signal: AbortSignal): Promise<void> {
  const httpHead = Buffer.from('GET /local/cam/playlist.m3u8 HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  siege.attack(1000, Buffer.alloc(0));
  siege.attack(200, httpHead, [Buffer.from('x-a: b\r\n')]);
  siege.attack(100, Buffer.from('P'), [Buffer.from('U')]);
  siege.attack(200, Buffer.of(3), [Buffer.of(0)]);
  siege.attack(100, Buffer.concat([Buffer.of(3), Buffer.alloc(1536)]));
  while (!signal.aborted) {
    await Promise.all(Array.from({ length: 5 }, lieBeforePublishing));
    siege.attack(20, Buffer.alloc(0));
    await delay(250);
  }
}

/** Let in, and then lying: 1 GiB announced on each connection. */
async function publishLies(ask: ReturnType<typeof askingPort>): Promise<RtmpPublisher[]> {
  const liars: RtmpPublisher[] = [];
  for (const channel of ['liar 1', 'liar 2', 'liar 3', 'liar 4']) {
    await createChannel(ask, channel);
    const liar = await publish(publishUrl({ base: emulator.listening.rtmpUrl, channel }));
    liar.client.socket.write(LIES);
    liars.push(liar);
  }
  return liars;
}

interface Sight {
  rssMib: number;
  connections: number;
}

/** Asks for the live playlist as a player does, and looks at the process, until the siege is over. */
async function watch(ask: ReturnType<typeof askingPort>, over: AbortSignal): Promise<Sight[]> {
  const seen: Sight[] = [];
  while (!over.aborted) {
    const { status } = await ask({ target: '/cam/playlist.m3u8' });
    if (status !== 200) throw new Error(`the playlist is answered with ${status}`);
    const { rssBytes, connections } = await emulator.holdings();
    seen.push({ rssMib: rssBytes / MIB, connections });
    await delay(250);
  }
  return seen;
}

test(
  'a stream goes on undisturbed while the port is besieged, and memory stays flat',
  async () => {
    const ask = askingPort(emulator.listening);
    const stream = await goodStream(emulator, { folder, dataDir, seconds: STREAM_SECONDS });
    const before = await emulator.holdings();

    const liars = await publishLies(ask);
    const siege = new Siege();
    const over = new AbortController();
    const [seen] = await Promise.all([
      watch(ask, over.signal),
      besiege(siege, over.signal),
      stream.sent.finally(() => over.abort()),
    ]);
    const most = (key: keyof Sight): number => Math.max(...seen.map((sight) => sight[key]));
    expect(most('connections')).toBeGreaterThan(500);
    // 1,500 connections, and 4 GiB announced by those that were let in.
    expect(most('rssMib') - before.rssBytes / MIB).toBeLessThan(96);

    await stream.expectWhole();

    // Nobody but the server has closed these.
    await eventually(
      () => siege.open,
      (open) => open === 0,
    );
    for (const { client } of liars) client.socket.destroy();
    // What remains is what `fetch` keeps for its next request.
    await eventually(
      () => emulator.holdings(),
      ({ connections }) => connections <= 4,
    );
  },
  240_000 + STREAM_SECONDS * 2000,
);
